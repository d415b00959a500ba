// The order of the rows. One column decides, then the usual order, then the number of the case, so that the order is the
// same everywhere; what has no value comes last whichever way round.

import type { CaseRow } from '../wire/rows';
import type { BacklogColumns, Codes } from './backlog_columns';
import { NEVER } from './backlog_columns';
import type { Sort } from './backlog_view';

export type Compare = (a: number, b: number) => number;

/** What codes are called on the screen: a column is in the order of what is read there. */
export interface Labels {
  readonly class: (code: string) => string;
  readonly unit: (code: string) => string;
  readonly area: (areas: readonly (string | null)[]) => string;
  readonly compare: (a: string, b: string) => number;
}

export function comparison(columns: BacklogColumns, sort: Sort, labels: Labels): Compare {
  const usual = usually(columns);
  const first = byColumn(columns, sort, labels);
  return first === null ? usual : (a, b) => first(a, b) || usual(a, b);
}

function usually(columns: BacklogColumns): Compare {
  const { store } = columns;
  return (a, b) =>
    columns.urgency[a]! - columns.urgency[b]! || columns.due[a]! - columns.due[b]! || columns.opened[a]! - columns.opened[b]!
    || (store.rows[a]!.id < store.rows[b]!.id ? -1 : store.rows[a]!.id > store.rows[b]!.id ? 1 : 0);
}

function byColumn(columns: BacklogColumns, { by, descending }: Sort, labels: Labels): Compare | null {
  const way = descending ? -1 : 1;
  const numbers = (of: () => ArrayLike<number>, missing: number | null = null): Compare => (a, b) => {
    const [x, y] = [of()[a]!, of()[b]!];
    if (x === y) return 0;
    if (x === missing) return 1;
    return y === missing ? -1 : (x - y) * way;
  };
  const texts = (of: (row: CaseRow) => string): Compare => {
    const { rows } = columns.store;
    // Lower case once a row: a row that has changed is another object.
    const low = new WeakMap<CaseRow, string>();
    const text = (slot: number) => {
      const row = rows[slot]!;
      let known = low.get(row);
      if (known === undefined) low.set(row, (known = of(row).trim().toLowerCase()));
      return known;
    };
    return (a, b) => {
      const [x, y] = [text(a), text(b)];
      if (x === y) return 0;
      if (x === '') return 1;
      return y === '' ? -1 : x < y ? -way : way;
    };
  };
  const coded = (codes: Codes, of: () => Uint32Array, label: (code: string, n: number) => string): Compare => {
    let ranks = new Float64Array(0);
    // New codes come while the page is open: the ranks are then made anew.
    const rank = (n: number) => {
      if (codes.names.length !== ranks.length) ranks = ranked(codes.names.map((code, k) => (k === 0 ? '' : label(code, k))), labels.compare);
      return ranks[n]!;
    };
    return (a, b) => {
      const [x, y] = [rank(of()[a]!), rank(of()[b]!)];
      if (x === y) return 0;
      if (x < 0) return 1;
      return y < 0 ? -1 : (x - y) * way;
    };
  };
  switch (by) {
    case 'urgency': return descending ? (a, b) => columns.urgency[b]! - columns.urgency[a]! : null;
    case 'case': return numbers(() => columns.severity);
    case 'class': return coded(columns.classes, () => columns.class, labels.class);
    case 'unit': return coded(columns.units, () => columns.unit, labels.unit);
    case 'holder': return coded(columns.holders, () => columns.holder, (name) => name);
    case 'area': return coded(columns.areaLists, () => columns.area, (_, n) => labels.area(columns.areas[n]!));
    case 'title': return texts((row) => row.title);
    case 'address': return texts((row) => row.address ?? '');
    case 'state': return numbers(() => columns.state);
    // An age grows the other way than the time of its beginning.
    case 'age': return (a, b) => (columns.opened[b]! - columns.opened[a]!) * way;
    case 'due': return numbers(() => columns.due, NEVER);
    case 'updated': return numbers(() => columns.updated, 0);
  }
}

/** Place of each label in their order; −1 where there is none. Equal labels share a place. */
function ranked(labels: readonly string[], compare: (a: string, b: string) => number): Float64Array<ArrayBuffer> {
  const order = [...new Set(labels)].filter((label) => label !== '').sort(compare);
  const places = new Map(order.map((label, place) => [label, place]));
  return Float64Array.from(labels, (label) => places.get(label) ?? -1);
}

/** Slots in their order: all of them anew. */
export function sorted(slots: readonly number[], compare: Compare): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(slots).sort(compare);
}

/** The order as it was with some slots changed: those are taken out and merged in again. */
export function resorted(order: Uint32Array<ArrayBuffer>, changed: ReadonlySet<number>, matches: (slot: number) => boolean, compare: Compare): Uint32Array<ArrayBuffer> {
  const back = sorted([...changed].filter(matches), compare);
  const kept = order.filter((slot) => !changed.has(slot));
  const out = new Uint32Array(kept.length + back.length);
  let i = 0;
  let k = 0;
  for (const slot of back) {
    while (i < kept.length && compare(kept[i]!, slot) <= 0) out[k++] = kept[i++]!;
    out[k++] = slot;
  }
  out.set(kept.subarray(i), k);
  return out;
}
