import { expect, test } from 'vitest';
import { parseCoordinate } from './coordinate';

test.each([
  ['31.0034, 108.0021', 31.0034, 108.0021],
  ['31.0034 108.0021', 31.0034, 108.0021],
  ['31.0034，108.0021', 31.0034, 108.0021],
  ['108.0021, 31.0034', 31.0034, 108.0021],
  ['-33.9, 151.2', -33.9, 151.2],
  ['33.9S 151.2E', -33.9, 151.2],
  ['E108.5 N31.25', 31.25, 108.5],
  [`31°30'36"N 108°00'36"E`, 31.51, 108.01],
  ['40.7 N, 74 W', 40.7, -74],
])('%s is a place', (text, lat, lng) => {
  const place = parseCoordinate(text)!;
  expect(place.lat).toBeCloseTo(lat, 6);
  expect(place.lng).toBeCloseTo(lng, 6);
});

test.each(['', '31', '368df5a4', 'T-2025-117', '12345', '200, 300', '31.5, 108.5, 7', 'Jinhe Rd 88', `31°75'N 108°E`, '31N 32N', '2025-11-24'])(
  '%s is no place',
  (text) => expect(parseCoordinate(text)).toBeNull(),
);
