// The value of a row in each column that is filtered by a list of values.

import { LIGHTS, STATES } from '../wire/words';
import type { BacklogColumns, Codes } from './backlog_columns';
import { NONE, ageGroup } from './backlog_view';

export type ListedPart = 'severity' | 'light' | 'state' | 'class' | 'unit' | 'holder' | 'area' | 'age' | 'changed';

const DAY_S = 86_400;

/** `depth`: the level of areas that the page shows. */
export function valueOf(columns: BacklogColumns, part: ListedPart, depth: number, levels: readonly string[], nowS: number): (slot: number) => string {
  const coded = (codes: Codes, of: (slot: number) => number) => (slot: number) => codes.names[of(slot)]! || NONE;
  const group = (since: number) => String(ageGroup(Math.max(0, Math.floor((nowS - since) / DAY_S))));
  switch (part) {
    case 'severity': return (slot) => String(columns.severity[slot]!);
    case 'light': return (slot) => LIGHTS[columns.light[slot]!]!;
    case 'state': return (slot) => STATES[columns.state[slot]!] ?? NONE;
    case 'class': return coded(columns.classes, (slot) => columns.class[slot]!);
    case 'unit': return coded(columns.units, (slot) => columns.unit[slot]!);
    case 'holder': return coded(columns.holders, (slot) => columns.holder[slot]!);
    case 'area': {
      const level = Math.min(depth, levels.length - 1);
      return (slot) => columns.areas[columns.area[slot]!]![level] ?? `${NONE}${levels[level] ?? ''}`;
    }
    case 'age': return (slot) => group(columns.opened[slot]!);
    case 'changed': return (slot) => group(columns.updated[slot]!);
  }
}
