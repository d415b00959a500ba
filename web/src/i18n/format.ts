// Numbers, times and ages as the city reads them: its time zone, the chosen language, 24 hours.

import type { Language } from '../state/address';
import { LOCALES, type Translate } from './translate';

export interface Formats {
  readonly number: (n: number) => string;
  /** 14:02:11 */
  readonly clock: (ms: number) => string;
  /** 14:02 */
  readonly minute: (ms: number) => string;
  /** Tue 24 Nov 2026 */
  readonly date: (ms: number) => string;
  /** 24 Nov, 14:02:11, and 24 Nov 2025, 14:02:11 in another year: imported cases may be years old. */
  readonly moment: (ms: number, nowMs?: number) => string;
  /** 14:02:11 today, 23 Nov, 14:02 this year, else 24 Nov 2025. For lists, where there is little room. */
  readonly opened: (ms: number, nowMs: number) => string;
  /** Fri */
  readonly weekday: (ms: number) => string;
  /** Fri 27 Nov */
  readonly day: (ms: number) => string;
  /** Fri 27 Nov, 16:40 */
  readonly due: (ms: number) => string;
  readonly weekend: (ms: number) => boolean;
  /** UTC+8 */
  readonly offset: (ms: number) => string;
  readonly fixed: (n: number, digits: number) => string;
  /** 24 Nov 2026 */
  readonly calendarDay: (ms: number) => string;
  /** November 2026 */
  readonly month: (ms: number) => string;
  /** 98.11% */
  readonly share: (n: number) => string;
  /** 98% */
  readonly percent: (n: number) => string;
}

export function formats(language: Language, timeZone: string): Formats {
  const locale = LOCALES[language];
  const time = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options });
    return (ms: number) => (Number.isFinite(ms) ? format.format(ms) : '');
  };
  const clock = time({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const fullDay = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const yearDay = time(fullDay);
  const seconds = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  const dayMinute = time({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const momentOfYear = time({ day: 'numeric', month: 'short', ...seconds });
  const momentOfOther = time({ ...fullDay, ...seconds });
  // Years and days are the city's: at its midnight, not at the browser's.
  const civil = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const dayOf = (ms: number) => (Number.isFinite(ms) ? civil.format(ms) : '');
  const sameYear = (a: number, b: number) => dayOf(a).slice(0, 4) === dayOf(b).slice(0, 4);
  const english = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short' });
  const share = new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const count = new Intl.NumberFormat(locale);
  const zone = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'shortOffset' });
  return {
    number: (n) => count.format(n),
    clock,
    opened: (ms, nowMs) => (dayOf(ms) === dayOf(nowMs) ? clock(ms) : sameYear(ms, nowMs) ? dayMinute(ms) : yearDay(ms)),
    minute: time({ hour: '2-digit', minute: '2-digit' }),
    date: time({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
    moment: (ms, nowMs = Date.now()) => (sameYear(ms, nowMs) ? momentOfYear(ms) : momentOfOther(ms)),
    weekday: time({ weekday: 'short' }),
    day: time({ weekday: 'short', day: 'numeric', month: 'short' }),
    due: time({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
    weekend: (ms) => /^S/.test(english.format(ms)),
    offset: (ms) => (zone.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? '').replace('GMT', 'UTC'),
    fixed: (n, digits) => n.toFixed(digits),
    calendarDay: yearDay,
    month: time({ month: 'long', year: 'numeric' }),
    share: (n) => share.format(n),
    percent: (n) => percent.format(n),
  };
}

/** The two largest units of an age; never negative, clocks may differ by a little. */
export function age(t: Translate, ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return t('age.s', { s });
  const m = Math.floor(s / 60);
  if (m < 60) return t('age.m', { m });
  const h = Math.floor(m / 60);
  if (h < 24) return t('age.hm', { h, m: m % 60 });
  return t('age.dh', { d: Math.floor(h / 24), h: h % 24 });
}

/** Working time: 20 min, 3 h 50 min. Never in days, which would be of unknown length. */
export function minutesWords(t: Translate, minutes: number): string {
  if (minutes > 0 && minutes < 1) return t('age.s', { s: Math.round(minutes * 60) });
  const whole = Math.round(minutes);
  const [h, m] = [Math.floor(whole / 60), whole % 60];
  if (h === 0) return t('age.m', { m });
  return m === 0 ? t('time.h', { h }) : t('time.hm', { h, m });
}
