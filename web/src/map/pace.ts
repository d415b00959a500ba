// How often the map may be redrawn for new data: ten times a second, less where drawing is slow.

const FASTEST_MS = 100;
const SLOWEST_MS = 4000;

/** The wait before the next data repaint, from the time the last frame took to reach the screen. */
export function repaintInterval(frameMs: number): number {
  return frameMs <= 100 ? FASTEST_MS : Math.min(SLOWEST_MS, frameMs * 2.5);
}
