// What was merged into a case: reports of the same thing, which follow it.

import { api } from '../http/api';
import { known } from '../i18n/translate';
import { CaseText, titleOf } from './case_text';
import { useApp, useTexts } from './context';
import { SeverityIcon } from './severity_icon';
import { useFetch } from './use_fetch';

const load = (id: string, signal: AbortSignal) => api.merged(id, signal);

export function MergedHere({ id, again }: { readonly id: string; readonly again: unknown }) {
  const app = useApp();
  const { t, f } = useTexts();
  const { data } = useFetch(id, load, again);
  if (!data || data.cases.length === 0) return null;
  return (
    <section className="duplicates" aria-label={t('dup.merged')}>
      <h3>{t('dup.merged')}</h3>
      <ul>
        {data.cases.map((child) => (
          <li key={child.id} className="duplicate">
            <button type="button" className="case-line" onClick={() => app.openCase(child.id)}>
              <SeverityIcon severity={child.severity} size={16} />
              <span className="case-line-text">
                <CaseText text={titleOf(child)} />
                <span className="sub num">{`${known(t, 'state', child.state)} · ${f.moment(Date.parse(child.openedAt))}`}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {data.truncated && <p className="sub">{t('dup.mergedMore', { n: f.number(data.cases.length) })}</p>}
    </section>
  );
}
