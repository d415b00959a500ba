// The feed stands still while it is being read: under the pointer, under a keyboard's focus, or scrolled down.

import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { inBbox } from '../geo/mercator';
import type { App } from '../app';
import { BulkBar } from './bulk_bar';
import { BulkResults } from './bulk_results';
import { useApp, useCell, useScreen, useTexts, useVersion } from './context';
import { FeedRow } from './feed_row';
import { Icon } from './icons';
import { useHold } from './use_hold';

const ROW_PX = 54;
const OVERSCAN = 8;

export function Feed() {
  const app = useApp();
  const { t, f } = useTexts();
  const { inView } = useScreen();
  const { rows, waiting } = useCell(app.feed);
  const list = useRef<HTMLDivElement>(null);
  useVersion(app.data, () => Math.floor(app.at / 500));
  const total = app.board.totals.get('all')?.open;
  const seen = countInView(app);
  const shownTotal = inView ? seen : total;
  return (
    <section className="feed" aria-label={t('feed.title')}>
      <header>
        <h2>{t('feed.title')}</h2>
        <span className="sub">{t('feed.order')}</span>
        <span className="grow" />
        <ToggleButtonGroup
          className="segment"
          aria-label={t('feed.scope')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[inView ? 'view' : 'all']}
          onSelectionChange={([key]) => app.set({ inView: key === 'view' })}
        >
          <ToggleButton id="all" className="segment-item">{t('feed.all')} <span className="num">{total === undefined ? '–' : f.number(total)}</span></ToggleButton>
          <ToggleButton id="view" className="segment-item" isDisabled={seen === undefined}>{t('feed.inView')} <span className="num">{seen === undefined ? '–' : f.number(seen)}</span></ToggleButton>
        </ToggleButtonGroup>
      </header>
      <BulkBar />
      <BulkResults />
      {waiting > 0 && (
        <button
          type="button"
          className="waiting-rows"
          onClick={() => {
            if (list.current) list.current.scrollTop = 0;
            app.releaseFeed();
          }}
        >
          <Icon name="up" size={12} />
          <span className="num">{t('feed.waiting', { n: waiting })}</span>
          <span className="sub">{t('feed.heldWhile')}</span>
        </button>
      )}
      {rows.length === 0 && app.board.loaded && <p className="note">{t('feed.empty')}</p>}
      <Rows list={list} />
      {shownTotal !== undefined && shownTotal > rows.length && rows.length > 0 && (
        <p className="feed-end num">{t('feed.shown', { shown: rows.length, total: shownTotal })}</p>
      )}
    </section>
  );
}

function Rows({ list }: { readonly list: React.RefObject<HTMLDivElement | null> }) {
  const app = useApp();
  const { t } = useTexts();
  const { rows, left } = useCell(app.feed);
  const { cursor, selection } = useScreen();
  const marks = useCell(app.marks).ids;
  const markable = useCell(app.desk.me) !== null;
  const held = useHold((on) => app.holdFeed(on));
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    getItemKey: (index) => rows[index]!.id,
  });

  useEffect(() => {
    const at = cursor === null ? -1 : app.feed.get().rows.findIndex((row) => row.id === cursor);
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [app, cursor, virtual]);

  const selected = selection.kind === 'case' ? selection.id : null;
  return (
    <div ref={list} className="feed-rows" {...held.reading} {...held.scrolled}>
      <ul aria-label={t('feed.list')} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const row = rows[index]!;
          return (
            <li key={key} aria-setsize={rows.length} aria-posinset={index + 1} style={{ transform: `translateY(${start}px)` }}>
              <FeedRow row={row} left={left.has(row.id)} selected={row.id === selected} cursor={row.id === cursor} marked={marks.has(row.id)} markable={markable} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Cases in view without the drills: counted one by one from zoom 12, by the cells' middles below. */
function countInView({ board, seen }: App): number | undefined {
  const now = seen.get();
  if (!now || !board.loaded) return undefined;
  let n = 0;
  if (now.scope.withCases) {
    for (const row of board.cases.rows) if (row?.lng != null && row.lat !== null && inBbox(row.lng, row.lat, now.bbox) && !board.drills.get(row.id)) n++;
    return n;
  }
  const { cells } = board;
  const box = now.mercatorBox;
  for (const slot of cells.occupied()) {
    const x = (cells.corners[slot * 8]! + cells.corners[slot * 8 + 4]!) / 2;
    const y = (cells.corners[slot * 8 + 1]! + cells.corners[slot * 8 + 5]!) / 2;
    if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) n += cells.open[slot]!;
  }
  return n;
}
