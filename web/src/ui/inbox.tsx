import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { age } from '../i18n/format';
import type { CaseRow } from '../wire/rows';
import { CaseText, titleOf } from './case_text';
import { useCodeNames } from './code_names';
import { useApp, useCell, useNow, useTexts } from './context';
import { Icon } from './icons';
import { LightIcon } from './light_icon';

/** Escalated cases behind a bell, with a badge for those that nobody has looked at. */
export function InboxBell() {
  const app = useApp();
  const { t } = useTexts();
  const { rows, unread } = useCell(app.inbox);
  const total = Math.max(rows.length, app.board.inboxOpen);
  const label = unread > 0 ? t('inbox.unread', { n: unread }) : t('inbox.label', { n: total });
  return (
    <DialogTrigger onOpenChange={(open) => { if (!open) app.inboxSeen(); }}>
      <span title={label}>
        <Button className="icon-button inbox-button" aria-label={label}>
          <Icon name="bell" />
          {total > 0 && <span className="inbox-badge num" data-unread={unread > 0} aria-hidden="true">{unread > 0 ? unread : total}</span>}
        </Button>
      </span>
      <Popover className="popover inbox-popover" placement="bottom end">
        <Dialog aria-label={t('inbox.title')}>
          {({ close }) => (
            <>
              <Heading slot="title">{t('inbox.title')}</Heading>
              {rows.length === 0 && <p className="note">{t('inbox.empty')}</p>}
              <ul>
                {rows.map((row) => <InboxRow key={row.id} row={row} unread={app.isUnread(row)} open={() => { close(); app.openCase(row.id); }} />)}
              </ul>
              {total > rows.length && <p className="note num">{t('inbox.more', { n: total - rows.length })}</p>}
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

interface RowProps {
  readonly row: CaseRow;
  readonly unread: boolean;
  readonly open: () => void;
}

function InboxRow({ row, unread, open }: RowProps) {
  const { t } = useTexts();
  const names = useCodeNames();
  const now = useNow();
  return (
    <li data-unread={unread}>
      <button type="button" onClick={open}>
        <LightIcon light={row.light} size={14} />
        <span className="inbox-text">
          <CaseText text={titleOf(row)} className="pin-title" />
          <span className="sub">
            {unread && <b>{t('inbox.new')} · </b>}
            {row.escalation && t(`escalation.${row.escalation}`)}
            {row.unit && <> · <CaseText text={names.unit(row.unit)} /></>}
            {row.escalated != null && <> · <span className="num">{t('inbox.ago', { age: age(t, now - row.escalated * 1000) })}</span></>}
          </span>
        </span>
      </button>
    </li>
  );
}
