// What the backlog page reads: wide rows, tallies, figures, series and saved views.

import { describe, expect, test } from 'vitest';
import { decodeFigures, decodeSeries } from './figures';
import { CASE_COLUMNS, caseReader, sameRow } from './rows';
import { decodeTally } from './tally';
import { decodeViews } from './views';

const WIDE = [...CASE_COLUMNS, 'unit', 'owner', 'updated', 'address', 'areas'];
const narrow = ['c1', '369f8103f', 'noise', 'filed', 'red', 'Severe', 26.9, 111.9, 100, 200, 'Loud'];

describe('a wide row', () => {
  test('says unit, holder, last change, address and areas', () => {
    const row = caseReader(WIDE)([...narrow, 'police', 'Zhou Min', 150, '3 Mill Lane', ['9901', null]]);
    expect(row).toMatchObject({ id: 'c1', light: 'red', unit: 'police', owner: 'Zhou Min', updated: 150, address: '3 Mill Lane', areas: ['9901', null] });
  });

  test('has null where there is nothing to say', () => {
    expect(caseReader(WIDE)([...narrow, null, null, null, null, []])).toMatchObject({ unit: null, owner: null, updated: null, address: null, areas: [] });
  });

  test('shares its list of areas with every row that has the same', () => {
    const read = caseReader(WIDE);
    const [a, b] = [read([...narrow, null, null, 1, null, ['9901', '9901001']]), read([...narrow, null, null, 1, null, ['9901', '9901001']])];
    expect(a.areas).toBe(b.areas);
    expect(sameRow(a, b)).toBe(true);
  });

  test('is refused whole where a column has the wrong kind', () => {
    expect(() => caseReader(WIDE)([...narrow, 7, null, 1, null, []])).toThrow();
    expect(() => caseReader(WIDE)([...narrow, null, null, 1, null, [7]])).toThrow();
  });
});

test('a narrow row says nothing of unit and areas, which is not the same as none', () => {
  const row = caseReader(CASE_COLUMNS)(narrow);
  expect(row.unit).toBeUndefined();
  expect(row.areas).toBeUndefined();
});

describe('a tally', () => {
  const COLS = ['open', 'red', 'yellow', 'green', 'paused', 'unset'];

  test('keeps keys that are null, and counts by the names of its columns', () => {
    const { rows, asOf } = decodeTally({ group: ['area', 'class'], cols: [...COLS].reverse(), rows: [{ key: [null, 'noise'], v: [0, 1, 8, 3, 2, 14] }], as_of: { epoch: 'e', seq: 5, time: 't' } });
    expect(rows).toEqual([{ key: [null, 'noise'], open: 14, red: 2, yellow: 3, green: 8, paused: 1, unset: 0 }]);
    expect(asOf?.seq).toBe(5);
  });

  test('without one of its columns is refused', () => {
    expect(() => decodeTally({ cols: ['open'], rows: [] })).toThrow();
  });
});

test('a figure that has nothing to divide by has no value', () => {
  const figures = decodeFigures({ figures: [{ name: 'p90_to_close', numerator: null, denominator: 0, value: null, formula: 'f', unit: 'minutes' }, { name: 'closed', value: 4 }] });
  expect(figures.get('p90_to_close')).toMatchObject({ value: null, formula: 'f' });
  expect(figures.get('closed')).toMatchObject({ value: 4, small: false });
});

test('a series is read by the names of its columns', () => {
  expect(decodeSeries({ cols: ['open', 't', 'opened', 'closed'], rows: [[9, 100, 2, 1]] })).toEqual([{ t: 100, opened: 2, closed: 1, open: 9 }]);
});

test('a saved view may lack its owner', () => {
  expect(decodeViews({ views: [{ id: 'a', name: 'Mine', address: '?screen=backlog' }] })).toEqual([{ id: 'a', name: 'Mine', address: '?screen=backlog', shared: false, owner: null }]);
});
