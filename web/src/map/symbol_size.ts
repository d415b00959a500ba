// How large symbols are drawn, shared by the drawing and the picking, which must agree.

/** Zoom from which single cases are shown. */
export const CASES_FROM_ZOOM = 12;
export const STACK_STEP_PX = 11;

export function symbolScale(zoom: number): number {
  return Math.max(0.7, Math.min(1.3, 0.7 + (zoom - 12) * 0.12));
}

/** 0 = all members of a stack on their point, 1 = fully spread. */
export function stackSpread(zoom: number): number {
  return Math.max(0, Math.min(1, zoom - 13.5));
}
