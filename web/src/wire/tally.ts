// The supervisor's matrix as GET /backlog counts it: open cases by one to four groups, each row with its lights.

import { WireError, listOf, maybe, number, object, string } from './check';

export interface Counts {
  readonly open: number;
  readonly red: number;
  readonly yellow: number;
  readonly green: number;
  readonly paused: number;
  readonly unset: number;
}

export interface TallyRow extends Counts {
  /** One a group; null outside every area of the level, and where nothing is said. */
  readonly key: readonly (string | null)[];
}

export interface Tally {
  readonly rows: readonly TallyRow[];
  readonly asOf: AsOf | null;
}

export interface AsOf {
  readonly seq: number;
  readonly time: string | null;
}

const COLUMNS = ['open', 'red', 'yellow', 'green', 'paused', 'unset'] as const;

export function decodeTally(value: unknown): Tally {
  const t = object(value, 'backlog');
  const names = listOf(t['cols'], 'cols', string);
  const at = COLUMNS.map((name) => {
    const index = names.indexOf(name);
    if (index < 0) throw new WireError('cols', `column ${name}`);
    return index;
  });
  return {
    rows: listOf(t['rows'], 'rows', (item, path) => {
      const row = object(item, path);
      const v = listOf(row['v'], `${path}.v`, number);
      const [open, red, yellow, green, paused, unset] = at.map((index) => number(v[index], `${path}.v[${index}]`));
      // Ages come as numbers, names as texts.
      const key = listOf(row['key'], `${path}.key`, (k, p) => (typeof k === 'number' ? String(k) : maybe(k, p, string)));
      return { key, open: open!, red: red!, yellow: yellow!, green: green!, paused: paused!, unset: unset! };
    }),
    asOf: maybe(t['as_of'], 'as_of', decodeAsOf),
  };
}

export function decodeAsOf(value: unknown, path: string): AsOf {
  const a = object(value, path);
  return { seq: number(a['seq'], `${path}.seq`), time: maybe(a['time'], `${path}.time`, string) };
}
