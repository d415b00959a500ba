import { api } from '../http/api';
import { known } from '../i18n/translate';
import { CaseText, titleOf } from './case_text';
import { useApp, useTexts } from './context';
import { useFetch } from './use_fetch';

const load = (id: string, signal: AbortSignal) => api.case(id, signal);

/** A merged case stands as its parent stands. */
export function ParentLine({ parent }: { readonly parent: string }) {
  const app = useApp();
  const { t } = useTexts();
  const { data } = useFetch(parent, load);
  return (
    <div className="parent">
      <span>{t('parent.label')} </span>
      <button type="button" className="text-button" onClick={() => app.openCase(parent)}><CaseText text={data ? titleOf(data) : parent} /></button>
      {data && <p className="sub">{t('parent.follows', { state: known(t, 'state', data.state) })}</p>}
    </div>
  );
}
