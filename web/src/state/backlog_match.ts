// Which rows a view shows. A verdict about a code is found once and remembered by its number; texts are compared last.

import { LIGHTS, STATES } from '../wire/words';
import type { BacklogColumns, Codes } from './backlog_columns';
import { NONE, ageGroup, dueLimit, type BacklogView } from './backlog_view';

export interface Moment {
  readonly nowS: number;
  /** The city's time of day, in seconds. */
  readonly wallClock: number;
}

export interface City {
  /** Levels of the areas, outermost first. */
  readonly levels: readonly string[];
  /** Codes of the class table: anything else is unclassified. */
  readonly classes: ReadonlySet<string>;
}

type Test = (slot: number) => boolean;

const DAY_S = 86_400;

export function matcher(columns: BacklogColumns, { filters, within }: Pick<BacklogView, 'filters' | 'within'>, { nowS, wallClock }: Moment, city: City): Test {
  const tests: Test[] = [];
  const coded = (codes: Codes, of: () => Uint32Array, takes: (name: string) => boolean) => {
    const verdicts: boolean[] = [];
    tests.push((slot) => {
      const n = of()[slot]!;
      return (verdicts[n] ??= takes(codes.names[n]!));
    });
  };
  const listed = (values: readonly string[]) => {
    const set = new Set(values);
    return (name: string) => set.has(name === '' ? NONE : name);
  };
  const { severity, light, state, age, changed, due } = filters;
  if (severity.length > 0) tests.push((slot) => severity.includes(columns.severity[slot]!));
  if (light.length > 0) tests.push((slot) => light.includes(LIGHTS[columns.light[slot]!]!));
  if (state.length > 0) tests.push((slot) => state.includes(STATES[columns.state[slot]!]!));
  if (filters.class.length > 0) {
    const takes = listed(filters.class);
    coded(columns.classes, () => columns.class, (name) => takes(name) || (filters.class.includes(NONE) && !city.classes.has(name)));
  }
  if (filters.unit.length > 0) coded(columns.units, () => columns.unit, listed(filters.unit));
  if (filters.holder.length > 0) coded(columns.holders, () => columns.holder, listed(filters.holder));
  const areas = (takes: (list: readonly (string | null)[]) => boolean) => {
    const verdicts: boolean[] = [];
    tests.push((slot) => {
      const n = columns.area[slot]!;
      return (verdicts[n] ??= takes(columns.areas[n]!));
    });
  };
  const root = within.at(-1);
  if (root !== undefined) areas((list) => list.includes(root));
  if (filters.area.length > 0) areas((list) => filters.area.some((code) => (code.startsWith(NONE) ? (list[city.levels.indexOf(code.slice(1))] ?? null) === null : list.includes(code))));
  const group = (since: Float64Array, slot: number) => ageGroup(Math.max(0, Math.floor((nowS - since[slot]!) / DAY_S)));
  if (age.length > 0) tests.push((slot) => age.includes(group(columns.opened, slot)));
  if (changed.length > 0) tests.push((slot) => changed.includes(group(columns.updated, slot)));
  const limit = due === null ? null : dueLimit(due, nowS, wallClock);
  if (limit !== null) tests.push((slot) => isDueBy(columns, slot, limit));
  const text = (wanted: string, of: (slot: number) => string) => {
    const low = wanted.trim().toLowerCase();
    if (low) tests.push((slot) => of(slot).toLowerCase().includes(low));
  };
  const { rows } = columns.store;
  text(filters.case, (slot) => rows[slot]!.id);
  text(filters.title, (slot) => rows[slot]!.title);
  text(filters.address, (slot) => rows[slot]!.address ?? '');
  return (slot) => columns.used[slot] === 1 && tests.every((takes) => takes(slot));
}

/** Runs, is not late yet, and will be by then. */
export function isDueBy(columns: BacklogColumns, slot: number, limit: number): boolean {
  const light = columns.light[slot]!;
  return light !== RED && light !== GREY && columns.due[slot]! <= limit;
}

export const RED = LIGHTS.indexOf('red');
export const GREY = LIGHTS.indexOf('grey');
