// Rows of a store in their order, newest first; equal times in the order of ids, so that the order is the same everywhere.
// Kept by merging what has changed into the order there was: lists are read ten times a second.

import type { CaseRow } from '../wire/rows';

export class Newest {
  private rows: readonly CaseRow[] = [];
  /** Ids that changed since `rows` were ordered; null as long as nobody has asked for an order. */
  private changed: Set<string> | null = null;

  touch(id: string): void {
    this.changed?.add(id);
  }

  read(size: number, all: () => Iterable<CaseRow>, get: (id: string) => CaseRow | undefined): readonly CaseRow[] {
    const changed = this.changed;
    this.changed = new Set();
    if (changed === null || changed.size > size / 2) this.rows = [...all()].sort(compare);
    else if (changed.size > 0) this.rows = merged(this.rows.filter((row) => !changed.has(row.id)), [...changed].flatMap((id) => get(id) ?? []).sort(compare));
    return this.rows;
  }
}

function merged(a: readonly CaseRow[], b: readonly CaseRow[]): CaseRow[] {
  const out: CaseRow[] = [];
  let i = 0;
  for (const row of b) {
    while (i < a.length && compare(a[i]!, row) < 0) out.push(a[i++]!);
    out.push(row);
  }
  return out.concat(a.slice(i));
}

function compare(a: CaseRow, b: CaseRow): number {
  return b.t - a.t || (a.id < b.id ? -1 : 1);
}
