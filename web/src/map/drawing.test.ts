import { describe, expect, test } from 'vitest';
import { CaseStore } from '../state/cases';
import { Stacks } from '../state/stacks';
import { mercatorX, mercatorY } from '../geo/mercator';
import { Buckets } from './buckets';
import { areaNames } from './areas';
import { repaintInterval } from './pace';
import { pickCase } from './picking';

const CENTRE = { lat: 31, lng: 108 };

function board(cases: { id: string; lat: number; lng: number; severity: number }[]) {
  const store = new CaseStore();
  const stacks = new Stacks();
  for (const c of cases) store.put({ ...c, cell: null, class: '', state: 'filed', light: 'unset', t: 0, due: null, title: '' });
  for (const slot of store.takeChanged()) stacks.place(slot, store.x[slot]!, store.y[slot]!);
  const view = (zoom: number) => ({ x: mercatorX(CENTRE.lng), y: mercatorY(CENTRE.lat), zoom, width: 800, height: 600 });
  const at = (zoom: number, x: number, y: number) => {
    const slot = pickCase(store, stacks, view(zoom), x, y);
    return slot === null ? null : store.rows[slot]!.id;
  };
  return { at };
}

describe('picking', () => {
  test('finds the case under the pointer and nothing beside it', () => {
    const { at } = board([{ id: 'a', ...CENTRE, severity: 1 }]);
    expect(at(14, 400, 300)).toBe('a');
    expect(at(14, 440, 300)).toBeNull();
  });

  test('prefers the worse of two at the same spot', () => {
    const { at } = board([{ id: 'minor', ...CENTRE, severity: 1 }, { id: 'extreme', ...CENTRE, severity: 4 }]);
    expect(at(12, 400, 300)).toBe('extreme');
  });

  test('reaches every member of a spread stack', () => {
    const { at } = board(Array.from({ length: 4 }, (_, k) => ({ id: `f${k}`, ...CENTRE, severity: 1 })));
    const found = new Set(Array.from({ length: 70 }, (_, up) => at(17, 400, 300 - up)));
    for (let k = 0; k < 4; k++) expect(found).toContain(`f${k}`);
  });

  test('does not hold up the pointer with 100,000 cases', () => {
    const { at } = board(Array.from({ length: 100_000 }, (_, k) => ({ id: String(k), lat: 31 + (k % 317) / 3000, lng: 108 + (k % 331) / 3000, severity: k % 5 })));
    at(13, 400, 300);
    const started = performance.now();
    for (let k = 0; k < 20; k++) at(13, 400 + k, 300);
    expect((performance.now() - started) / 20).toBeLessThan(50);
  });
});

describe('buckets', () => {
  test('stay dense and know where each slot is drawn', () => {
    const buckets = new Buckets();
    for (let slot = 0; slot < 200; slot++) buckets.set(slot, slot % 5, slot, -slot, 0, 0, 0);
    for (let slot = 0; slot < 200; slot += 3) buckets.remove(slot);
    for (let slot = 1; slot < 200; slot += 6) buckets.set(slot, 4, slot, -slot, 0, 0, 0);
    let total = 0;
    buckets.bySeverity.forEach((bucket, severity) => {
      total += bucket.count;
      for (let k = 0; k < bucket.count; k++) {
        const slot = bucket.slots[k]!;
        expect(bucket.data[k * Buckets.FLOATS]).toBe(slot);
        expect(buckets.find(slot)).toEqual({ severity, index: k });
      }
    });
    expect(total).toBe(200 - 67 + Array.from({ length: 34 }, (_, k) => 1 + 6 * k).filter((s) => s < 200 && s % 3 === 0).length);
  });

  test('report only what changed', () => {
    const buckets = new Buckets();
    for (let slot = 0; slot < 10; slot++) buckets.set(slot, 1, slot, 0, 0, 0, 0);
    buckets.bySeverity[1]!.takeDirty();
    buckets.set(7, 1, 7, 1, 0, 0, 0);
    expect(buckets.bySeverity[1]!.takeDirty()).toEqual({ low: 7, high: 7 });
    expect(buckets.bySeverity[1]!.takeDirty()).toBeNull();
  });
});

test('the map is repainted ten times a second, and less where frames are slow', () => {
  expect(repaintInterval(16)).toBe(100);
  expect(repaintInterval(200)).toBe(500);
  expect(repaintInterval(9000)).toBe(4000);
});

test('an area of several parts is named once, in its largest part', () => {
  const square = (x: number, size: number) => [[[x, 0], [x + size, 0], [x + size, size], [x, size], [x, 0]]];
  const names = areaNames({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: { level: 'district', code: 3, name: 'Yuntai 云台' }, geometry: { type: 'MultiPolygon', coordinates: [square(0, 1), square(10, 4)] } }],
  }, 'district');
  expect(names).toEqual([{ name: 'Yuntai 云台', outermost: true, lng: 12, lat: 2 }]);
});
