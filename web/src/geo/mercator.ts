// Web Mercator in the unit square, the coordinates MapLibre's custom layers work in.

export interface LngLat {
  readonly lng: number;
  readonly lat: number;
}

/** [west, south, east, north] in degrees. */
export type Bbox = readonly [number, number, number, number];

const LAT_MAX = 85.051129;

export function mercatorX(lng: number): number {
  return (lng + 180) / 360;
}

export function mercatorY(lat: number): number {
  const phi = (Math.max(-LAT_MAX, Math.min(LAT_MAX, lat)) * Math.PI) / 180;
  return (1 - Math.log(Math.tan(phi) + 1 / Math.cos(phi)) / Math.PI) / 2;
}

export function metresPerPixel(lat: number, zoom: number): number {
  return (40_075_016.686 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** zoom);
}

export function inBbox(lng: number, lat: number, [w, s, e, n]: Bbox): boolean {
  return lng >= w && lng <= e && lat >= s && lat <= n;
}

/** The box grown by a share of its size on every side, so that a small pan already has its data. */
export function padBbox([w, s, e, n]: Bbox, share: number): Bbox {
  const dx = (e - w) * share;
  const dy = (n - s) * share;
  return [Math.max(-180, w - dx), Math.max(-85, s - dy), Math.min(180, e + dx), Math.min(85, n + dy)];
}
