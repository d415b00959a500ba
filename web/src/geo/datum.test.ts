import { expect, test } from 'vitest';
import gcoord from 'gcoord';
import { DATUMS, fromWgs84, toWgs84, type Datum } from './datum';

const CRS = { wgs84: gcoord.WGS84, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const;
const PLACES = [[108.0, 31.0], [106.71, 26.57], [116.404, 39.915], [121.47, 31.23], [87.6, 43.8], [114.17, 22.32], [-74.006, 40.7128], [2.35, 48.85]] as const;

const oracle = (lng: number, lat: number, from: Datum, to: Datum) => gcoord.transform<[number, number]>([lng, lat], CRS[from], CRS[to]);

test('WGS 84 into the other datums agrees with gcoord to a tenth of a metre', () => {
  for (const [lng, lat] of PLACES) {
    for (const datum of DATUMS) {
      const [x, y] = oracle(lng, lat, 'wgs84', datum);
      const ours = fromWgs84({ lng, lat }, datum);
      expect(ours.lng).toBeCloseTo(x, 6);
      expect(ours.lat).toBeCloseTo(y, 6);
    }
  }
});

test('the other datums into WGS 84 agree with gcoord within its own tolerance', () => {
  for (const [lng, lat] of PLACES) {
    for (const datum of DATUMS) {
      const [x, y] = oracle(lng, lat, datum, 'wgs84');
      const ours = toWgs84({ lng, lat }, datum);
      expect(Math.abs(ours.lng - x)).toBeLessThan(3e-6);
      expect(Math.abs(ours.lat - y)).toBeLessThan(3e-6);
    }
  }
});

test('there and back is the same place', () => {
  for (const [lng, lat] of PLACES) {
    for (const datum of DATUMS) {
      const back = toWgs84(fromWgs84({ lng, lat }, datum), datum);
      expect(back.lng).toBeCloseTo(lng, 5);
      expect(back.lat).toBeCloseTo(lat, 5);
    }
  }
});
