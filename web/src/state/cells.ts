// Open cases per S2 cell, as typed arrays that the map layer uploads by dirty range.
//
// A slot is a cell's place in the arrays; a removed cell leaves its slot with open = 0 for the next one,
// so that a slot never moves and an upload stays a range.

import { cellCorners, cellKey } from '../geo/s2';
import { mercatorX, mercatorY } from '../geo/mercator';
import type { CellGone, CellRow } from '../wire/rows';

export class CellStore {
  version = 0;
  /** Slots in use or used before; every array is valid below this. */
  length = 0;
  tokens: string[] = [];
  keys = new Float64Array(64);
  open = new Uint32Array(64);
  red = new Uint32Array(64);
  yellow = new Uint32Array(64);
  worst = new Uint8Array(64);
  /** Four corners, x and y in Web Mercator's unit square, eight numbers a slot. */
  corners = new Float64Array(64 * 8);

  /** The store's version when a slot last changed or was said again: a cell's cases may change while its counts do not. */
  private saidAt = new Float64Array(64);
  private readonly slots = new Map<string, number>();
  private readonly free: number[] = [];
  private generation = 0;
  private seen = new Uint32Array(64);
  private dirtyLow = Infinity;
  private dirtyHigh = -1;

  get size(): number {
    return this.slots.size;
  }

  slotOf(token: string): number | undefined {
    return this.slots.get(token);
  }

  /** Whether this row says what is held already. */
  holds(row: CellRow | CellGone): boolean {
    const slot = this.slots.get(row.cell);
    if (row.open === null || row.open === 0) return slot === undefined;
    return slot !== undefined && this.open[slot] === row.open && this.worst[slot] === row.worst;
  }

  /** Moves whenever the daemon says something of this cell; undefined where it holds nothing. */
  revision(token: string): number | undefined {
    const slot = this.slots.get(token);
    return slot === undefined ? undefined : this.saidAt[slot];
  }

  /** Slots of cells that hold cases, in no particular order. */
  occupied(): IterableIterator<number> {
    return this.slots.values();
  }

  beginSnapshot(): void {
    this.generation++;
  }

  /** Cells that the snapshot did not name are gone. */
  endSnapshot(): void {
    for (const [token, slot] of this.slots) if (this.seen[slot] !== this.generation) this.remove(token);
  }

  put(row: CellRow | CellGone): void {
    if (row.open === null || row.open === 0) {
      this.remove(row.cell);
      return;
    }
    const slot = this.slots.get(row.cell) ?? this.occupy(row.cell);
    if (slot === null) return;
    this.open[slot] = row.open;
    this.red[slot] = row.red;
    this.yellow[slot] = row.yellow;
    this.worst[slot] = row.worst;
    this.seen[slot] = this.generation;
    this.touch(slot);
  }

  remove(token: string): void {
    const slot = this.slots.get(token);
    if (slot === undefined) return;
    this.slots.delete(token);
    this.free.push(slot);
    this.open[slot] = 0;
    this.touch(slot);
  }

  clear(): void {
    for (const token of [...this.slots.keys()]) this.remove(token);
  }

  /** The range of slots that changed since the last call; null where none did. For the one layer that uploads. */
  takeDirty(): { low: number; high: number } | null {
    if (this.dirtyHigh < 0) return null;
    const range = { low: this.dirtyLow, high: this.dirtyHigh };
    this.dirtyLow = Infinity;
    this.dirtyHigh = -1;
    return range;
  }

  private occupy(token: string): number | null {
    const corners = cellCorners(token);
    if (!corners) return null;
    const slot = this.free.pop() ?? this.length++;
    if (slot >= this.open.length) this.grow();
    this.slots.set(token, slot);
    this.tokens[slot] = token;
    this.keys[slot] = cellKey(token);
    corners.forEach(({ lng, lat }, k) => {
      this.corners[slot * 8 + 2 * k] = mercatorX(lng);
      this.corners[slot * 8 + 2 * k + 1] = mercatorY(lat);
    });
    return slot;
  }

  private touch(slot: number): void {
    this.saidAt[slot] = ++this.version;
    this.dirtyLow = Math.min(this.dirtyLow, slot);
    this.dirtyHigh = Math.max(this.dirtyHigh, slot);
  }

  private grow(): void {
    const size = this.open.length * 2;
    this.keys = grown(this.keys, new Float64Array(size));
    this.open = grown(this.open, new Uint32Array(size));
    this.red = grown(this.red, new Uint32Array(size));
    this.yellow = grown(this.yellow, new Uint32Array(size));
    this.worst = grown(this.worst, new Uint8Array(size));
    this.seen = grown(this.seen, new Uint32Array(size));
    this.corners = grown(this.corners, new Float64Array(size * 8));
    this.saidAt = grown(this.saidAt, new Float64Array(size));
  }
}

export function grown<T extends { set(from: T): void }>(old: T, bigger: T): T {
  bigger.set(old);
  return bigger;
}
