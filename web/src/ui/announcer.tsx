// What a sighted operator would notice from the corner of an eye, said to a screen reader.

import { useEffect, useState } from 'react';
import { phaseOf } from '../state/health';
import { severityWord } from '../i18n/translate';
import { titleOf } from './case_text';
import { useApp, useTexts, useVersion } from './context';

export function Announcer() {
  const app = useApp();
  const { t } = useTexts();
  const version = useVersion(app.data, () => app.board.pinned.version);
  const phase = useVersion(app.clock, () => phaseOf(app.board.health, performance.now()));
  const [said, setSaid] = useState('');

  useEffect(() => {
    const newest = app.board.pinned.newest().find((row) => app.board.alarm.ringing.has(row.id));
    if (newest) setSaid(`${severityWord(t, newest.severity)}: ${titleOf(newest)}`);
  }, [app, version, t]);

  return (
    <>
      <div className="hidden" role="alert">{said}</div>
      <div className="hidden" role="status">
        {phase === 'offline' ? t('conn.offline') : phase === 'slow' ? t('conn.slow') : phase === 'live' ? t('conn.live') : ''}
      </div>
    </>
  );
}
