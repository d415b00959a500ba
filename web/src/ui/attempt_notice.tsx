// What became of an action: pending is not done, done is what the daemon has stored, and a refusal says why.

import { actWords } from '../i18n/acts';
import { known } from '../i18n/translate';
import { samePermission, type Attempt } from '../state/attempt';
import type { Current } from '../desk/desk';
import type { History } from '../wire/case';
import { useApp, useTexts } from './context';
import { MeanwhileList } from './meanwhile_list';
import { RefusalWords } from './refusal_words';

interface Props {
  readonly attempt: Attempt;
  readonly current: Current;
  readonly history: History | null;
}

export function AttemptNotice({ attempt, current, history }: Props) {
  const app = useApp();
  const { t } = useTexts();
  const action = actWords(t, attempt.permission);
  const { id } = current.case;
  switch (attempt.phase) {
    case 'pending':
      return <p className="attempt attempt-pending" role="status">{t(attempt.lost > 0 ? 'act.pendingLost' : 'act.pending', { action })}</p>;
    case 'confirmed':
      return (
        <p className="attempt attempt-confirmed" role="status">
          {t('act.confirmed', { action })} <button type="button" className="text-button" onClick={() => app.desk.forget(id)}>{t('act.dismiss')}</button>
        </p>
      );
    case 'unanswered':
      return (
        <div className="attempt attempt-unanswered" role="alert">
          <p>{t('act.unanswered', { action })}</p>
          <button type="button" className="small-button strong" onClick={() => void app.desk.resend(id)}>{t('act.resend')}</button>
        </div>
      );
    case 'refused':
      return <RefusedNotice attempt={attempt} current={current} history={history} action={action} />;
  }
}

function RefusedNotice({ attempt, current, history, action }: Props & { readonly action: string }) {
  const app = useApp();
  const { t } = useTexts();
  const refusal = attempt.refusal!;
  const movedOn = refusal.case !== null || refusal.status === 409;
  const possible = samePermission(attempt.permission, current.case) !== null;
  return (
    <div className="attempt attempt-refused" role="alert">
      <p><b>{t('act.refused', { action })}</b></p>
      <RefusalWords refusal={refusal} />
      {movedOn && <MeanwhileList now={current.case} history={history} seenSeq={attempt.seenSeq} />}
      {movedOn && !possible && <p>{t('act.notPossible', { state: known(t, 'state', current.case.state) })}</p>}
      <div className="form-buttons">
        {(movedOn || refusal.retry) && possible && (
          <button type="button" className="small-button strong" onClick={() => void app.desk.tryAgain(current)}>{t('act.tryAgain')}</button>
        )}
        <button type="button" className="small-button" onClick={() => app.desk.forget(current.case.id)}>{t('act.dismiss')}</button>
      </div>
    </div>
  );
}
