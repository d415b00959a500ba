// Which case is under the pointer: a scan over the typed arrays. North is always up and nothing is tilted,
// so a pixel is a linear step in Mercator. 100,000 cases take a fraction of a millisecond.

import type { CaseStore } from '../state/cases';
import { stackOffset, type Stacks } from '../state/stacks';
import { STACK_STEP_PX, stackSpread, symbolScale } from './symbol_size';

export interface Viewport {
  /** Centre in Web Mercator's unit square. */
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly width: number;
  readonly height: number;
}

const REACH_PX = 12;

/** The slot under (px, py), the worst and then the nearest of several; null where there is none. */
export function pickCase(store: CaseStore, stacks: Stacks, view: Viewport, px: number, py: number): number | null {
  const world = 512 * 2 ** view.zoom;
  const steps = [0, 1, 2, 3, 4].map((severity) => stackSpread(view.zoom) * STACK_STEP_PX * symbolScale(view.zoom, store.size, severity));
  const widest = steps[4]!;
  const x = view.x + (px - view.width / 2) / world;
  const y = view.y + (py - view.height / 2) / world;
  // A stack leans up to eight steps upwards and a few columns to the right of its point.
  const right = REACH_PX / world;
  const left = (REACH_PX + 16 * widest) / world;
  const up = REACH_PX / world;
  const down = (REACH_PX + 8 * widest) / world;
  let best: number | null = null;
  let bestSeverity = -1;
  let bestDistance = Infinity;
  for (let slot = 0; slot < store.length; slot++) {
    const dx = store.x[slot]! - x;
    const dy = store.y[slot]! - y;
    if (!(dx < right && dx > -left && dy > -up && dy < down)) continue;
    const severity = store.severity[slot]!;
    const step = steps[severity]!;
    const [ox, oy] = step > 0 ? stackOffset(stacks.index[slot]!) : [0, 0];
    const distance = Math.hypot(dx * world + ox * step, dy * world + oy * step);
    const reach = severity === 4 ? REACH_PX * 1.4 : step > 0 ? step * 0.75 : REACH_PX;
    if (distance > Math.min(reach, REACH_PX * 1.4)) continue;
    const nearer = distance < bestDistance - 4 || (severity > bestSeverity && distance < bestDistance + 4);
    if (best === null || nearer) {
      best = slot;
      bestSeverity = severity;
      bestDistance = distance;
    }
  }
  return best;
}
