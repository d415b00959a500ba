import { useEffect, useMemo } from 'react';
import { api, HttpError } from '../http/api';
import { age } from '../i18n/format';
import { known, severityWord } from '../i18n/translate';
import type { Case } from '../wire/case';
import { UNACKNOWLEDGED, isClosed, type State } from '../wire/words';
import { IconButton } from './button';
import { newerCase, type Attempt } from '../state/attempt';
import { newestSeq } from '../state/meanwhile';
import { CaseActions } from './case_actions';
import { CaseFacts } from './case_facts';
import { CaseText, titleOf } from './case_text';
import { CasesHere } from './cases_here';
import { useApp, useCell, useNow, useTexts } from './context';
import { CopyButton } from './copy_button';
import { DeadlineBar } from './deadline_bar';
import { Duplicates } from './duplicates';
import { ExerciseBadge } from './exercise_badge';
import { MergedHere } from './merged_here';
import { EscalationLine } from './escalation_line';
import { OwnerLine } from './owner_line';
import { ParentLine } from './parent_line';
import { SeverityIcon } from './severity_icon';
import { Timeline } from './timeline';
import { useCaseNews } from './news';
import { useFetch } from './use_fetch';
import { useReturnFocus } from './use_return_focus';

const loadCase = (id: string, signal: AbortSignal) => api.case(id, signal);
const loadHistory = (id: string, signal: AbortSignal) => api.history(id, signal);

/** Everything known of one case, beside a map that stays live. */
export function CasePanel({ id }: { readonly id: string }) {
  const app = useApp();
  const { t } = useTexts();
  const heading = useReturnFocus();
  const news = useCaseNews(id);
  const attempt = useCell(app.desk.attempts).get(id);
  // An answered action has changed the case, a refused one shows that somebody else has.
  const answered = attempt && attempt.phase !== 'pending' ? `${attempt.key} ${attempt.phase}` : '';
  const calm = useMemo(() => ({ news, answered }), [news, answered]);
  const { data: fetched, error } = useFetch(id, loadCase, calm);
  const answer = useCell(app.desk.newest).get(id) ?? null;
  const data = useMemo(() => newerCase(fetched, answer), [fetched, answer]);
  // A poll that brings nothing new must not fetch the rest again; every event of a case gives it another version.
  const changed = data ? `${data.version} ${data.light}` : '';
  const history = useFetch(data ? id : null, loadHistory, changed, calm);
  const current = useMemo(() => (data ? { case: data, seq: newestSeq(history.data) } : null), [data, history.data]);

  useEffect(() => app.desk.show(current), [app, current]);
  useEffect(() => () => app.desk.show(null), [app]);

  useEffect(() => {
    if (data?.lat != null && data.lng !== null) app.selectedAt.set({ lat: data.lat, lng: data.lng });
  }, [app, data]);

  const missing = error instanceof HttpError && error.status === 404;
  const held = app.board.find(id);
  const severity = data?.severity ?? held?.severity ?? 0;
  return (
    <section className="case-panel overlay" aria-labelledby="case-title">
      <header>
        <SeverityIcon severity={severity} size={24} />
        <h2 id="case-title" ref={heading} tabIndex={-1}>
          <CaseText text={data ? titleOf(data) : held ? titleOf(held) : id} />
        </h2>
        <IconButton icon="close" label={t('case.close')} keys="Esc" onPress={() => app.back()} />
      </header>
      {data && <Standing item={data} attempt={attempt} />}
      {data?.owner && <OwnerLine owner={data.owner} />}
      {data?.escalation && <EscalationLine escalation={data.escalation} />}
      {data?.parent && <ParentLine parent={data.parent} />}
      {data && <DeadlineBar item={data} again={changed} mend={calm} />}
      {current && <CaseActions key={`actions ${id}`} current={current} history={history.data} />}
      <div className="case-actions">
        {data?.lat != null && data.lng !== null && <ShowOnMap at={{ lat: data.lat, lng: data.lng }} />}
        <CopyButton text={() => app.linkTo({ kind: 'case', id, cell: null })} label={t('case.link')} icon="link" />
      </div>
      {error !== null && data === null && <p className="note" role="alert">{t(missing ? 'case.missing' : 'case.failed')}</p>}
      {data && <CaseFacts item={data} />}
      {current && !isClosed(current.case.state) && <Duplicates key={`duplicates ${id}`} current={current} again={changed} mend={calm} />}
      <MergedHere key={`merged ${id}`} id={id} again={calm} />
      {history.data && <Timeline history={history.data} />}
      {data?.cell && <CasesHere cell={data.cell} except={data} title={t('case.neighbours')} again={calm} />}
    </section>
  );
}

function Standing({ item, attempt }: { readonly item: Case; readonly attempt: Attempt | undefined }) {
  const { t } = useTexts();
  const now = useNow();
  const waiting = item.severity === 4 && !item.flags.includes('exercise') && UNACKNOWLEDGED.includes(item.state as State);
  const next = attempt?.phase === 'pending' ? attempt.permission.to : null;
  return (
    <p className="standing">
      <ExerciseBadge flags={item.flags} />
      <span>{severityWord(t, item.severity)}</span>
      <span className={isClosed(item.state) ? 'state state-closed' : 'state'}>{known(t, 'state', item.state)}</span>
      {next && <span className="state state-pending">{t('act.pendingState', { state: known(t, 'state', next) })}</span>}
      {waiting && <b className="alarm">{t('case.unacknowledged')}</b>}
      {!isClosed(item.state) && <span className="num sub">{t('case.age', { age: age(t, now - Date.parse(item.openedAt)) })}</span>}
    </p>
  );
}

function ShowOnMap({ at }: { readonly at: { lat: number; lng: number } }) {
  const app = useApp();
  const { t } = useTexts();
  return (
    <button type="button" className="small-button" onClick={() => app.goTo(at)}>
      {t('case.showOnMap')}
    </button>
  );
}
