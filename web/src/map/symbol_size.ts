// How large symbols are drawn, shared by the drawing and the picking, which must agree.

/** Zoom from which single cases are shown. */
export const CASES_FROM_ZOOM = 12;
export const STACK_STEP_PX = 11;

/** Cases held up to which symbols keep their full size. */
const ROOMY = 4000;

/** Smaller in a crowd, so that 100,000 cases stay points on a map; the worst stay findable. */
export function symbolScale(zoom: number, held: number, severity: number): number {
  const byZoom = Math.max(0.7, Math.min(1.3, 0.7 + (zoom - 12) * 0.12));
  const least = severity === 4 ? 0.75 : severity === 3 ? 0.5 : 0.35;
  return byZoom * Math.max(least, crowdFactor(held));
}

/** 1 = room enough, towards 0 in a crowd. */
export function crowdFactor(held: number): number {
  return Math.min(1, Math.sqrt(ROOMY / Math.max(1, held)));
}

/** 0 = all members of a stack on their point, 1 = fully spread. */
export function stackSpread(zoom: number): number {
  return Math.max(0, Math.min(1, zoom - 13.5));
}
