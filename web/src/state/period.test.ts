import { describe, expect, test } from 'vitest';
import { addDays, addMonths, bucketsOf, dayOf, daysIn, daysOf, daysOfMonth, isDay, isMonth, readPeriod, stepFor, stepsFor, usualStep, writePeriod } from './period';

const at = (text: string) => Date.parse(text);

describe('the day is the city’s', () => {
  test('an instant late in the evening of London is the next day in Guiyang', () => {
    expect(dayOf(at('2026-11-24T16:30:00Z'), 'Asia/Shanghai')).toBe('2026-11-25');
    expect(dayOf(at('2026-11-24T16:30:00Z'), 'Europe/London')).toBe('2026-11-24');
  });

  test('both sides of midnight stay apart where the clocks change', () => {
    expect(dayOf(at('2026-03-29T21:59:59Z'), 'Europe/Berlin')).toBe('2026-03-29');
    expect(dayOf(at('2026-03-29T22:00:00Z'), 'Europe/Berlin')).toBe('2026-03-30');
    expect(dayOf(at('2026-11-01T04:59:59Z'), 'America/New_York')).toBe('2026-11-01');
    expect(dayOf(at('2026-11-01T03:59:59Z'), 'America/New_York')).toBe('2026-10-31');
  });
});

test('days are stepped as dates: a day of 23 or 25 hours is one day', () => {
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  expect(addDays('2026-11-01', -1)).toBe('2026-10-31');
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  expect(daysIn({ from: '2026-03-01', to: '2026-03-31' })).toBe(31);
  expect(daysIn({ from: '2026-03-29', to: '2026-03-29' })).toBe(1);
});

describe('words for periods', () => {
  const on = (day: string) => (period: Parameters<typeof daysOf>[0]) => Object.values(daysOf(period, day)).join(' ');

  test('end today where they are not over, and hold whole days where they are', () => {
    const tuesday = on('2026-11-24');
    expect(tuesday('today')).toBe('2026-11-24 2026-11-24');
    expect(tuesday('yesterday')).toBe('2026-11-23 2026-11-23');
    expect(tuesday('last7')).toBe('2026-11-18 2026-11-24');
    expect(tuesday('month')).toBe('2026-11-01 2026-11-24');
    expect(tuesday('lastMonth')).toBe('2026-10-01 2026-10-31');
    expect(tuesday('year')).toBe('2026-01-01 2026-11-24');
    expect(tuesday({ from: '2026-02-03', to: '2026-02-05' })).toBe('2026-02-03 2026-02-05');
  });

  test('a week begins on Monday, also seen from Sunday', () => {
    expect(on('2026-11-24')('week')).toBe('2026-11-23 2026-11-24');
    expect(on('2026-11-23')('week')).toBe('2026-11-23 2026-11-23');
    expect(on('2026-11-29')('week')).toBe('2026-11-23 2026-11-29');
  });

  test('last month of January is December, of March in a leap year has 29 days', () => {
    expect(on('2026-01-02')('lastMonth')).toBe('2025-12-01 2025-12-31');
    expect(on('2024-03-31')('lastMonth')).toBe('2024-02-01 2024-02-29');
  });
});

test('months are stepped over years and have their own lengths', () => {
  expect(addMonths('2026-01', -1)).toBe('2025-12');
  expect(addMonths('2025-12', 2)).toBe('2026-02');
  expect(daysOfMonth('2026-02')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
});

test('what is no day or month is none', () => {
  for (const text of ['', '2026-02-30', '2026-13-01', '0026-01-01', '2026-1-1', '2026-01-01T00:00']) expect(isDay(text), text).toBe(false);
  expect(isDay('2024-02-29')).toBe(true);
  expect(isMonth('2026-00')).toBe(false);
  expect(isMonth('2026-12')).toBe(true);
});

test('a period survives the address, and nonsense there is none', () => {
  for (const period of ['today', 'lastMonth', { from: '2026-10-01', to: '2026-10-31' }] as const) expect(readPeriod(writePeriod(period))).toEqual(period);
  for (const text of [null, '', 'decade', '2026-10-02_2026-10-01', '2026-10-01', '2026-10-01_2026-10-31_x']) expect(readPeriod(text)).toBe(null);
});

test('a line has as many points as can be read', () => {
  expect(usualStep({ from: '2026-11-24', to: '2026-11-24' })).toBe('hour');
  expect(usualStep({ from: '2026-10-01', to: '2026-10-31' })).toBe('day');
  expect(usualStep({ from: '2026-01-01', to: '2026-11-24' })).toBe('month');
});

test('a step that the days cannot be drawn in gives way to the usual one', () => {
  expect(stepFor('hour', { from: '2026-01-01', to: '2026-12-31' })).toBe('month');
  expect(stepFor('day', { from: '2026-01-01', to: '2026-12-31' })).toBe('day');
  expect(stepFor('month', { from: '2026-11-24', to: '2026-11-24' })).toBe('hour');
  for (const to of ['2026-01-01', '2026-01-02', '2026-01-31', '2026-03-31', '2026-12-31', '2030-12-31']) {
    const days = { from: '2026-01-01', to };
    expect(stepsFor(days)).toContain(usualStep(days));
  }
});

test('days and months of a period are cut at its ends and where nothing has happened yet', () => {
  const parts = (days: Parameters<typeof bucketsOf>[0], step: 'day' | 'month') => bucketsOf(days, step, '2026-11-24').map(({ from, to }) => `${from} ${to}`);
  expect(parts({ from: '2026-09-20', to: '2026-12-31' }, 'month')).toEqual(['2026-09-20 2026-09-30', '2026-10-01 2026-10-31', '2026-11-01 2026-11-24']);
  expect(parts({ from: '2026-11-23', to: '2026-11-30' }, 'day')).toEqual(['2026-11-23 2026-11-23', '2026-11-24 2026-11-24']);
  expect(parts({ from: '2026-12-01', to: '2026-12-02' }, 'day')).toEqual([]);
});
