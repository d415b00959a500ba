import { expect, test } from 'vitest';
import type { Figure, FigureGroup } from '../wire/figures';
import { figureRows, groupRows, type SheetWords } from './sheet_rows';

const words: SheetWords = {
  figure: (name) => name.toUpperCase(), formula: ({ formula }) => formula, unit: (unit) => unit,
  head: ['Figure', 'Above', 'Below', 'Value', 'Unit', 'Before', 'Formula'], parts: ['n', 'of', 'from', 'to'],
};
const rate: Figure = { name: 'closing_rate', numerator: 5912, denominator: 6026, value: 5912 / 6026, unit: 'share', formula: 'a ÷ b', small: false, previous: null };
const median: Figure = { name: 'median_to_close', numerator: null, denominator: 9, value: 61.26, unit: 'minutes', formula: 'half', small: false, previous: null };
const map = (...figures: Figure[]) => new Map(figures.map((figure) => [figure.name, figure]));

test('a figure has its parts, its value and that of the month before in columns of their own', () => {
  expect(figureRows(map(rate, median), map({ ...rate, value: null }), words)).toEqual([
    ['Figure', 'Above', 'Below', 'Value', 'Unit', 'Before', 'Formula'],
    ['CLOSING_RATE', 5912, 6026, 98.11, 'share', null, 'a ÷ b'],
    ['MEDIAN_TO_CLOSE', null, 9, 61.3, 'minutes', null, 'half'],
  ]);
});

test('groups have as many cells as the head has columns, also where nothing is known', () => {
  const groups: FigureGroup[] = [
    { key: 'a', figures: map(rate, median), adjusted: { value: 0.5, low: 0.25, high: 0.75 } },
    { key: null, figures: map(), adjusted: null },
  ];
  expect(groupRows('Unit', groups, ['closing_rate', 'adjusted', 'median_to_close'], (key) => key ?? 'none', words)).toEqual([
    ['Unit', 'CLOSING_RATE n', 'CLOSING_RATE of', 'CLOSING_RATE %', 'ADJUSTED %', 'ADJUSTED from %', 'ADJUSTED to %', 'MEDIAN_TO_CLOSE minutes'],
    ['a', 5912, 6026, 98.11, 50, 25, 75, 61.3],
    ['none', null, null, null, null, null, null, null],
  ]);
});
