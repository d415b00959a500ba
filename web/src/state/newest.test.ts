import { expect, test, vi } from 'vitest';
import { CASE_COLUMNS, caseReader } from '../wire/rows';
import { CaseStore } from './cases';

const row = (id: string, t: number) => caseReader(CASE_COLUMNS)([id, null, 'k', 'filed', null, 'Minor', null, null, t, null, id]);

test('the order equals a full sort after any changes', () => {
  const store = new CaseStore();
  const times = new Map<string, number>();
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  for (let step = 0; step < 400; step++) {
    for (let k = random(6); k >= 0; k--) {
      const id = `c${random(80)}`;
      if (random(4) === 0) {
        times.delete(id);
        store.remove(id);
      } else {
        times.set(id, random(30));
        store.put(row(id, times.get(id)!));
      }
    }
    const wanted = [...times].sort(([a, s], [b, t]) => t - s || (a < b ? -1 : 1)).map(([id]) => id);
    expect(store.newest().map(({ id }) => id)).toEqual(wanted);
  }
});

test('one change of a long list does not sort the list again', () => {
  const store = new CaseStore();
  for (let k = 0; k < 1000; k++) store.put(row(`c${k}`, k));
  store.newest();
  const sort = vi.spyOn(Array.prototype, 'sort');
  store.put(row('new', 2000));
  expect(store.newest()[0]!.id).toBe('new');
  expect(sort.mock.contexts.every((sorted) => (sorted as unknown[]).length <= 1)).toBe(true);
  sort.mockRestore();
});

test('an order that nothing has changed is the same object', () => {
  const store = new CaseStore();
  store.put(row('a', 1));
  expect(store.newest()).toBe(store.newest());
});
