// The cases of one subscription. Columns for the map, rows for lists; a row object stays the same object
// until its case changes, so that lists can be memoised by identity.

import { cellKey, levelOf, parentKey } from '../geo/s2';
import { mercatorX, mercatorY } from '../geo/mercator';
import type { CaseRow } from '../wire/rows';
import { LIGHTS } from '../wire/words';
import { grown } from './cells';
import { Newest } from './newest';

export class CaseStore {
  version = 0;
  /** Slots in use or used before; rows are undefined where a slot is free. */
  length = 0;
  rows: (CaseRow | undefined)[] = [];
  /** Web Mercator's unit square; NaN where unlocated or free. */
  x = new Float64Array(64);
  y = new Float64Array(64);
  severity = new Uint8Array(64);
  /** Index into LIGHTS. */
  light = new Uint8Array(64);

  private keys = new Float64Array(64);
  private seen = new Uint32Array(64);
  private generation = 0;
  private readonly order = new Newest();
  private readonly slots = new Map<string, number>();
  private readonly free: number[] = [];
  private changed = new Set<number>();

  get size(): number {
    return this.slots.size;
  }

  get(id: string): CaseRow | undefined {
    const slot = this.slots.get(id);
    return slot === undefined ? undefined : this.rows[slot];
  }

  slotOf(id: string): number | undefined {
    return this.slots.get(id);
  }

  beginSnapshot(): void {
    this.generation++;
  }

  endSnapshot(): void {
    for (const [id, slot] of this.slots) if (this.seen[slot] !== this.generation) this.remove(id);
  }

  put(row: CaseRow): void {
    let slot = this.slots.get(row.id);
    if (slot === undefined) {
      slot = this.free.pop() ?? this.length++;
      if (slot >= this.x.length) this.grow();
      this.slots.set(row.id, slot);
    }
    this.rows[slot] = row;
    this.x[slot] = row.lng === null ? NaN : mercatorX(row.lng);
    this.y[slot] = row.lat === null ? NaN : mercatorY(row.lat);
    this.severity[slot] = row.severity;
    this.light[slot] = LIGHTS.indexOf(row.light);
    this.keys[slot] = row.cell === null ? 0 : cellKey(row.cell);
    this.seen[slot] = this.generation;
    this.touch(slot, row.id);
  }

  remove(id: string): void {
    const slot = this.slots.get(id);
    if (slot === undefined) return;
    this.slots.delete(id);
    this.free.push(slot);
    this.rows[slot] = undefined;
    this.x[slot] = NaN;
    this.y[slot] = NaN;
    this.touch(slot, id);
  }

  clear(): void {
    for (const id of [...this.slots.keys()]) this.remove(id);
  }

  /** Drops the cases held in these cells, whatever level the cells have, except those to keep. */
  dropInCells(tokens: readonly string[], keep?: ReadonlySet<string>): void {
    const byLevel = new Map<number, Set<number>>();
    for (const token of tokens) {
      const level = levelOf(token);
      if (level === null) continue;
      let keys = byLevel.get(level);
      if (!keys) byLevel.set(level, (keys = new Set()));
      keys.add(cellKey(token));
    }
    for (const [level, keys] of byLevel) {
      for (const [id, slot] of this.slots) {
        const key = this.keys[slot]!;
        if (key !== 0 && keys.has(parentKey(key, level)) && !keep?.has(id)) this.remove(id);
      }
    }
  }

  /** Rows, newest first. */
  newest(): readonly CaseRow[] {
    return this.order.read(this.size, () => this.held(), (id) => this.get(id));
  }

  private *held(): Iterable<CaseRow> {
    for (const slot of this.slots.values()) yield this.rows[slot]!;
  }

  /** Keeps the newest `limit`, once a quarter more has gathered. */
  trim(limit: number): void {
    if (this.size <= limit * 1.25) return;
    for (const row of this.newest().slice(limit)) this.remove(row.id);
  }

  /** Slots that changed since the last call. For the one layer that draws them. */
  takeChanged(): ReadonlySet<number> {
    const changed = this.changed;
    this.changed = new Set();
    return changed;
  }

  private touch(slot: number, id: string): void {
    this.version++;
    this.order.touch(id);
    this.changed.add(slot);
  }

  private grow(): void {
    const size = this.x.length * 2;
    this.x = grown(this.x, new Float64Array(size));
    this.y = grown(this.y, new Float64Array(size));
    this.severity = grown(this.severity, new Uint8Array(size));
    this.light = grown(this.light, new Uint8Array(size));
    this.keys = grown(this.keys, new Float64Array(size));
    this.seen = grown(this.seen, new Uint32Array(size));
  }
}
