// New cases per minute over the last hour, stacked by severity.
//
// A case counts once, in the minute it opened, however often it changes and even after it closes.
// What the newest-n snapshot could not reach is not zero but unknown: `coveredFrom` marks it.

import type { CaseRow } from '../wire/rows';

export const MINUTES = 60;

export interface Bar {
  /** epoch minutes */
  readonly minute: number;
  /** by severity rank, 0 Unknown … 4 Extreme */
  readonly counts: readonly number[];
  readonly covered: boolean;
}

export class Minutes {
  version = 0;
  private readonly counted = new Map<string, { minute: number; severity: number }>();
  private readonly bars = new Map<number, number[]>();
  private coveredFrom = Infinity;

  reset(): void {
    this.counted.clear();
    this.bars.clear();
    this.coveredFrom = Infinity;
    this.version++;
  }

  add(row: CaseRow, nowS: number): void {
    const minute = Math.floor(row.t / 60);
    if (minute <= Math.floor(nowS / 60) - MINUTES) return;
    const before = this.counted.get(row.id);
    if (before?.minute === minute && before.severity === row.severity) return;
    if (before) this.bar(before.minute)[before.severity]!--;
    this.bar(minute)[row.severity]!++;
    this.counted.set(row.id, { minute, severity: row.severity });
    this.version++;
  }

  /** Everything opened since `fromS` is known from now on. */
  cover(fromS: number): void {
    this.coveredFrom = Math.min(this.coveredFrom, fromS);
    this.version++;
  }

  last(nowS: number): Bar[] {
    const end = Math.floor(nowS / 60);
    this.forget(end - MINUTES);
    return Array.from({ length: MINUTES }, (_, k) => {
      const minute = end - MINUTES + 1 + k;
      return { minute, counts: this.bars.get(minute) ?? NONE, covered: minute * 60 >= this.coveredFrom };
    });
  }

  private bar(minute: number): number[] {
    let bar = this.bars.get(minute);
    if (!bar) this.bars.set(minute, (bar = [0, 0, 0, 0, 0]));
    return bar;
  }

  private forget(upTo: number): void {
    for (const minute of this.bars.keys()) if (minute <= upTo) this.bars.delete(minute);
    for (const [id, { minute }] of this.counted) if (minute <= upTo) this.counted.delete(id);
  }
}

const NONE: readonly number[] = [0, 0, 0, 0, 0];
