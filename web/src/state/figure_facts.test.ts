import { describe, expect, test } from 'vitest';
import type { Figure, FigureGroup } from '../wire/figures';
import { changeOf, isEmpty, sections, sortGroups } from './figure_facts';

const figure = (name: string, value: number | null, more: Partial<Figure> = {}): Figure =>
  ({ name, value, numerator: null, denominator: null, formula: '', unit: 'share', small: false, previous: null, ...more });
const map = (...figures: Figure[]) => new Map(figures.map((f) => [f.name, f]));

describe('a change', () => {
  test('is better or worse as the figure is meant', () => {
    expect(changeOf('closed_in_time', 'share', 0.9, 0.8)).toEqual({ by: expect.closeTo(0.1, 9) as number, verdict: 'better' });
    expect(changeOf('rework_rate', 'share', 0.9, 0.8)?.verdict).toBe('worse');
    expect(changeOf('median_to_close', 'minutes', 100, 130)).toEqual({ by: -30, verdict: 'better' });
    expect(changeOf('reported', 'cases', 5, 9)).toEqual({ by: -4, verdict: 'neutral' });
    expect(changeOf('of_a_newer_daemon', 'share', 0.2, 0.1)?.verdict).toBe('neutral');
  });

  test('is none where it is not seen, and unknown where there is nothing to compare with', () => {
    expect(changeOf('closed_in_time', 'share', 0.90001, 0.9)).toEqual({ by: 0, verdict: 'same' });
    expect(changeOf('closed_in_time', 'share', null, 0.9)).toBe(null);
    expect(changeOf('closed_in_time', 'share', 0.9, null)).toBe(null);
  });

  test('is the difference of the two values as they are shown', () => {
    expect(changeOf('closed_in_time', 'share', 0.98106, 0.97104)!.by).toBeCloseTo(0.0101, 10);
  });
});

test('every figure stands once, in the order of a sheet, unknown ones last', () => {
  const answered = map(figure('newer', 1), figure('rework_rate', 0.1), figure('due', 3, { unit: 'cases' }), figure('closing_rate', 1));
  expect(sections(answered).map(({ name, figures }) => [name, figures.map((f) => f.name)])).toEqual([
    ['counts', ['due']], ['time', ['closing_rate']], ['quality', ['rework_rate']], ['other', ['newer']],
  ]);
});

test('a period is empty where nothing was counted and nothing divided by', () => {
  expect(isEmpty(map(figure('due', 0), figure('closing_rate', null, { denominator: 0 })))).toBe(true);
  expect(isEmpty(map(figure('due', 0), figure('response_rate', 0, { denominator: 4 })))).toBe(false);
});

describe('groups', () => {
  const group = (key: string, rate: number | null, adjusted: number | null = null): FigureGroup =>
    ({ key, figures: map(figure('closing_rate', rate)), adjusted: adjusted === null ? null : { value: adjusted, low: 0, high: 1 } });
  const names = { of: ({ key }: FigureGroup) => key ?? '', compare: (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0) };
  const order = (groups: FigureGroup[], by: string, descending: boolean) => sortGroups(groups, { by, descending }, names).map(({ key }) => key);

  test('without a value stand last in both directions', () => {
    const groups = [group('a', null), group('b', 0.5), group('c', 0.9)];
    expect(order(groups, 'closing_rate', true)).toEqual(['c', 'b', 'a']);
    expect(order(groups, 'closing_rate', false)).toEqual(['b', 'c', 'a']);
  });

  test('that are equal stand by name', () => {
    expect(order([group('c', 0.5), group('a', 0.5), group('b', 0.5)], 'closing_rate', true)).toEqual(['a', 'b', 'c']);
  });

  test('sort by the adjusted share and by name, too', () => {
    const groups = [group('a', 0.1, 0.7), group('b', 0.2, 0.8)];
    expect(order(groups, 'adjusted', true)).toEqual(['b', 'a']);
    expect(order(groups, 'name', true)).toEqual(['b', 'a']);
  });
});
