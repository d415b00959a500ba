// The cases to draw, one bucket per severity, so that Extreme is always drawn over Unknown.
// Inside a bucket the symbols are dense: a removal moves the last one into the hole.

/** x, y, place in the stack across and up, light. */
const FLOATS = 5;
const NOWHERE = 255;

export class Bucket {
  data = new Float32Array(64 * FLOATS);
  count = 0;
  slots: number[] = [];
  low = Infinity;
  high = -1;

  /** The changed range of symbols since the last call; null where none. */
  takeDirty(): { low: number; high: number } | null {
    const high = Math.min(this.high, this.count - 1);
    const range = high >= this.low ? { low: this.low, high } : null;
    this.low = Infinity;
    this.high = -1;
    return range;
  }

  allDirty(): void {
    this.low = 0;
    this.high = this.count - 1;
  }

  touch(index: number): void {
    this.low = Math.min(this.low, index);
    this.high = Math.max(this.high, index);
  }
}

export class Buckets {
  static readonly FLOATS = FLOATS;
  readonly bySeverity = Array.from({ length: 5 }, () => new Bucket());
  private bucketOf: number[] = [];
  private indexOf: number[] = [];

  set(slot: number, severity: number, x: number, y: number, stackX: number, stackY: number, light: number): void {
    if (this.bucketOf[slot] !== severity) {
      this.remove(slot);
      const bucket = this.bySeverity[severity]!;
      this.bucketOf[slot] = severity;
      this.indexOf[slot] = bucket.count++;
      if (bucket.count * FLOATS > bucket.data.length) {
        const bigger = new Float32Array(bucket.data.length * 2);
        bigger.set(bucket.data);
        bucket.data = bigger;
      }
    }
    const bucket = this.bySeverity[severity]!;
    const index = this.indexOf[slot]!;
    bucket.slots[index] = slot;
    bucket.data.set([x, y, stackX, stackY, light], index * FLOATS);
    bucket.touch(index);
  }

  remove(slot: number): void {
    const severity = this.bucketOf[slot] ?? NOWHERE;
    if (severity === NOWHERE) return;
    const bucket = this.bySeverity[severity]!;
    const hole = this.indexOf[slot]!;
    const last = --bucket.count;
    if (hole !== last) {
      bucket.data.copyWithin(hole * FLOATS, last * FLOATS, (last + 1) * FLOATS);
      const moved = bucket.slots[last]!;
      bucket.slots[hole] = moved;
      this.indexOf[moved] = hole;
      bucket.touch(hole);
    }
    this.bucketOf[slot] = NOWHERE;
  }

  /** Where a slot is drawn: its bucket and its place there. */
  find(slot: number | undefined): { severity: number; index: number } | null {
    const severity = slot === undefined ? NOWHERE : (this.bucketOf[slot] ?? NOWHERE);
    return severity === NOWHERE ? null : { severity, index: this.indexOf[slot!]! };
  }
}
