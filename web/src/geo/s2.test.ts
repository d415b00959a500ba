import { describe, expect, test } from 'vitest';
import { s2 } from 's2js';
import { cellCentre, cellCorners, cellKey, decodeToken, levelFor, levelOf, parentKey, tokenAt } from './s2';

/** Places on all six faces, on face edges and near the poles. */
const PLACES = [
  [31.0, 108.0], [26.6, 106.7], [40.71, -74.0], [-33.9, 151.2], [0.001, 0.001], [45, 45.001], [-45, 134.9], [89.9, 10], [-89.5, -120], [12.3, 179.999], [0, -180], [64.1, -21.9],
] as const;

const oracle = (lat: number, lng: number, level: number) => s2.cellid.parent(s2.cellid.fromLatLng(s2.LatLng.fromDegrees(lat, lng)), level);

describe('S2 cells agree with s2js', () => {
  test('the token under a point, at every level', () => {
    for (const [lat, lng] of PLACES) {
      for (let level = 0; level <= 30; level++) expect(tokenAt({ lat, lng }, level)).toBe(s2.cellid.toToken(oracle(lat, lng, level)));
    }
  });

  test('the four corners, to a millionth of a degree', () => {
    for (const [lat, lng] of PLACES) {
      for (const level of [4, 9, 13, 16, 20, 30]) {
        const id = oracle(lat, lng, level);
        const cell = s2.Cell.fromCellID(id);
        const corners = cellCorners(s2.cellid.toToken(id))!;
        for (let k = 0; k < 4; k++) {
          const vertex = s2.LatLng.fromPoint(cell.vertex(k));
          const wanted = { lat: (vertex.lat * 180) / Math.PI, lng: (vertex.lng * 180) / Math.PI };
          expect(corners[k]!.lat).toBeCloseTo(wanted.lat, 6);
          expect(((corners[k]!.lng - wanted.lng + 540) % 360) - 180).toBeCloseTo(0, 6);
        }
      }
    }
  });

  test('the level and the ancestor of a token', () => {
    for (const [lat, lng] of PLACES) {
      const token = tokenAt({ lat, lng }, 16);
      expect(levelOf(token)).toBe(16);
      for (let level = 4; level <= 16; level++) expect(parentKey(cellKey(token), level)).toBe(cellKey(tokenAt({ lat, lng }, level)));
    }
  });
});

test('a cell coarser than the level is its own ancestor', () => {
  const key = cellKey(tokenAt({ lat: 31, lng: 108 }, 10));
  expect(parentKey(key, 14)).toBe(key);
});

test('corners of a cell on the antimeridian stay together', () => {
  const lngs = cellCorners(tokenAt({ lat: 10, lng: 179.9999 }, 8))!.map((c) => c.lng);
  expect(Math.max(...lngs) - Math.min(...lngs)).toBeLessThan(2);
});

test('what is no token is refused', () => {
  for (const text of ['', 'x', '0', '89c25a41234567890', '2', 'd', 'ffffffffffffffff', 'NaN', '89C25A4']) expect(decodeToken(text)).toBeNull();
});

test('the middle of a cell lies in the cell', () => {
  const token = tokenAt({ lat: 31.0021, lng: 108.0033 }, 15);
  expect(tokenAt(cellCentre(token)!, 15)).toBe(token);
});

test('the level follows the zoom and stays within the served range', () => {
  expect(levelFor(12.4, 30)).toBe(15);
  expect(levelFor(0.1, 30)).toBe(16);
  expect(levelFor(1e6, 30)).toBe(4);
});
