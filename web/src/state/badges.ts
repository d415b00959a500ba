// Which cells carry a badge: the worst of every block of 64 cells, so that badges spread over the city;
// where it is Extreme, of every block of 4.

import { parentKey } from '../geo/s2';
import type { CellStore } from './cells';

const EXTREME = 4;
const SEVERE = 3;
const CROWDED = 5;

/** Slots, most urgent first. */
export function badgeSlots(cells: CellStore, level: number, limit: number): number[] {
  const best = new Map<number, number>();
  for (const slot of cells.occupied()) {
    if (cells.worst[slot]! < SEVERE && cells.open[slot]! < CROWDED) continue;
    const block = parentKey(cells.keys[slot]!, Math.max(0, cells.worst[slot] === EXTREME ? level - 1 : level - 3));
    const rival = best.get(block);
    if (rival === undefined || compareSlots(cells, slot, rival) < 0) best.set(block, slot);
  }
  return [...best.values()].sort((a, b) => compareSlots(cells, a, b)).slice(0, limit);
}

/** Worst first, then fullest, then by token so that equals keep their order. */
export function compareSlots(cells: CellStore, a: number, b: number): number {
  return cells.worst[b]! - cells.worst[a]! || cells.open[b]! - cells.open[a]! || (cells.tokens[a]! < cells.tokens[b]! ? -1 : 1);
}
