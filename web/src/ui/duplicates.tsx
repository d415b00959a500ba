// Cases that may tell of the same thing, best first; with the merge of this one into one of them.

import { useState } from 'react';
import { api } from '../http/api';
import type { Current } from '../desk/desk';
import { EMPTY_DRAFT } from '../state/draft';
import { known, severityWord } from '../i18n/translate';
import type { Case } from '../wire/case';
import { CaseText, titleOf } from './case_text';
import { ConfirmDialog } from './confirm_dialog';
import { useApp, useCell, useTexts } from './context';
import { Phrase, slot } from './phrase';
import { SeverityIcon } from './severity_icon';
import { useFetch } from './use_fetch';

const load = (id: string, signal: AbortSignal) => api.duplicates(id, signal);

interface Props {
  readonly current: Current;
  /** Another one asks again. */
  readonly again: string;
  /** Another one asks again where the daemon did not answer. */
  readonly mend: unknown;
}

export function Duplicates({ current, again, mend }: Props) {
  const app = useApp();
  const { t, f } = useTexts();
  const { data } = useFetch(current.case.id, load, again, mend);
  const attempt = useCell(app.desk.attempts).get(current.case.id);
  const [into, setInto] = useState<Case | null>(null);
  const merge = current.case.may?.find(({ action }) => action === 'merge');
  const busy = attempt?.phase === 'pending' || attempt?.phase === 'unanswered';
  if (!data || data.length === 0) return null;
  return (
    <section className="duplicates" aria-label={t('dup.title')}>
      <h3>{t('dup.title')}</h3>
      <ul>
        {data.map(({ case: other, distanceM, hoursApart }) => (
          <li key={other.id} className="duplicate">
            <button type="button" className="case-line" onClick={() => app.openCase(other.id)}>
              <SeverityIcon severity={other.severity} size={16} />
              <span className="case-line-text">
                <CaseText text={titleOf(other)} />
                <span className="sub num">
                  {[
                    severityWord(t, other.severity),
                    known(t, 'state', other.state),
                    distanceM === null ? null : t('dup.distance', { m: f.number(Math.round(distanceM)) }),
                    hoursApart === null ? null : t('dup.hours', { h: f.number(Math.round(hoursApart * 10) / 10) }),
                  ].filter(Boolean).join(' · ')}
                </span>
              </span>
            </button>
            {merge && <button type="button" className="small-button" aria-label={`${t('dup.merge')}: ${titleOf(other)}`} disabled={busy} onClick={() => setInto(other)}>{t('dup.merge')}</button>}
          </li>
        ))}
      </ul>
      {into && merge && (
        <ConfirmDialog
          title={t('dup.confirmTitle')} yes={t('dup.yes')}
          onYes={() => void app.desk.act(current, merge, { ...EMPTY_DRAFT, into: into.id })} onClose={() => setInto(null)}
        >
          <Phrase text={t('dup.confirm', { a: slot(0), b: slot(1) })} words={[titleOf(current.case), titleOf(into)]} />
        </ConfirmDialog>
      )}
    </section>
  );
}
