// Open cases that will probably be late, and how such forecasts did before.

import { boolean, listOf, maybe, number, object, string } from './check';

export interface LikelyLate {
  readonly id: string;
  readonly title: string;
  readonly class: string;
  readonly unit: string | null;
  readonly owner: string | null;
  readonly dueAt: string;
  readonly usedMinutes: number;
  readonly allowanceMinutes: number;
  /** Probability, 0 to 1. */
  readonly breach: number;
  /** class_in_unit, class, unit, all */
  readonly basis: string;
  readonly basisCases: number;
}

export interface Rescue {
  readonly due: number;
  readonly expectedLate: number;
  readonly cases: readonly LikelyLate[];
}

export interface ReliabilityLine {
  readonly from: number;
  readonly to: number;
  readonly cases: number;
  /** Null where there are no cases. */
  readonly forecast: number | null;
  readonly late: number | null;
}

export interface Calibration {
  readonly from: string;
  readonly to: string;
  readonly points: number;
  readonly trainedOn: number;
  readonly brier: number | null;
  readonly brierOfRule: number | null;
  readonly truncated: boolean;
  readonly lines: readonly ReliabilityLine[];
}

export function decodeRescue(value: unknown): Rescue {
  const r = object(value, 'rescue');
  return {
    due: number(r['due'], 'due'),
    expectedLate: number(r['expected_late'], 'expected_late'),
    cases: listOf(r['cases'], 'cases', (item, path) => {
      const c = object(item, path);
      return {
        id: string(c['case'], `${path}.case`),
        title: maybe(c['title'], `${path}.title`, string) ?? '',
        class: string(c['class'], `${path}.class`),
        unit: maybe(c['unit'], `${path}.unit`, string),
        owner: maybe(c['owner'], `${path}.owner`, string),
        dueAt: string(c['due_at'], `${path}.due_at`),
        usedMinutes: number(c['used_minutes'], `${path}.used_minutes`),
        allowanceMinutes: number(c['allowance_minutes'], `${path}.allowance_minutes`),
        breach: number(c['breach'], `${path}.breach`),
        basis: string(c['basis'], `${path}.basis`),
        basisCases: number(c['basis_cases'], `${path}.basis_cases`),
      };
    }),
  };
}

export function decodeCalibration(value: unknown): Calibration {
  const c = object(value, 'calibration');
  return {
    from: string(c['from'], 'from'),
    to: string(c['to'], 'to'),
    points: number(c['points'], 'points'),
    trainedOn: number(c['trained_on'], 'trained_on'),
    brier: maybe(c['brier'], 'brier', number),
    brierOfRule: maybe(c['brier_of_rule'], 'brier_of_rule', number),
    truncated: maybe(c['truncated'], 'truncated', boolean) ?? false,
    lines: listOf(c['reliability'], 'reliability', (item, path) => {
      const line = object(item, path);
      return {
        from: number(line['from'], `${path}.from`),
        to: number(line['to'], `${path}.to`),
        cases: number(line['cases'], `${path}.cases`),
        forecast: maybe(line['forecast'], `${path}.forecast`, number),
        late: maybe(line['late'], `${path}.late`, number),
      };
    }),
  };
}
