import { useState } from 'react';
import { AssignDialog } from './assign_dialog';
import { useApp, useCell, useTexts } from './context';
import { BULK_MAX, startBulk } from './marked';

/** What can be done with the marked cases. */
export function BulkBar() {
  const app = useApp();
  const { t } = useTexts();
  const me = useCell(app.desk.me);
  const { size } = useCell(app.marks).ids;
  useCell(app.desk.bulk.state);
  const [assigning, setAssigning] = useState(false);
  if (!me || size === 0) return null;
  const tooMany = size > BULK_MAX;
  const blocked = app.desk.bulk.running() || tooMany;
  return (
    <div className="bulk-bar" role="group" aria-label={t('mark.count', { n: size })}>
      <span className="num" role="status">{t('mark.count', { n: size })}</span>
      {tooMany && <span className="refused">{t('bulk.most', { n: BULK_MAX })}</span>}
      <span className="grow" />
      <button type="button" className="small-button strong" disabled={blocked} onClick={() => startBulk(app, 'acknowledge')}>
        {t('bulk.acknowledge')} <kbd aria-hidden="true">A</kbd>
      </button>
      <button type="button" className="small-button" disabled={blocked} onClick={() => setAssigning(true)}>{t('bulk.assign')}</button>
      <button type="button" className="small-button" onClick={() => app.clearMarks()}>{t('mark.clear')}</button>
      {assigning && <AssignDialog onClose={() => setAssigning(false)} />}
    </div>
  );
}
