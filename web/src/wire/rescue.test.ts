import { describe, expect, test } from 'vitest';
import { decodeCalibration, decodeRescue } from './rescue';

const LINE = { case: 'k-1', title: 'Lamp', class: 'lamp', unit: null, state: 'filed', owner: null, due_at: '2026-11-24T08:00:00Z', used_minutes: 30, allowance_minutes: 90.5, breach: 0.25, basis: 'all', basis_cases: 70 };

describe('the rescue list', () => {
  test('is read with what each forecast stands on', () => {
    const { due, expectedLate, cases } = decodeRescue({ hours: 24, due: 3, expected_late: 1.5, cases: [LINE] });
    expect([due, expectedLate]).toEqual([3, 1.5]);
    expect(cases).toEqual([{ id: 'k-1', title: 'Lamp', class: 'lamp', unit: null, owner: null, dueAt: '2026-11-24T08:00:00Z', usedMinutes: 30, allowanceMinutes: 90.5, breach: 0.25, basis: 'all', basisCases: 70 }]);
  });

  test('is refused whole where a chance is no number', () => {
    expect(() => decodeRescue({ due: 1, expected_late: 1, cases: [{ ...LINE, breach: 'high' }] })).toThrow('breach');
  });
});

describe('its calibration', () => {
  test('has no score where nothing was forecast', () => {
    const none = decodeCalibration({ from: '2026-11-01', to: '2026-11-02', points: 0, trained_on: 0, brier: null, brier_of_rule: null, reliability: [{ from: 0, to: 0.1, cases: 0, forecast: null, late: null }] });
    expect(none).toMatchObject({ points: 0, brier: null, truncated: false });
    expect(none.lines[0]).toEqual({ from: 0, to: 0.1, cases: 0, forecast: null, late: null });
  });
});
