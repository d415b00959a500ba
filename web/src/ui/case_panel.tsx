import { api, HttpError } from '../http/api';
import { age } from '../i18n/format';
import { known, severityWord } from '../i18n/translate';
import type { Case } from '../wire/case';
import { UNACKNOWLEDGED, isClosed, type State } from '../wire/words';
import { IconButton } from './button';
import { CaseFacts } from './case_facts';
import { CaseText, titleOf } from './case_text';
import { CasesHere } from './cases_here';
import { useApp, useNow, useTexts, useVersion } from './context';
import { CopyButton } from './copy_button';
import { SeverityIcon } from './severity_icon';
import { Timeline } from './timeline';
import { useFetch, useThrottled } from './use_fetch';
import { useReturnFocus } from './use_return_focus';
import { useEffect } from 'react';

const REFRESH_MS = 1000;
const loadCase = (id: string, signal: AbortSignal) => api.case(id, signal);
const loadHistory = (id: string, signal: AbortSignal) => api.history(id, signal);

/** Everything known of one case, beside a map that stays live. */
export function CasePanel({ id }: { readonly id: string }) {
  const app = useApp();
  const { t } = useTexts();
  const heading = useReturnFocus();
  // A row changes its identity when its case changes; that is when the case is asked for again.
  const row = useVersion(app.data, () => {
    const held = app.board.find(id);
    return held ? `${held.state} ${held.severity} ${held.title} ${held.t}` : '';
  });
  const calm = useThrottled(row, REFRESH_MS);
  const { data, error } = useFetch(id, loadCase, calm);
  const history = useFetch(id, loadHistory, calm);

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
      {data && <Standing item={data} />}
      <div className="case-actions">
        {data?.lat != null && data.lng !== null && <ShowOnMap at={{ lat: data.lat, lng: data.lng }} />}
        <CopyButton text={`${location.origin}${location.pathname}?case=${encodeURIComponent(id)}`} label={t('case.link')} icon="link" />
      </div>
      {error !== null && data === null && <p className="note" role="alert">{t(missing ? 'case.missing' : 'case.failed')}</p>}
      {data && <CaseFacts item={data} />}
      {history.data && <Timeline history={history.data} />}
      {data?.cell && <CasesHere cell={data.cell} except={data} title={t('case.neighbours')} again={calm} />}
    </section>
  );
}

function Standing({ item }: { readonly item: Case }) {
  const { t } = useTexts();
  const now = useNow();
  const waiting = item.severity === 4 && UNACKNOWLEDGED.includes(item.state as State);
  return (
    <p className="standing">
      <span>{severityWord(t, item.severity)}</span>
      <span className={isClosed(item.state) ? 'state state-closed' : 'state'}>{known(t, 'state', item.state)}</span>
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
