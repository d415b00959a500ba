// The rows as a person sees them. While they are held (read by pointer or keyboard, or scrolled) none moves: newcomers are
// counted, changes happen in place, and what has left stays, marked, until the person lets the new order in.

import type { CaseRow } from '../wire/rows';
import type { CaseStore } from './cases';

export interface TableView {
  readonly rows: readonly CaseRow[];
  /** Newcomers waiting, while held. */
  readonly waiting: number;
  /** Rows that are shown would stand elsewhere, or nowhere, by now. */
  readonly moved: boolean;
  /** Ids still shown although their cases are not open any more. */
  readonly left: ReadonlySet<string>;
}

export const EMPTY_TABLE: TableView = { rows: [], waiting: 0, moved: false, left: new Set() };

/** `order`: slots as they should stand now. */
export function foldTable(before: TableView, order: Uint32Array, store: CaseStore, held: boolean): TableView {
  if (!held || before.rows.length === 0) {
    const rows = Array.from(order, (slot) => store.rows[slot]!);
    const same = before.waiting === 0 && !before.moved && before.left.size === 0 && rows.length === before.rows.length && rows.every((row, k) => row === before.rows[k]);
    return same ? before : { rows, waiting: 0, moved: false, left: EMPTY_TABLE.left };
  }
  const left = new Set<string>();
  const shown = new Uint8Array(store.length);
  const slots: number[] = [];
  let changed = false;
  const rows: CaseRow[] = [];
  for (const row of before.rows) {
    const slot = store.slotOf(row.id);
    const current = slot === undefined ? row : store.rows[slot]!;
    rows.push(current);
    if (current !== row) changed = true;
    if (slot === undefined) {
      left.add(row.id);
    } else {
      shown[slot] = 1;
      slots.push(slot);
    }
  }
  let waiting = 0;
  let moved = left.size > 0;
  let k = 0;
  for (const slot of order) {
    if (shown[slot] === 0) waiting++;
    else if (slots[k++] !== slot) moved = true;
  }
  // What no longer matches is not in the order.
  moved ||= k !== slots.length;
  const same = !changed && waiting === before.waiting && moved === before.moved && left.size === before.left.size;
  return same ? before : { rows, waiting, moved, left };
}
