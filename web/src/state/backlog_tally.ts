// The matrix counted from the live rows, for filters that the daemon cannot be asked with.

import { LIGHTS, SEVERITIES } from '../wire/words';
import type { Counts, Tally } from '../wire/tally';
import type { BacklogColumns } from './backlog_columns';
import type { City } from './backlog_match';
import { EMPTY, levelOfDimension, partOf } from './backlog_matrix';
import { valueOf } from './backlog_values';
import { NONE, UNCLASSIFIED, type Dimension } from './backlog_view';

const LIGHT_COUNTS = { unset: 'unset', green: 'green', yellow: 'yellow', red: 'red', grey: 'paused' } as const satisfies Record<(typeof LIGHTS)[number], keyof Counts>;

export function tallied(columns: BacklogColumns, slots: readonly number[], dimensions: readonly Dimension[], { levels, classes }: City, nowS: number): Tally {
  const values = dimensions.map((dimension) => {
    const part = partOf(dimension);
    const value = valueOf(columns, part, Math.max(0, levels.indexOf(levelOfDimension(dimension) ?? '')), levels, nowS);
    return (slot: number): string | null => {
      const code = value(slot);
      if (part === 'class' && classes.size > 0 && !classes.has(code)) return UNCLASSIFIED;
      if (part === 'severity') return SEVERITIES[Number(code)]!;
      if (part === 'light') return code === 'grey' ? 'paused' : code;
      return code.startsWith(NONE) ? null : code;
    };
  });
  const found = new Map<string, { key: (string | null)[]; counts: Record<keyof Counts, number> }>();
  for (const slot of slots) {
    const key = values.map((value) => value(slot));
    const name = JSON.stringify(key);
    let row = found.get(name);
    if (!row) found.set(name, (row = { key, counts: { ...EMPTY } }));
    row.counts.open++;
    row.counts[LIGHT_COUNTS[LIGHTS[columns.light[slot]!]!]]++;
  }
  // As the daemon does: by the keys, what has none comes last.
  const rows = [...found.values()].sort((a, b) => {
    const k = a.key.findIndex((code, at) => code !== b.key[at]);
    const [x, y] = [a.key[k] ?? null, b.key[k] ?? null];
    return x === null ? 1 : y === null ? -1 : x < y ? -1 : 1;
  });
  return { rows: rows.map(({ key, counts }) => ({ key, ...counts })), asOf: null };
}
