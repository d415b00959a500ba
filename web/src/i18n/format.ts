// Numbers, times and ages as the city reads them: its time zone, the chosen language, 24 hours.

import type { Language } from '../state/address';
import { LOCALES, type Translate } from './translate';

const DAY_MS = 86_400_000;

export interface Formats {
  readonly number: (n: number) => string;
  /** 14:02:11 */
  readonly clock: (ms: number) => string;
  /** 14:02 */
  readonly minute: (ms: number) => string;
  /** Tue 24 Nov 2026 */
  readonly date: (ms: number) => string;
  /** 24 Nov, 14:02:11 */
  readonly moment: (ms: number) => string;
  /** 14:02:11 within a day of now, else 24 Nov 2026: a list of old cases needs the day, not the second. */
  readonly opened: (ms: number, nowMs: number) => string;
  /** UTC+8 */
  readonly offset: (ms: number) => string;
  readonly fixed: (n: number, digits: number) => string;
}

export function formats(language: Language, timeZone: string): Formats {
  const locale = LOCALES[language];
  const time = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options });
    return (ms: number) => (Number.isFinite(ms) ? format.format(ms) : '');
  };
  const clock = time({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const day = time({ day: 'numeric', month: 'short', year: 'numeric' });
  const count = new Intl.NumberFormat(locale);
  const zone = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'shortOffset' });
  return {
    number: (n) => count.format(n),
    clock,
    opened: (ms, nowMs) => (Math.abs(nowMs - ms) < DAY_MS ? clock(ms) : day(ms)),
    minute: time({ hour: '2-digit', minute: '2-digit' }),
    date: time({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
    moment: time({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    offset: (ms) => (zone.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? '').replace('GMT', 'UTC'),
    fixed: (n, digits) => n.toFixed(digits),
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
