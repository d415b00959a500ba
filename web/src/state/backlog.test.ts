import { beforeEach, describe, expect, test } from 'vitest';
import type { CaseRow } from '../wire/rows';
import type { Light } from '../wire/words';
import { Backlog } from './backlog';
import { FIRST_BACKLOG, NO_BACKLOG_FILTERS, type BacklogFilters, type Sort } from './backlog_view';
import { CaseStore } from './cases';

const NOW = 1_000_000;
const moment = { nowS: NOW, wallClock: 17 * 3600 };

const row = (id: string, more: Partial<CaseRow> = {}): CaseRow => ({
  id, cell: null, class: 'k', state: 'filed', light: 'green', severity: 1, lat: null, lng: null, t: NOW - 60, due: NOW + 600, title: id,
  unit: null, owner: null, updated: NOW, address: null, areas: [], ...more,
});

let store: CaseStore;
let backlog: Backlog;
const put = (...rows: CaseRow[]) => rows.forEach((item) => store.put(item));
const fold = () => {
  backlog.fold(moment);
  return backlog.table.get();
};
const ids = () => fold().rows.map(({ id }) => id);
const filter = (filters: Partial<BacklogFilters>, within: string[] = []) => backlog.setView({ ...FIRST_BACKLOG, within, filters: { ...NO_BACKLOG_FILTERS, ...filters } });
const sort = (by: Sort['by'], descending = false) => backlog.setView({ ...FIRST_BACKLOG, sort: { by, descending } });

beforeEach(() => {
  store = new CaseStore();
  backlog = new Backlog(store);
  backlog.setCity({ levels: ['district', 'street'], classes: new Set(['k', 'noise']) });
});

describe('the order', () => {
  test('is worst light, then severity, then due, then the longest open', () => {
    put(
      row('none', { light: 'unset', severity: 4, due: null }), row('paused', { light: 'grey', severity: 4 }), row('green'), row('yellow', { light: 'yellow' }),
      row('red', { light: 'red' }), row('redWorse', { light: 'red', severity: 4 }), row('greenSooner', { due: NOW + 100 }), row('greenOlder', { t: NOW - 90 }),
    );
    expect(ids()).toEqual(['redWorse', 'red', 'yellow', 'greenSooner', 'greenOlder', 'green', 'paused', 'none']);
  });

  test('by a column leaves the usual order among equals', () => {
    put(row('a', { unit: 'x' }), row('b', { unit: 'x', light: 'red' }), row('c', { unit: 'w' }));
    sort('unit');
    expect(ids()).toEqual(['c', 'b', 'a']);
  });

  test('has what has no value last, whichever way round', () => {
    put(row('a', { unit: 'x', due: null, address: null }), row('b', { unit: null, due: NOW + 1, address: 'Mill' }), row('c', { unit: 'y', due: NOW + 2, address: 'Abbey' }));
    for (const [by, up, down] of [['unit', 'acb', 'cab'], ['due', 'bca', 'cba'], ['address', 'cba', 'bca']] as const) {
      sort(by);
      expect(ids().join(''), by).toBe(up);
      sort(by, true);
      expect(ids().join(''), `${by} descending`).toBe(down);
    }
  });

  test('of a coded column is that of the names on the screen', () => {
    put(row('a', { class: '1' }), row('b', { class: '2' }));
    backlog.setLabels({ class: (code) => (code === '1' ? 'Zebra' : 'Ant'), unit: (c) => c, area: () => '', compare: (a, b) => a.localeCompare(b) });
    sort('class');
    expect(ids()).toEqual(['b', 'a']);
  });

  test('by age has the oldest at the end, and by text ignores case', () => {
    put(row('a', { t: NOW - 10, title: 'b' }), row('b', { t: NOW - 99, title: 'A' }));
    sort('age');
    expect(ids()).toEqual(['a', 'b']);
    sort('title');
    expect(ids()).toEqual(['b', 'a']);
  });

  test('stays right when rows change, come and go one by one', () => {
    for (let k = 0; k < 200; k++) put(row(`c${k}`, { due: NOW + ((k * 7919) % 1000) }));
    fold();
    for (let k = 0; k < 60; k++) {
      const id = `c${(k * 37) % 200}`;
      if (k % 3 === 0) store.remove(id);
      else put(row(id, { due: NOW + ((k * 104_729) % 1000), light: k % 2 === 0 ? 'red' : 'green' }));
      const merged = ids();
      backlog.setView({ ...FIRST_BACKLOG, sort: { by: 'urgency', descending: false } });
      expect(merged).toHaveLength(store.size);
      expect(merged).toEqual(ids());
    }
  });
});

describe('while it is read', () => {
  beforeEach(() => {
    put(row('a', { due: NOW + 1 }), row('b', { due: NOW + 2 }), row('c', { due: NOW + 3 }));
    fold();
    backlog.hold(true);
  });

  test('no row moves: newcomers wait and are counted', () => {
    put(row('worse', { light: 'red' }));
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(backlog.table.get()).toMatchObject({ waiting: 1, moved: false });
  });

  test('rows that are there change in place, and another order is only announced', () => {
    put(row('c', { light: 'red', title: 'now late' }));
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(backlog.table.get().rows[2]).toMatchObject({ light: 'red', title: 'now late' });
    expect(backlog.table.get()).toMatchObject({ waiting: 0, moved: true });
  });

  test('a row that closed stays, marked, also where its place in the store is taken by another', () => {
    store.remove('b');
    put(row('new'));
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect([...backlog.table.get().left]).toEqual(['b']);
    expect(backlog.table.get().waiting).toBe(1);
  });

  test('a change that moves nothing keeps the view as it is', () => {
    const before = fold();
    expect(fold()).toBe(before);
  });

  test('the person lets the new order in, and it holds again from there', () => {
    put(row('worse', { light: 'red' }));
    store.remove('a');
    fold();
    backlog.release();
    expect(backlog.table.get()).toMatchObject({ waiting: 0, moved: false });
    expect(ids()).toEqual(['worse', 'b', 'c']);
    put(row('another', { light: 'red', severity: 4 }));
    expect(ids()).toEqual(['worse', 'b', 'c']);
  });

  test('another filter or order is shown at once', () => {
    put(row('worse', { light: 'red' }));
    sort('due', true);
    expect(ids()[0]).toBe('worse');
  });

  test('names that come anew, as after a lost line, move nothing', () => {
    put(row('worse', { light: 'red' }));
    backlog.setLabels({ class: (c) => c, unit: (c) => c, area: () => '', compare: () => 0 });
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(backlog.table.get().waiting).toBe(1);
  });

  test('is over when nobody reads any more', () => {
    put(row('worse', { light: 'red' }));
    fold();
    backlog.hold(false);
    expect(ids()).toEqual(['worse', 'a', 'b', 'c']);
  });
});

describe('filters', () => {
  const lights: readonly Light[] = ['red', 'yellow', 'green', 'grey', 'unset'];

  beforeEach(() => {
    put(
      ...lights.map((light, k) => row(light, { light, severity: k, class: k === 0 ? 'noise' : k === 1 ? 'strange' : 'k', unit: k < 2 ? 'police' : null, owner: k === 3 ? 'Zhou' : null,
        areas: k < 3 ? ['1', k === 2 ? null : '11'] : k === 3 ? ['2', '21'] : [], t: NOW - k * 86_400, updated: NOW - k * 3 * 86_400, address: `${k} Mill Lane`,
        due: light === 'red' ? NOW - 5 : light === 'unset' ? null : NOW + k * 1800 })),
    );
  });
  const shown = (filters: Partial<BacklogFilters>, within: string[] = []) => {
    filter(filters, within);
    return ids().sort().join(' ');
  };

  test('take a value of a list, and nothing said where that is listed', () => {
    expect(shown({ light: ['red', 'grey'] })).toBe('grey red');
    expect(shown({ severity: [4, 2] })).toBe('green unset');
    expect(shown({ unit: ['police'] })).toBe('red yellow');
    expect(shown({ unit: ['-'] })).toBe('green grey unset');
    expect(shown({ holder: ['Zhou'] })).toBe('grey');
    expect(shown({ state: ['resolved'] })).toBe('');
  });

  test('take a class, or whatever the class table does not know', () => {
    expect(shown({ class: ['noise'] })).toBe('red');
    expect(shown({ class: ['-'] })).toBe('yellow');
  });

  test('take an area of any level, what lies outside a level, and what was drilled into', () => {
    expect(shown({ area: ['1'] })).toBe('green red yellow');
    expect(shown({ area: ['11', '21'] })).toBe('grey red yellow');
    expect(shown({ area: ['-street'] }, ['1'])).toBe('green');
    expect(shown({ area: ['-district'] })).toBe('unset');
  });

  test('take ages in days since the report and since the last change', () => {
    expect(shown({ age: [0] })).toBe('red');
    expect(shown({ age: [1, 3] })).toBe('green grey unset yellow');
    expect(shown({ changed: [7] })).toBe('grey unset');
  });

  test('take what will be due, which is neither late nor paused', () => {
    expect(shown({ due: '30m' })).toBe('yellow');
    expect(shown({ due: '60m' })).toBe('green yellow');
    expect(shown({ due: '18:00' })).toBe('green yellow');
  });

  test('take a part of a text, whatever its case', () => {
    expect(shown({ address: '2 mill' })).toBe('green');
    expect(shown({ title: 'RE' })).toBe('green grey red');
    expect(shown({ case: 'yell' })).toBe('yellow');
  });

  test('leave the tiles’ numbers to whoever presses them: lights don’t narrow them', () => {
    filter({ light: ['red'], unit: ['police'] });
    fold();
    expect(backlog.counts.get()).toMatchObject({ open: 2, overdue: 1, dueInHour: 1 });
  });

  test('say how often each value is there, whatever is filtered by it', () => {
    filter({ unit: ['police'] });
    fold();
    expect([...backlog.valuesOf('unit', moment)].sort()).toEqual([['-', 3], ['police', 2]]);
    expect([...backlog.valuesOf('light', moment)].sort()).toEqual([['red', 1], ['yellow', 1]]);
    expect([...backlog.valuesOf('area', moment)]).toEqual([['1', 2]]);
  });
});

test('watched views are counted over the whole board, whatever is filtered now', () => {
  put(row('a', { light: 'red' }), row('b'), row('c', { severity: 4 }));
  backlog.watch([FIRST_BACKLOG, { ...FIRST_BACKLOG, filters: { ...NO_BACKLOG_FILTERS, severity: [4] } }]);
  filter({ light: ['red'] });
  fold();
  expect(backlog.counts.get().views).toEqual([3, 1]);
});

test('a case leaves what is due by a time when that time moves past it, without any word from the daemon', () => {
  put(row('a', { light: 'yellow', due: NOW + 3700 }));
  filter({ due: '60m' });
  expect(ids()).toEqual([]);
  backlog.fold({ nowS: NOW + 120, wallClock: 17 * 3600 + 120 });
  expect(backlog.table.get().rows.map(({ id }) => id)).toEqual(['a']);
});
