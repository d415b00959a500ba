import { describe, expect, test } from 'vitest';
import { decodeFigureReport, decodeFigures, decodeGroupReport } from './figures';

const asOf = { epoch: 'e', seq: 7, time: '2026-11-24T10:00:00Z' };
const rate = {
  name: 'closing_rate', formula: 'closed ÷ due', unit: 'share', numerator: 5912, denominator: 6026, value: 0.98108, small: false,
  previous: { numerator: 0, denominator: 0, value: null },
};
const period = { from: '2026-11-01', to: '2026-11-24', previous_from: '2026-10-08', as_of: asOf };

test('a report says its days, when it was counted, and each figure now and before', () => {
  const report = decodeFigureReport({ ...period, figures: [rate] });
  expect(report).toMatchObject({ from: '2026-11-01', to: '2026-11-24', previousFrom: '2026-10-08', asOfMs: Date.parse(asOf.time) });
  expect(report.figures.get('closing_rate')).toEqual({ ...rate, previous: { numerator: 0, denominator: 0, value: null } });
});

test('groups bring their adjusted share, where there is one', () => {
  const { groups } = decodeGroupReport({
    ...period,
    groups: [{ key: 'a', figures: [rate], adjusted_in_time: { value: 0.8, low: 0.7, high: 0.9, expected: 4.2 } }, { key: null, figures: [], adjusted_in_time: null }],
  });
  expect(groups.map(({ key, adjusted }) => [key, adjusted])).toEqual([['a', { value: 0.8, low: 0.7, high: 0.9 }], [null, null]]);
});

test('an older daemon’s figures without unit, smallness or previous are taken as they are', () => {
  const { name, formula, numerator, denominator, value } = rate;
  expect(decodeFigures({ figures: [{ name, formula, numerator, denominator, value }] }).get('closing_rate')).toMatchObject({ unit: '', small: false, previous: null });
});

describe('an answer that breaks the contract is refused whole', () => {
  test.each([
    ['without a time', { ...period, as_of: { ...asOf, time: 'soon' }, figures: [] }],
    ['without days', { ...period, from: 3, figures: [] }],
    ['with a value that is no number', { ...period, figures: [{ ...rate, value: '98 %' }] }],
    ['with half a figure before', { ...period, figures: [{ ...rate, previous: 3 }] }],
  ])('%s', (_, answer) => expect(() => decodeFigureReport(answer)).toThrow());
});
