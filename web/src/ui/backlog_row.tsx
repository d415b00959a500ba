import { memo, useEffect, useRef, type KeyboardEvent, type MouseEvent } from 'react';
import { api } from '../http/api';
import { known } from '../i18n/translate';
import type { CaseRow } from '../wire/rows';
import { COLUMNS } from './backlog_columns';
import type { BacklogNames } from './backlog_names';
import { titleOf } from './case_text';
import { useApp, useTexts } from './context';
import { useFetch } from './use_fetch';

interface Props {
  readonly row: CaseRow;
  readonly names: BacklogNames;
  readonly index: number;
  readonly start: number;
  readonly left: boolean;
  readonly selected: boolean;
  readonly cursor: boolean;
  /** The row that Tab comes to. */
  readonly reached: boolean;
  readonly marked: boolean;
  readonly markable: boolean;
}

export const BacklogRow = memo(function BacklogRow({ row, names, index, start, left, selected, cursor, reached, marked, markable }: Props) {
  const app = useApp();
  const { t } = useTexts();
  const line = useRef<HTMLDivElement>(null);
  // Whoever moves in the table by keyboard takes the focus along.
  useEffect(() => {
    const table = line.current?.closest('[role="grid"]');
    if (cursor && table?.contains(document.activeElement) && !line.current?.contains(document.activeElement)) line.current?.focus({ preventScroll: true });
  }, [cursor]);
  const press = (event: MouseEvent) => {
    if (event.target instanceof HTMLInputElement) return;
    if (markable && event.shiftKey) app.markTo(row.id);
    else if (markable && (event.ctrlKey || event.metaKey)) app.toggleMark(row.id);
    else app.openCase(row.id);
  };
  const key = (event: KeyboardEvent) => {
    if (event.target !== line.current || event.shiftKey) return;
    if (event.key === 'Enter') app.openCase(row.id);
    else if (event.key === ' ' && markable) app.toggleMark(row.id);
    else return;
    event.preventDefault();
  };
  const classes = ['backlog-row', selected && 'backlog-row-selected', cursor && 'backlog-row-cursor', left && 'backlog-row-left', marked && 'backlog-row-marked'].filter(Boolean).join(' ');
  return (
    <div
      ref={line} role="row" className={classes} data-case={row.id} aria-rowindex={index + 2} aria-selected={markable ? marked : undefined} aria-current={selected || undefined}
      tabIndex={reached ? 0 : -1} style={{ transform: `translateY(${start}px)` }} onClick={press} onKeyDown={key} onFocus={(event) => { if (event.target === line.current && !cursor) app.set({ cursor: row.id }); }}
    >
      <span role="gridcell" className="cell-mark">
        {markable && (
          <input
            type="checkbox" tabIndex={-1} checked={marked} aria-label={t('mark.row', { title: titleOf(row) })}
            onClick={(event) => { if (event.shiftKey) { event.preventDefault(); app.markTo(row.id); } }} onChange={() => app.toggleMark(row.id)}
          />
        )}
      </span>
      {COLUMNS.map((column) => (
        <span key={column.id} role="gridcell" className={`cell-${column.id}`}>
          {left && column.id === 'state' ? <LeftState id={row.id} /> : column.cell(row, names)}
        </span>
      ))}
    </div>
  );
});

const loadCase = (id: string, signal: AbortSignal) => api.case(id, signal);

/** The board no longer says how the case stands: it is asked for. */
function LeftState({ id }: { readonly id: string }) {
  const { t } = useTexts();
  const { data } = useFetch(id, loadCase);
  return <span className="clip backlog-left-state">{data ? t('rows.leftNow', { state: known(t, 'state', data.state) }) : t('rows.left')}</span>;
}
