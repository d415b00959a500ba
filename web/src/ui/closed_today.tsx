// What was closed today: the live rows are open cases alone, so these are asked for.

import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { api } from '../http/api';
import { known } from '../i18n/translate';
import { toQuery } from '../state/backlog_query';
import { NO_BACKLOG_FILTERS } from '../state/backlog_view';
import { wallOf } from '../state/zone_time';
import type { City } from '../wire/city';
import { CaseText, titleOf } from './case_text';
import { useApp, useNow, useScreen, useTexts } from './context';
import { SeverityIcon } from './severity_icon';
import { useFetch } from './use_fetch';

const LISTED = 500;
const load = (query: string, signal: AbortSignal) => api.cases(query, signal);

export function ClosedToday({ city, onClose }: { readonly city: City; readonly onClose: () => void }) {
  const app = useApp();
  const { t, f } = useTexts();
  const { backlog: view } = useScreen();
  const now = useNow();
  const { area, class: classes, unit } = view.filters;
  const { query } = toQuery({ ...view, filters: { ...NO_BACKLOG_FILTERS, area, class: classes, unit } });
  query.set('state', 'closed');
  query.set('exercise', 'false');
  query.set('sort', '-updated_at');
  query.set('limit', String(LISTED));
  const { data, error } = useFetch(query.toString(), load);
  const day = (ms: number) => wallOf(ms, city.timeZone).slice(0, 10);
  // Asked for by the group: rejected and merged ones are in it, and in no figure of closings.
  const today = data?.cases.filter((item) => item.state === 'closed' && item.closedAt !== null && day(Date.parse(item.closedAt)) === day(now));
  return (
    <ModalOverlay className="modal-back" isOpen onOpenChange={(open) => { if (!open) onClose(); }} isDismissable>
      <Modal className="modal">
        <Dialog className="closed-dialog">
          <Heading slot="title">{t('closed.title')} {today && <span className="num sub">{f.number(today.length)}</span>}</Heading>
          {error !== null && !data && <p className="note" role="alert">{t('closed.failed')}</p>}
          {today?.length === 0 && <p className="note">{t('closed.none')}</p>}
          <ul className="closed-list">
            {today?.map((item) => (
              <li key={item.id}>
                <button type="button" className="case-line" onClick={() => { onClose(); app.openCase(item.id); }}>
                  <SeverityIcon severity={item.severity} size={16} />
                  <span className="case-line-text"><CaseText text={titleOf(item)} /><span className="sub">{item.id} · {known(t, 'state', item.state)}</span></span>
                  <span className="num sub">{f.minute(Date.parse(item.closedAt!))}</span>
                </button>
              </li>
            ))}
          </ul>
          {data?.next != null && <p className="sub">{t('closed.cut', { n: LISTED })}</p>}
          <Button slot="close" className="small-button strong">{t('case.close')}</Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
