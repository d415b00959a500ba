// Cases at the very same point (the floors of a tower) get a place in a stack, so that each can be seen and picked.

import { grown } from './cells';

export class Stacks {
  /** A slot's place in its stack, 0 where it is alone. */
  index = new Uint16Array(64);
  private readonly members = new Map<string, number[]>();
  private where: (string | undefined)[] = [];

  /** Moves a slot to a point, or out (NaN); answers the slots whose place changed. */
  place(slot: number, x: number, y: number): readonly number[] {
    while (slot >= this.index.length) this.index = grown(this.index, new Uint16Array(this.index.length * 2));
    const before = this.where[slot];
    const point = Number.isNaN(x) ? undefined : `${Math.round(x * 1e9)},${Math.round(y * 1e9)}`;
    if (before === point) return [slot];
    const touched: number[] = [slot];
    if (before !== undefined) {
      // The topmost takes the free place, so that a removal touches two slots, however high the stack.
      const stack = this.members.get(before)!;
      const last = stack.pop()!;
      if (last !== slot) {
        const hole = this.index[slot]!;
        stack[hole] = last;
        this.index[last] = hole;
        touched.push(last);
      }
      this.index[slot] = 0;
      if (stack.length === 0) this.members.delete(before);
    }
    this.where[slot] = point;
    if (point !== undefined) {
      const stack = this.members.get(point) ?? [];
      this.index[slot] = stack.length;
      stack.push(slot);
      this.members.set(point, stack);
    }
    return touched;
  }
}

const COLUMN = 8;

/** Where the k-th of a stack stands, in units of one symbol: upwards like floors, then a new column. */
export function stackOffset(k: number): readonly [number, number] {
  return [Math.floor(k / COLUMN), -(k % COLUMN)];
}
