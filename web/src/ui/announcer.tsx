// What a sighted operator would notice from the corner of an eye, said to a screen reader.

import { phaseOf } from '../state/health';
import { severityWord } from '../i18n/translate';
import { titleOf } from './case_text';
import { useApp, useTexts, useVersion } from './context';

export function Announcer() {
  const app = useApp();
  const { t } = useTexts();
  useVersion(app.data, () => app.board.pinned.version);
  const phase = useVersion(app.clock, () => phaseOf(app.board.health, app.at));
  const newest = app.board.pinned.newest().find((row) => app.board.alarm.ringing.has(row.id));

  return (
    <>
      <div className="hidden" role="alert">{newest ? `${severityWord(t, newest.severity)}: ${titleOf(newest)}` : ''}</div>
      <div className="hidden" role="status">
        {phase === 'offline' ? t('conn.offline') : phase === 'slow' ? t('conn.slow') : phase === 'live' ? t('conn.live') : ''}
      </div>
    </>
  );
}
