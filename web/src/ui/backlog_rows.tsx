// The rows stand still while they are read: under the pointer, under a keyboard's focus, or scrolled down.

import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, type KeyboardEvent, type RefObject, type UIEvent } from 'react';
import { USUAL_SORT } from '../state/backlog_view';
import { BacklogHead } from './backlog_head';
import type { BacklogNames } from './backlog_names';
import { BacklogRow } from './backlog_row';
import { BulkBar } from './bulk_bar';
import { BulkResults } from './bulk_results';
import { useApp, useCell, useScreen, useTexts } from './context';
import { Icon } from './icons';
import { BULK_MAX } from './marked';
import { PaperRows } from './paper_rows';
import { useHold } from './use_hold';

const ROW_PX = 30;
/** As in backlog.css: the head stays over the rows that scroll under it. */
const HEAD_PX = 32;
const OVERSCAN = 8;
const PAGE_ROWS = 12;

export function BacklogRows({ names }: { readonly names: BacklogNames }) {
  const app = useApp();
  const { t, f } = useTexts();
  const { backlog: view } = useScreen();
  const { rows, waiting, moved } = useCell(app.backlog.table);
  const { open } = useCell(app.backlog.counts);
  const list = useRef<HTMLDivElement>(null);
  // The bar above belongs to it: whoever goes there with the pointer still reads.
  const held = useHold((on) => app.holdRows(on));
  const release = () => {
    if (list.current) list.current.scrollTop = 0;
    app.backlog.release();
  };
  const usual = view.sort === USUAL_SORT;
  return (
    <section className="rows-panel panel" id="rows" aria-label={t('rows.title')} tabIndex={-1} {...held.reading}>
      <header>
        <h3 className="panel-title">{t('rows.title')}</h3>
        <span className="num">{rows.length === open ? f.number(rows.length) : t('rows.of', { shown: rows.length, all: open })}</span>
        <span className="sub">{view.sort.by === 'urgency' ? t('rows.usual') : t('rows.order', { column: t(`column.${view.sort.by}`) })}</span>
        {!usual && <button type="button" className="small-button" onClick={() => app.setBacklog({ sort: USUAL_SORT })}>{t('rows.worstFirst')}</button>}
        {(waiting > 0 || moved) && (
          <button type="button" className="small-button waiting-button" onClick={release}>
            <Icon name="up" size={12} />
            <span className="num">{waiting > 0 ? t('rows.waiting', { n: waiting }) : t('rows.moved')}</span>
            <span className="sub">{t('rows.held')}</span>
          </button>
        )}
        <span className="grow" />
        <label className="rows-find">
          <Icon name="search" size={13} />
          <input id="search" aria-label={t('rows.find')} placeholder={t('rows.find')} value={view.filters.title} maxLength={200} autoComplete="off" onChange={(event) => app.filterBacklog({ title: event.currentTarget.value })} />
        </label>
      </header>
      <BulkBar />
      <BulkResults />
      <Grid list={list} names={names} onScroll={held.scrolled.onScroll} />
      <PaperRows names={names} />
    </section>
  );
}

interface GridProps {
  readonly list: RefObject<HTMLDivElement | null>;
  readonly names: BacklogNames;
  readonly onScroll: (event: UIEvent) => void;
}

function Grid({ list, names, onScroll }: GridProps) {
  const app = useApp();
  const { t } = useTexts();
  const { rows, left } = useCell(app.backlog.table);
  const { cursor, selection } = useScreen();
  const marks = useCell(app.marks).ids;
  const markable = useCell(app.desk.me) !== null;
  const reached = cursor === null ? -1 : rows.findIndex((row) => row.id === cursor);
  // The row that has the focus stays where it is scrolled out of sight.
  const rangeExtractor = useCallback((range: Range) => {
    const drawn = defaultRangeExtractor(range);
    return reached < 0 || reached >= range.count || drawn.includes(reached) ? drawn : [...drawn, reached].sort((a, b) => a - b);
  }, [reached]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    scrollMargin: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
    overscan: OVERSCAN,
    getItemKey: (index) => rows[index]!.id,
    rangeExtractor,
  });

  useEffect(() => {
    const at = cursor === null ? -1 : app.backlog.table.get().rows.findIndex((row) => row.id === cursor);
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [app, cursor, virtual]);
  useEffect(() => () => app.holdRows(false), [app]);

  const key = (event: KeyboardEvent) => {
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!(event.target instanceof Element) || !event.target.matches('[data-case]')) return;
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    app.step(by);
  };
  const selected = selection.kind === 'case' ? selection.id : null;
  const all = rows.length === 0 || rows.length > BULK_MAX ? null : rows.every((row) => marks.has(row.id));
  return (
    <div className="backlog-table" role="grid" aria-label={t('rows.title')} aria-rowcount={rows.length + 1} aria-multiselectable={markable} onKeyDown={key}>
      <div ref={list} className="backlog-rows" onScroll={onScroll}>
        <div role="rowgroup" className="backlog-head-group">
          <BacklogHead names={names} markable={markable} all={all} onAll={() => app.markAll(rows, all !== true)} />
        </div>
        <div role="rowgroup" className="backlog-body" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ key: id, index, start }) => {
            const row = rows[index]!;
            return (
              <BacklogRow
                key={id} row={row} names={names} index={index} start={start - HEAD_PX} left={left.has(row.id)} selected={row.id === selected} cursor={row.id === cursor}
                reached={reached < 0 ? index === 0 : index === reached} marked={marks.has(row.id)} markable={markable}
              />
            );
          })}
        </div>
        {rows.length === 0 && app.board.backlogLoaded && <p className="note">{t('matrix.empty')}</p>}
      </div>
    </div>
  );
}

const STEPS: Readonly<Record<string, number | undefined>> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE_ROWS, PageUp: -PAGE_ROWS, Home: -Infinity, End: Infinity };
