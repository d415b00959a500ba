// WGS 84, GCJ-02 and BD-09. WGS 84 is the only datum inside; the others are ways in and out.
// GCJ-02 and BD-09 follow the published approximations; outside the box below they equal WGS 84.

import type { LngLat } from './mercator';

export type Datum = 'wgs84' | 'gcj02' | 'bd09';
export const DATUMS: readonly Datum[] = ['wgs84', 'gcj02', 'bd09'];

const AXIS = 6_378_245;
const ECCENTRICITY2 = 0.006_693_421_622_965_943;
const BD_FACTOR = (Math.PI * 3000) / 180;

export function toWgs84(point: LngLat, datum: Datum): LngLat {
  switch (datum) {
    case 'wgs84': return point;
    case 'gcj02': return gcjToWgs(point);
    case 'bd09': return gcjToWgs(bdToGcj(point));
  }
}

export function fromWgs84(point: LngLat, datum: Datum): LngLat {
  switch (datum) {
    case 'wgs84': return point;
    case 'gcj02': return wgsToGcj(point);
    case 'bd09': return gcjToBd(wgsToGcj(point));
  }
}

function shifted({ lng, lat }: LngLat): boolean {
  return lng >= 72.004 && lng <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;
}

function wgsToGcj(point: LngLat): LngLat {
  if (!shifted(point)) return point;
  const { lng, lat } = point;
  const x = lng - 105;
  const y = lat - 35;
  const phi = (lat / 180) * Math.PI;
  const magic = 1 - ECCENTRICITY2 * Math.sin(phi) ** 2;
  const root = Math.sqrt(magic);
  const ripple = ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3;
  const dLat =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + ripple +
    ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
    ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3;
  const dLng =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + ripple +
    ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
    ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3;
  return {
    lng: lng + (dLng * 180) / ((AXIS / root) * Math.cos(phi) * Math.PI),
    lat: lat + (dLat * 180) / (((AXIS * (1 - ECCENTRICITY2)) / (magic * root)) * Math.PI),
  };
}

/** The shift has no closed inverse; a fixed point is reached in a few steps. */
function gcjToWgs(point: LngLat): LngLat {
  if (!shifted(point)) return point;
  let { lng, lat } = point;
  for (let step = 0; step < 10; step++) {
    const there = wgsToGcj({ lng, lat });
    const dLng = there.lng - point.lng;
    const dLat = there.lat - point.lat;
    lng -= dLng;
    lat -= dLat;
    if (Math.abs(dLng) < 1e-9 && Math.abs(dLat) < 1e-9) break;
  }
  return { lng, lat };
}

function gcjToBd({ lng, lat }: LngLat): LngLat {
  const z = Math.hypot(lng, lat) + 0.00002 * Math.sin(lat * BD_FACTOR);
  const theta = Math.atan2(lat, lng) + 0.000003 * Math.cos(lng * BD_FACTOR);
  return { lng: z * Math.cos(theta) + 0.0065, lat: z * Math.sin(theta) + 0.006 };
}

function bdToGcj(point: LngLat): LngLat {
  const x = point.lng - 0.0065;
  const y = point.lat - 0.006;
  const z = Math.hypot(x, y) - 0.00002 * Math.sin(y * BD_FACTOR);
  const theta = Math.atan2(y, x) - 0.000003 * Math.cos(x * BD_FACTOR);
  return { lng: z * Math.cos(theta), lat: z * Math.sin(theta) };
}
