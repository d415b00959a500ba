import { describe, expect, test } from 'vitest';
import type { CaseRow } from '../wire/rows';
import { Backlog } from './backlog';
import { FIRST_BACKLOG, NO_BACKLOG_FILTERS } from './backlog_view';
import { CaseStore } from './cases';

const NOW = 1_000_000;
const moment = { nowS: NOW, wallClock: 0 };
const row = (id: string, more: Partial<CaseRow>): CaseRow => ({
  id, cell: null, class: 'k', state: 'filed', light: 'green', severity: 1, lat: null, lng: null, t: NOW - 60, due: null, title: id, unit: null, owner: null, updated: NOW, address: null, areas: [], ...more,
});

describe('the matrix of the live rows', () => {
  const store = new CaseStore();
  const backlog = new Backlog(store);
  backlog.setCity({ levels: ['district', 'street'], classes: new Set(['k', 'a']) });
  for (const item of [
    row('1', { class: 'a', light: 'red', areas: ['01', '0101'] }), row('2', { class: 'a', areas: ['01', '0102'], owner: 'Zhou' }), row('3', { light: 'grey', areas: ['02', null] }), row('4', { light: 'unset' }),
  ]) store.put(item);
  backlog.fold(moment);
  const counts = (dimensions: string[], filters = {}) =>
    backlog.tally({ ...FIRST_BACKLOG, filters: { ...NO_BACKLOG_FILTERS, ...filters } }, dimensions, moment).rows.map(({ key, open, red, green, paused, unset }) => [key.join('/'), open, red, green, paused, unset].join(' '));

  test('has the keys and the columns of the daemon’s', () => {
    expect(counts(['area:district', 'class'])).toEqual(['01/a 2 1 1 0 0', '02/k 1 0 0 1 0', '/k 1 0 0 0 1']);
    expect(counts(['area:street'])).toEqual(['0101 1 1 0 0 0', '0102 1 0 1 0 0', ' 2 0 0 1 1']);
    expect(counts(['light', 'severity'])).toEqual(['green/Minor 1 0 1 0 0', 'paused/Minor 1 0 0 1 0', 'red/Minor 1 1 0 0 0', 'unset/Minor 1 0 0 0 1']);
    expect(counts(['age'])).toEqual(['0 4 1 1 1 1']);
  });

  test('obeys filters that the daemon cannot be asked with', () => {
    expect(counts(['class'], { holder: ['Zhou'] })).toEqual(['a 1 0 1 0 0']);
    expect(counts(['class'], { title: '3' })).toEqual(['k 1 0 0 1 0']);
  });
});
