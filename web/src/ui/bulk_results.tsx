// What became of each of several cases: a line of counts, and by name every one that did not get through.

import { refusalWords } from '../i18n/acts';
import { known, type Translate } from '../i18n/translate';
import { countBulk, type BulkItem } from '../state/bulk';
import { CaseText } from './case_text';
import { useApp, useCell, useTexts } from './context';

export function BulkResults() {
  const app = useApp();
  const { t } = useTexts();
  const bulk = useCell(app.desk.bulk.state);
  if (!bulk) return null;
  const { confirmed, refused, unanswered, open } = countBulk(bulk);
  const all = bulk.items.length;
  const summary = [
    ...(open > 0 ? [t('bulk.running', { done: all - open, all })] : []),
    t(`bulk.done.${bulk.action}`, { n: confirmed }),
    ...(refused > 0 ? [t('bulk.refused', { n: refused })] : []),
    ...(unanswered > 0 ? [t('bulk.unanswered', { n: unanswered })] : []),
  ].join(' · ');
  const failed = bulk.items.filter(({ phase }) => phase === 'refused' || phase === 'unanswered');
  return (
    <section className="bulk-results" aria-label={t('bulk.title')}>
      <p className="num" role="status"><b>{summary}</b></p>
      {failed.length > 0 && (
        <ul>
          {failed.map((item) => (
            <li key={item.id}>
              <button type="button" className="text-button" onClick={() => app.openCase(item.id)}><CaseText text={item.title} /></button>
              <span className="sub"> {whyNot(t, item)}</span>
              {item.refusal?.detail && <span className="faint"> <CaseText text={item.refusal.detail} /></span>}
            </li>
          ))}
        </ul>
      )}
      <div className="form-buttons">
        {unanswered > 0 && open === 0 && <button type="button" className="small-button strong" onClick={() => void app.desk.bulk.resend()}>{t('bulk.resend')}</button>}
        {open === 0 && <button type="button" className="small-button" onClick={() => app.desk.bulk.dismiss()}>{t('act.dismiss')}</button>}
      </div>
    </section>
  );
}

function whyNot(t: Translate, { refusal, notAllowed }: BulkItem): string {
  if (notAllowed !== null) return t('bulk.notAllowed', { state: known(t, 'state', notAllowed) });
  return refusal ? refusalWords(t, refusal) : t('bulk.noAnswer');
}
