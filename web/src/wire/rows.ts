// Rows of cells and cases: arrays whose columns are named once per subscription.

import { WireError, array, listOf, maybe, number, string } from './check';
import { decodeLevel, type EscalationLevel } from './case';
import { lightOf, severityRank, type Light } from './words';

export interface CellRow {
  readonly cell: string;
  readonly open: number;
  /** Open cases past due, and those that soon will be. */
  readonly red: number;
  readonly yellow: number;
  readonly worst: number;
}

/** A cell that holds nothing any more under the subscription's filter. */
export interface CellGone {
  readonly cell: string;
  readonly open: null;
}

export interface CaseRow {
  readonly id: string;
  readonly cell: string | null;
  readonly class: string;
  readonly state: string;
  readonly light: Light;
  /** 0 Unknown … 4 Extreme */
  readonly severity: number;
  readonly lat: number | null;
  readonly lng: number | null;
  /** epoch seconds of opening */
  readonly t: number;
  /** epoch seconds of the due time */
  readonly due: number | null;
  readonly title: string;
  // Of wide rows alone: absent where the row did not come with them, null where there is nothing to say.
  readonly unit?: string | null;
  /** Who holds the claim. */
  readonly owner?: string | null;
  /** epoch seconds of the last change */
  readonly updated?: number | null;
  readonly address?: string | null;
  /** Area codes, outermost layer first; null for a layer it is outside of. Equal lists are the same object. */
  readonly areas?: readonly (string | null)[];
  readonly escalation?: EscalationLevel | null;
  /** epoch seconds since when */
  readonly escalated?: number | null;
}

/** Two rows that say the same. */
export function sameRow(a: CaseRow | undefined, b: CaseRow): boolean {
  return a !== undefined && (Object.keys(b) as (keyof CaseRow)[]).every((key) => a[key] === b[key]);
}

/** The columns of gridhall.dash.v1, in force until a snapshot names others. */
export const CELL_COLUMNS: readonly string[] = ['cell', 'open', 'red', 'yellow', 'worst', 'seq'];
export const CASE_COLUMNS: readonly string[] = ['case', 'cell', 'class', 'state', 'light', 'severity', 'lat', 'long', 't', 'due', 'title'];

export function cellReader(columns: readonly string[]): (row: unknown) => CellRow | CellGone {
  const cell = column(columns, 'cell');
  const open = column(columns, 'open');
  const worst = column(columns, 'worst');
  const [red, yellow] = [columns.indexOf('red'), columns.indexOf('yellow')];
  return (raw) => {
    const row = array(raw, 'cells[]');
    const token = string(row[cell], 'cells[].cell');
    if (row[open] === null) return { cell: token, open: null };
    return {
      cell: token,
      open: number(row[open], 'cells[].open'),
      red: maybe(row[red], 'cells[].red', number) ?? 0,
      yellow: maybe(row[yellow], 'cells[].yellow', number) ?? 0,
      worst: clampRank(number(row[worst], 'cells[].worst')),
    };
  };
}

export function caseReader(columns: readonly string[]): (row: unknown) => CaseRow {
  const at = (name: string) => column(columns, name);
  const [id, cell, class_, state, severity, lat, long, t, title] = [
    at('case'), at('cell'), at('class'), at('state'), at('severity'), at('lat'), at('long'), at('t'), at('title'),
  ];
  const [light, due] = [columns.indexOf('light'), columns.indexOf('due')];
  const wide = wideReader(columns);
  return (raw) => {
    const row = array(raw, 'cases[]');
    const latitude = maybe(row[lat], 'cases[].lat', number);
    const longitude = maybe(row[long], 'cases[].long', number);
    const located = latitude !== null && longitude !== null;
    return {
      id: string(row[id], 'cases[].case'),
      cell: maybe(row[cell], 'cases[].cell', string),
      class: maybe(row[class_], 'cases[].class', string) ?? '',
      state: string(row[state], 'cases[].state'),
      light: lightOf(maybe(row[light], 'cases[].light', string)),
      severity: severityRank(maybe(row[severity], 'cases[].severity', string) ?? 'Unknown'),
      lat: located ? latitude : null,
      lng: located ? longitude : null,
      t: number(row[t], 'cases[].t'),
      due: maybe(row[due], 'cases[].due', seconds),
      title: maybe(row[title], 'cases[].title', string) ?? '',
      ...wide?.(row),
    };
  };
}

type Wide = Required<Pick<CaseRow, 'unit' | 'owner' | 'updated' | 'address' | 'areas' | 'escalation' | 'escalated'>>;

/** Null where the subscription's rows are narrow. */
function wideReader(columns: readonly string[]): ((row: readonly unknown[]) => Wide) | null {
  if (!columns.includes('unit')) return null;
  const at = (name: string) => column(columns, name);
  const [unit, owner, updated, address, areas] = [at('unit'), at('owner'), at('updated'), at('address'), at('areas')];
  const [level, escalated] = [columns.indexOf('escalation'), columns.indexOf('escalated')];
  // A city has a few hundred lists of areas for its thousands of cases.
  const known = new Map<string, readonly (string | null)[]>();
  const shared = (list: readonly (string | null)[]) => {
    const key = list.map((code) => code ?? '').join(' ');
    const before = known.get(key);
    if (!before) known.set(key, list);
    return before ?? list;
  };
  return (row) => ({
    unit: maybe(row[unit], 'cases[].unit', string),
    owner: maybe(row[owner], 'cases[].owner', string),
    updated: maybe(row[updated], 'cases[].updated', seconds),
    address: maybe(row[address], 'cases[].address', string),
    areas: shared(listOf(row[areas] ?? [], 'cases[].areas', (v, p) => maybe(v, p, string))),
    escalation: maybe(row[level], 'cases[].escalation', decodeLevel),
    escalated: maybe(row[escalated], 'cases[].escalated', seconds),
  });
}

function column(columns: readonly string[], name: string): number {
  const index = columns.indexOf(name);
  if (index < 0) throw new WireError('cols', `column ${name}`);
  return index;
}

/** Epoch seconds, or the same instant as text. */
function seconds(value: unknown, path: string): number {
  return typeof value === 'string' ? number(Date.parse(value) / 1000, path) : number(value, path);
}

function clampRank(rank: number): number {
  return Math.max(0, Math.min(4, Math.trunc(rank)));
}
