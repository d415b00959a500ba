// Periods of an appraisal in days of the city. A day is its date, "2026-11-24": counted as dates, days stay whole where the
// clocks change.

import { wallOf } from './zone_time';

export const PRESETS = ['today', 'yesterday', 'week', 'last7', 'month', 'lastMonth', 'year'] as const;
export type Preset = (typeof PRESETS)[number];

export interface Days {
  readonly from: string;
  /** Inclusive. */
  readonly to: string;
}

/** A word moves on with the calendar, days stay. */
export type Period = Preset | Days;

export const FIRST_PERIOD: Period = 'month';

/** The date in the city at an instant. */
export function dayOf(ms: number, zone: string): string {
  return wallOf(ms, zone).slice(0, 10);
}

export function isDay(text: string): boolean {
  if (!/^[12]\d{3}-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

export function addDays(day: string, n: number): string {
  return dateOf(Date.parse(day) + n * DAY_MS);
}

/** Both days counted. */
export function daysIn({ from, to }: Days): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

/** Periods that are not over end today: the days to come have nothing to count. Weeks begin on Monday. */
export function daysOf(period: Period, today: string): Days {
  if (typeof period !== 'string') return period;
  switch (period) {
    case 'today': return { from: today, to: today };
    case 'yesterday': return { from: addDays(today, -1), to: addDays(today, -1) };
    case 'week': return { from: addDays(today, -((new Date(today).getUTCDay() + 6) % 7)), to: today };
    case 'last7': return { from: addDays(today, -6), to: today };
    case 'month': return { from: `${monthOf(today)}-01`, to: today };
    case 'lastMonth': return daysOfMonth(addMonths(monthOf(today), -1));
    case 'year': return { from: `${today.slice(0, 4)}-01-01`, to: today };
  }
}

/** "2026-11" */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

export function isMonth(text: string): boolean {
  return isDay(`${text}-01`);
}

export function addMonths(month: string, n: number): string {
  return monthOf(dateOf(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + n, 1)));
}

export function daysOfMonth(month: string): Days {
  return { from: `${month}-01`, to: addDays(`${addMonths(month, 1)}-01`, -1) };
}

export type Step = 'hour' | 'day' | 'month';

/** As fine as a line of this length can be read. */
export function usualStep(days: Days): Step {
  const n = daysIn(days);
  if (n <= 2) return 'hour';
  return n <= 92 ? 'day' : 'month';
}

/** Steps that make more than a point and no more than can be drawn; of one chosen for other days, the usual one. */
export function stepsFor(days: Days): readonly Step[] {
  const n = daysIn(days);
  return n <= 1 ? ['hour'] : n <= 31 ? ['hour', 'day'] : n <= 1100 ? ['day', 'month'] : ['month'];
}

export function stepFor(chosen: Step | null, days: Days): Step {
  return chosen !== null && stepsFor(days).includes(chosen) ? chosen : usualStep(days);
}

/** The days or months of a period that have begun, the first and last cut where the period ends. */
export function bucketsOf({ from, to }: Days, step: 'day' | 'month', today: string): readonly Days[] {
  const last = to < today ? to : today;
  const buckets: Days[] = [];
  for (let at = from; at <= last; at = addDays(buckets.at(-1)!.to, 1)) {
    const end = step === 'day' ? at : daysOfMonth(monthOf(at)).to;
    buckets.push({ from: at, to: end < last ? end : last });
  }
  return buckets;
}

/** "month", or "2026-10-01_2026-10-31". */
export function writePeriod(period: Period): string {
  return typeof period === 'string' ? period : `${period.from}_${period.to}`;
}

export function readPeriod(text: string | null): Period | null {
  const preset = PRESETS.find((name) => name === text);
  if (preset) return preset;
  const [from, to, ...rest] = (text ?? '').split('_');
  if (from === undefined || to === undefined || rest.length > 0 || !isDay(from) || !isDay(to) || from > to) return null;
  return { from, to };
}

const DAY_MS = 86_400_000;

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
