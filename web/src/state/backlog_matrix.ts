// The matrix made from a tally of two groups: largest columns first, what does not fit summed in one, and totals that are
// sums of exactly what stands beside them.

import type { Counts, Tally, TallyRow } from '../wire/tally';
import { LIGHTS, SEVERITIES, type Light, type Severity } from '../wire/words';
import { NONE, UNCLASSIFIED, type BacklogFilters, type BacklogView, type Dimension } from './backlog_view';

/** Null: outside all areas of the level, or nothing said. */
export type Code = string | null;

export interface MatrixRow {
  readonly code: Code;
  /** One a column of `columns`; null where there is nothing. */
  readonly cells: readonly (Counts | null)[];
  /** What the columns that do not fit hold of it. */
  readonly other: Counts | null;
  readonly total: Counts;
}

export interface Matrix {
  readonly columns: readonly Code[];
  /** The columns that were summed. */
  readonly summed: readonly Code[];
  readonly rows: readonly MatrixRow[];
  readonly totals: Omit<MatrixRow, 'code'>;
}

/** Their own order, not that of size. */
const ORDERED: readonly Dimension[] = ['age', 'light', 'state', 'severity'];

export function matrixOf(tally: Tally, columnsBy: Dimension, fit: number): Matrix {
  const rowCodes: Code[] = [];
  const byColumn = new Map<Code, Counts>();
  const cells = new Map<Code, Map<Code, Counts>>();
  for (const row of tally.rows) {
    const [rowCode, columnCode] = [row.key[0] ?? null, row.key[1] ?? null];
    let line = cells.get(rowCode);
    if (!line) {
      cells.set(rowCode, (line = new Map<Code, Counts>()));
      rowCodes.push(rowCode);
    }
    line.set(columnCode, sum(line.get(columnCode), row));
    byColumn.set(columnCode, sum(byColumn.get(columnCode), row));
  }
  const found = [...byColumn.keys()];
  const bySize = found.toSorted((a, b) => byColumn.get(b)!.open - byColumn.get(a)!.open);
  // One column too many is a sum of two at least: a sum of one says less than the column itself.
  const shown = found.length <= fit ? found.length : Math.max(1, fit - 1);
  const largest = new Set(bySize.slice(0, shown));
  const columns = ORDERED.includes(columnsBy) ? found.filter((code) => largest.has(code)) : bySize.slice(0, shown);
  const summed = bySize.slice(shown);
  const line = (of: (column: Code) => Counts | undefined): Omit<MatrixRow, 'code'> => ({
    cells: columns.map((column) => of(column) ?? null),
    other: summed.length === 0 ? null : summed.reduce<Counts | null>((all, column) => sumMaybe(all, of(column)), null),
    total: found.reduce<Counts>((all, column) => sumMaybe(all, of(column)) ?? all, EMPTY),
  });
  return {
    columns, summed,
    rows: rowCodes.map((code) => ({ code, ...line((column) => cells.get(code)!.get(column)) })),
    totals: line((column) => byColumn.get(column)),
  };
}

export const EMPTY: Counts = { open: 0, red: 0, yellow: 0, green: 0, paused: 0, unset: 0 };

function sum(a: Counts | undefined, b: Counts | TallyRow): Counts {
  const x = a ?? EMPTY;
  return {
    open: x.open + b.open, red: x.red + b.red, yellow: x.yellow + b.yellow, green: x.green + b.green, paused: x.paused + b.paused, unset: x.unset + b.unset,
  };
}

function sumMaybe(a: Counts | null, b: Counts | undefined): Counts | null {
  return b ? sum(a ?? undefined, b) : a;
}

// --- what stands behind a number

/** The level that a dimension of areas means; null for the others. */
export function levelOfDimension(dimension: Dimension): string | null {
  return dimension.startsWith('area:') ? dimension.slice(5) : null;
}

/** Rows of the matrix: the level below what it was drilled into, unless something else was chosen. */
export function rowsDimension({ rows, within }: BacklogView, levels: readonly string[]): Dimension {
  if (rows) return rows;
  const level = levels[Math.min(within.length, levels.length - 1)];
  return level === undefined ? 'unit' : `area:${level}`;
}

/** The part of the filters that a dimension is. */
export function partOf(dimension: Dimension): 'area' | 'class' | 'unit' | 'age' | 'light' | 'state' | 'severity' {
  return dimension.startsWith('area') ? 'area' : (dimension as ReturnType<typeof partOf>);
}

/** The filters with one dimension narrowed to these codes; none: not narrowed by it. */
export function narrowed(filters: BacklogFilters, dimension: Dimension, codes: readonly Code[]): BacklogFilters {
  const part = partOf(dimension);
  const level = levelOfDimension(dimension);
  switch (part) {
    case 'area': return { ...filters, area: codes.map((code) => code ?? `${NONE}${level ?? ''}`) };
    case 'class': return { ...filters, class: codes.map((code) => (code === UNCLASSIFIED ? NONE : (code ?? NONE))) };
    case 'unit': return { ...filters, unit: codes.map((code) => code ?? NONE) };
    case 'age': return { ...filters, age: codes.map(Number) };
    case 'light': return { ...filters, light: codes.map(lightOfKey) };
    case 'state': return { ...filters, state: codes.map((code) => code ?? '') };
    case 'severity': return { ...filters, severity: codes.map(severityOfKey) };
  }
}

/** Whether the filters are narrowed to exactly these codes of the dimension. */
export function isNarrowedTo(filters: BacklogFilters, dimension: Dimension, codes: readonly Code[]): boolean {
  const part = partOf(dimension);
  const wanted: readonly unknown[] = narrowed(filters, dimension, codes)[part];
  const now: readonly unknown[] = filters[part];
  return wanted.length === now.length && wanted.every((value) => now.includes(value));
}

/** Down into one area of the rows. */
export function drilled(view: BacklogView, code: string): BacklogView {
  return { ...view, rows: null, within: [...view.within, code], filters: { ...view.filters, area: [] } };
}

/** Back up: so many areas stay. */
export function risen(view: BacklogView, depth: number): BacklogView {
  return { ...view, rows: null, within: view.within.slice(0, depth), filters: { ...view.filters, area: [] } };
}

function lightOfKey(code: Code): Light {
  return LIGHTS.find((light) => light === (code === 'paused' ? 'grey' : code)) ?? 'unset';
}

function severityOfKey(code: Code): number {
  return Math.max(0, SEVERITIES.indexOf(code as Severity));
}
