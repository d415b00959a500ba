// The open cases as columns of numbers, one place a slot of their store: filters and orders of a hundred thousand rows
// read these and touch no row.

import type { CaseRow } from '../wire/rows';
import { STATES } from '../wire/words';
import type { CaseStore } from './cases';
import { grown } from './cells';

/** Later than any deadline: cases without one come last. */
export const NEVER = 8.64e12;

/** Codes in the order in which they were first met; 0 is nothing. */
export class Codes {
  readonly names: string[] = [''];
  private readonly numbers = new Map<string, number>([['', 0]]);

  number(name: string): number {
    let n = this.numbers.get(name);
    if (n === undefined) {
      n = this.names.length;
      this.numbers.set(name, n);
      this.names.push(name);
    }
    return n;
  }
}

/** By severity and light: red first, then yellow, green, paused, none. */
const LIGHT_RANK: readonly number[] = [4, 2, 1, 0, 3];

export class BacklogColumns {
  readonly classes = new Codes();
  readonly units = new Codes();
  readonly holders = new Codes();
  readonly areaLists = new Codes();
  /** What each number of `areaLists` stands for. */
  readonly areas: (readonly (string | null)[])[] = [[]];

  used = new Uint8Array(64);
  class = new Uint32Array(64);
  unit = new Uint32Array(64);
  holder = new Uint32Array(64);
  area = new Uint32Array(64);
  state = new Uint8Array(64);
  /** Index into LIGHTS. */
  light = new Uint8Array(64);
  severity = new Uint8Array(64);
  /** epoch seconds */
  opened = new Float64Array(64);
  due = new Float64Array(64);
  updated = new Float64Array(64);
  /** The usual order in one number: light, then severity. */
  urgency = new Uint8Array(64);
  /** Some row came with its unit, holder, areas. */
  wide = false;
  private readonly areaNumbers = new WeakMap<readonly (string | null)[], number>();

  constructor(readonly store: CaseStore) {}

  /** Takes over what has changed in the store; the slots concerned. */
  update(): ReadonlySet<number> {
    const changed = this.store.takeChanged();
    while (this.store.length > this.used.length) this.grow();
    for (const slot of changed) {
      const row = this.store.rows[slot];
      if (row) this.put(slot, row);
      else this.used[slot] = 0;
    }
    return changed;
  }

  private put(slot: number, row: CaseRow): void {
    this.used[slot] = 1;
    this.class[slot] = this.classes.number(row.class);
    this.unit[slot] = this.units.number(row.unit ?? '');
    this.holder[slot] = this.holders.number(row.owner ?? '');
    this.area[slot] = this.areaNumber(row.areas);
    // A state of a newer daemon sorts last.
    const state = STATES.findIndex((name) => name === row.state);
    this.state[slot] = state < 0 ? STATES.length : state;
    this.light[slot] = this.store.light[slot]!;
    this.severity[slot] = row.severity;
    this.opened[slot] = row.t;
    this.due[slot] = row.due ?? NEVER;
    this.updated[slot] = row.updated ?? 0;
    this.urgency[slot] = LIGHT_RANK[this.light[slot]]! * 8 + 4 - row.severity;
    if (row.unit !== undefined) this.wide = true;
  }

  private areaNumber(areas: readonly (string | null)[] | undefined): number {
    if (!areas) return 0;
    let n = this.areaNumbers.get(areas);
    if (n === undefined) {
      // Another subscription has lists of its own: equal ones share a number.
      n = this.areaLists.number(areas.map((code) => code ?? '').join(' ') || ' ');
      this.areas[n] = areas;
      this.areaNumbers.set(areas, n);
    }
    return n;
  }

  private grow(): void {
    const size = this.used.length * 2;
    const bytes = (old: Uint8Array<ArrayBuffer>) => grown(old, new Uint8Array(size));
    const words = (old: Uint32Array<ArrayBuffer>) => grown(old, new Uint32Array(size));
    const numbers = (old: Float64Array<ArrayBuffer>) => grown(old, new Float64Array(size));
    [this.used, this.state, this.light, this.severity, this.urgency] = [bytes(this.used), bytes(this.state), bytes(this.light), bytes(this.severity), bytes(this.urgency)];
    [this.class, this.unit, this.holder, this.area] = [words(this.class), words(this.unit), words(this.holder), words(this.area)];
    [this.opened, this.due, this.updated] = [numbers(this.opened), numbers(this.due), numbers(this.updated)];
  }
}
