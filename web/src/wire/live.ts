// Server messages of the live socket, gridhall.dash.v1, checked once here.
// Rows stay raw: their columns belong to the subscription, which knows them.

import { array, boolean, counts, listOf, maybe, number, object, string, type Json } from './check';
import { decodeCase, type Case } from './case';

export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

export interface Totals {
  readonly open: number;
  readonly unlocated: number;
  readonly severity: ReadonlyMap<string, number>;
  readonly kind: ReadonlyMap<string, number>;
  readonly class: ReadonlyMap<string, number>;
  readonly area: ReadonlyMap<string, number>;
  /** Open cases of an area by deadline light; of areas with cases. */
  readonly areaLight: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Open cases by deadline light; null where the daemon does not count them. */
  readonly light: ReadonlyMap<string, number> | null;
}

interface Rows {
  readonly cells: readonly unknown[];
  readonly cases: readonly unknown[];
  readonly totals: Totals | null;
}

export interface Columns {
  readonly cells: readonly string[] | null;
  readonly cases: readonly string[] | null;
}

export interface Snap extends Rows {
  readonly op: 'snap';
  readonly id: string;
  readonly v: number;
  readonly epoch: string | null;
  readonly seq: number;
  readonly last: boolean;
  readonly page: number;
  readonly add: boolean;
  readonly cut: readonly string[];
  /** The level served, where the view was too large for the level asked for. */
  readonly level: number | null;
  readonly columns: Columns;
}

export interface Delta extends Rows {
  readonly op: 'delta';
  readonly id: string;
  readonly from: number;
  readonly seq: number;
  /** Epoch seconds of the board's state. */
  readonly t: number | null;
  readonly gone: readonly string[];
  readonly skipped: number;
}

export type ServerMessage =
  | { readonly op: 'welcome'; readonly now: string; readonly epoch: string; readonly seq: number }
  | { readonly op: 'subbed'; readonly id: string; readonly recovered: boolean; readonly from: number | null; readonly seq: number }
  | Snap
  | Delta
  | { readonly op: 'tick'; readonly seq: number; readonly now: string }
  | { readonly op: 'lag'; readonly id: string | null; readonly behindMs: number; readonly skipped: number }
  | { readonly op: 'alert'; readonly seq: number; readonly case: Case }
  | { readonly op: 'pong'; readonly t: number; readonly now: string }
  | { readonly op: 'bye'; readonly code: number; readonly reason: string; readonly retryAfterMs: number | null }
  | { readonly op: 'error'; readonly id: string | null; readonly code: string; readonly retry: boolean; readonly detail: string }
  | { readonly op: 'other' };

/** Decodes one text frame; throws WireError or SyntaxError. Unknown operations are for newer clients. */
export function decodeServerText(text: string): ServerMessage {
  return decodeServerMessage(JSON.parse(text));
}

export function decodeServerMessage(value: unknown): ServerMessage {
  const m = object(value, 'message');
  const op = string(m['op'], 'op');
  switch (op) {
    case 'welcome':
      return { op, now: string(m['now'], 'now'), epoch: string(m['epoch'], 'epoch'), seq: number(m['seq'], 'seq') };
    case 'subbed':
      return {
        op,
        id: string(m['id'], 'id'),
        recovered: boolean(m['recovered'], 'recovered'),
        from: maybe(m['from'], 'from', number),
        seq: number(m['seq'], 'seq'),
      };
    case 'snap':
      return decodeSnap(m);
    case 'delta':
      return {
        op,
        id: string(m['id'], 'id'),
        from: number(m['from'], 'from'),
        seq: number(m['seq'], 'seq'),
        t: maybe(m['t'], 't', number),
        gone: strings(m['gone'], 'gone'),
        skipped: maybe(m['skipped'], 'skipped', number) ?? 0,
        ...decodeRows(m),
      };
    case 'tick':
      return { op, seq: number(m['seq'], 'seq'), now: string(m['now'], 'now') };
    case 'lag':
      return { op, id: maybe(m['id'], 'id', string), behindMs: number(m['behind_ms'], 'behind_ms'), skipped: maybe(m['skipped'], 'skipped', number) ?? 0 };
    case 'alert':
      return { op, seq: number(m['seq'], 'seq'), case: decodeCase(m['case']) };
    case 'pong':
      return { op, t: number(m['t'], 't'), now: string(m['now'], 'now') };
    case 'bye':
      return {
        op,
        code: number(m['code'], 'code'),
        reason: maybe(m['reason'], 'reason', string) ?? '',
        retryAfterMs: maybe(m['retry_after_ms'], 'retry_after_ms', number),
      };
    case 'error':
      return {
        op,
        id: maybe(m['id'], 'id', string),
        code: string(m['code'], 'code'),
        retry: maybe(m['retry'], 'retry', boolean) ?? false,
        detail: maybe(m['detail'], 'detail', string) ?? '',
      };
    default:
      return { op: 'other' };
  }
}

function decodeSnap(m: Json): Snap {
  const cols = maybe(m['cols'], 'cols', object);
  return {
    op: 'snap',
    id: string(m['id'], 'id'),
    v: maybe(m['v'], 'v', number) ?? 0,
    epoch: maybe(m['epoch'], 'epoch', string),
    seq: number(m['seq'], 'seq'),
    page: maybe(m['page'], 'page', number) ?? 0,
    last: maybe(m['last'], 'last', boolean) ?? true,
    add: maybe(m['add'], 'add', boolean) ?? false,
    cut: strings(m['cut'], 'cut'),
    level: maybe(m['level'], 'level', number),
    columns: {
      cells: cols && maybe(cols['cells'], 'cols.cells', columnNames),
      cases: cols && maybe(cols['cases'], 'cols.cases', columnNames),
    },
    ...decodeRows(m),
  };
}

function decodeRows(m: Json): Rows {
  return {
    cells: maybe(m['cells'], 'cells', array) ?? [],
    cases: maybe(m['cases'], 'cases', array) ?? [],
    totals: maybe(m['totals'], 'totals', decodeTotals),
  };
}

function decodeTotals(value: unknown, path: string): Totals {
  const t = object(value, path);
  const table = (key: string) => maybe(t[key], `${path}.${key}`, counts) ?? new Map<string, number>();
  return {
    open: number(t['open'], `${path}.open`),
    unlocated: maybe(t['unlocated'], `${path}.unlocated`, number) ?? 0,
    severity: table('severity'),
    kind: table('kind'),
    class: table('class'),
    area: table('area'),
    areaLight: new Map(Object.entries(maybe(t['area_light'], `${path}.area_light`, object) ?? {}).map(([code, lights]) => [code, counts(lights, `${path}.area_light`)])),
    light: maybe(t['light'], `${path}.light`, counts),
  };
}

function columnNames(value: unknown, path: string): string[] {
  return listOf(value, path, string);
}

function strings(value: unknown, path: string): readonly string[] {
  return maybe(value, path, columnNames) ?? [];
}
