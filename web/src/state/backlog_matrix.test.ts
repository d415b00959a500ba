import { describe, expect, test } from 'vitest';
import type { TallyRow } from '../wire/tally';
import { drilled, isNarrowedTo, matrixOf, narrowed, risen, rowsDimension } from './backlog_matrix';
import { FIRST_BACKLOG, NO_BACKLOG_FILTERS } from './backlog_view';

const row = (area: string | null, of: string | null, open: number, red = 0): TallyRow => ({ key: [area, of], open, red, yellow: 0, green: open - red, paused: 0, unset: 0 });

const tally = {
  asOf: null,
  rows: [row('1', 'a', 5, 1), row('1', 'b', 9), row('1', 'c', 1), row('2', 'a', 7, 2), row('2', 'd', 3, 3), row(null, 'c', 2), row(null, null, 4, 1)],
};

describe('the matrix', () => {
  test('has row totals and column totals that come to the same', () => {
    for (const fit of [2, 3, 4, 10]) {
      const { rows, totals } = matrixOf(tally, 'class', fit);
      expect(rows.reduce((sum, { total }) => sum + total.open, 0)).toBe(31);
      expect(totals.total.open).toBe(31);
      expect(totals.total.red).toBe(7);
      expect(totals.cells.reduce((sum, cell) => sum + (cell?.open ?? 0), totals.other?.open ?? 0)).toBe(31);
      for (const { cells, other, total } of rows) expect(cells.reduce((sum, cell) => sum + (cell?.open ?? 0), other?.open ?? 0)).toBe(total.open);
    }
  });

  test('shows the largest columns and sums what does not fit', () => {
    const { columns, summed, rows } = matrixOf(tally, 'class', 3);
    expect(columns).toEqual(['a', 'b']);
    expect(summed).toEqual([null, 'c', 'd']);
    expect(rows.map(({ code, other }) => [code, other?.open ?? 0])).toEqual([['1', 1], ['2', 3], [null, 6]]);
  });

  test('sums nothing where everything fits', () => {
    const { columns, summed, totals } = matrixOf(tally, 'class', 5);
    expect(columns).toHaveLength(5);
    expect(summed).toEqual([]);
    expect(totals.other).toBeNull();
  });

  test('keeps the own order of ages and lights', () => {
    const ages = { asOf: null, rows: [row('1', '0', 1), row('1', '1', 9), row('1', '3', 5)] };
    expect(matrixOf(ages, 'age', 8).columns).toEqual(['0', '1', '3']);
  });

  test('has a row for what lies outside every area', () => {
    expect(matrixOf(tally, 'class', 10).rows.at(-1)).toMatchObject({ code: null, total: { open: 6 } });
  });
});

describe('drilling', () => {
  const levels = ['district', 'street', 'community'];

  test('goes down a level of areas at a time, and back', () => {
    const district = drilled({ ...FIRST_BACKLOG, filters: { ...NO_BACKLOG_FILTERS, area: ['02'], light: ['red'] } }, '01');
    expect(district.within).toEqual(['01']);
    expect(district.filters).toEqual({ ...NO_BACKLOG_FILTERS, light: ['red'] });
    const street = drilled(district, '01001');
    expect([FIRST_BACKLOG, district, street].map((view) => rowsDimension(view, levels))).toEqual(['area:district', 'area:street', 'area:community']);
    expect(risen(street, 1).within).toEqual(['01']);
    expect(risen(street, 0).within).toEqual([]);
  });

  test('ends at the innermost level, and a city without areas is cut by unit', () => {
    expect(rowsDimension({ ...FIRST_BACKLOG, within: ['1', '11', '111'] }, levels)).toBe('area:community');
    expect(rowsDimension(FIRST_BACKLOG, [])).toBe('unit');
  });
});

describe('a number of the matrix', () => {
  test('is narrowed to its row and its column, and to both where nothing is said', () => {
    const filters = narrowed(narrowed(NO_BACKLOG_FILTERS, 'area:district', ['01']), 'class', ['unclassified', 'noise']);
    expect(filters).toEqual({ ...NO_BACKLOG_FILTERS, area: ['01'], class: ['-', 'noise'] });
    expect(narrowed(NO_BACKLOG_FILTERS, 'area:street', [null]).area).toEqual(['-street']);
    expect(isNarrowedTo(filters, 'class', ['noise', 'unclassified'])).toBe(true);
    expect(isNarrowedTo(filters, 'class', ['noise'])).toBe(false);
  });

  test('speaks of lights, ages and severities in the words of the filters', () => {
    expect(narrowed(NO_BACKLOG_FILTERS, 'light', ['paused', 'red']).light).toEqual(['grey', 'red']);
    expect(narrowed(NO_BACKLOG_FILTERS, 'age', ['7']).age).toEqual([7]);
    expect(narrowed(NO_BACKLOG_FILTERS, 'severity', ['Extreme']).severity).toEqual([4]);
  });
});
