// The ledger of a clock in plain words: each interval, whether it counted and why.

import { nameIn } from '../wire/named';
import type { Clock, LedgerEntry, Limit, Rung } from '../wire/deadline';
import type { Language } from '../state/address';
import { minutesWords, type Formats } from './format';
import { known, type Translate } from './translate';

const WEEK_MS = 6 * 86_400_000;

export interface Voice {
  readonly t: Translate;
  readonly f: Formats;
  readonly language: Language;
}

/** Told by itself: what, and when it is or was due. */
export function rungWords(rung: Rung, { t, f }: Pick<Voice, 't' | 'f'>): string {
  const what = t(`escalation.${rung.level}`);
  if (rung.climbed) return t('ladder.climbed', { what });
  const base = t(rung.at === 'yellow' ? 'ladder.atYellow' : 'ladder.atRed');
  const when = rung.after === null ? base : t('ladder.after', { limit: limitWords(t, rung.after), when: base });
  return rung.dueAt === null
    ? t('ladder.waits', { what, when })
    : t('ladder.due', { what, when, time: f.due(Date.parse(rung.dueAt)) });
}

/** One sentence an entry. Within a week the weekday is enough; beyond it two Fridays would look the same. */
export function ledgerWords({ ledger }: Clock, voice: Voice): readonly string[] {
  const first = Date.parse(ledger[0]?.from ?? '');
  const last = Date.parse(ledger.at(-1)?.to ?? '');
  const dated = last - first > WEEK_MS;
  return ledger.map((entry) => entryWords(entry, voice, dated));
}

function entryWords(entry: LedgerEntry, { t, f, language }: Voice, dated: boolean): string {
  const from = Date.parse(entry.from);
  const when = spanWords(from, Date.parse(entry.to), { t, f }, dated);
  const working = minutesWords(t, entry.workingMinutes);
  switch (entry.kind) {
    case 'counted': {
      const n = minutesWords(t, entry.countedMinutes);
      return entry.makeUpDay ? t('ledger.makeUp', { when, n }) : t('ledger.counted', { when, n });
    }
    case 'off_hours': return t('ledger.offHours', { when });
    case 'day_off': return f.weekend(from) ? t('ledger.weekend', { when }) : t('ledger.dayOff', { when });
    case 'holiday': {
      const name = nameIn(language, entry.name, '');
      return name ? t('ledger.holiday', { when, name }) : t('ledger.holidayBare', { when });
    }
    case 'paused':
      return entry.state
        ? t('ledger.paused', { state: known(t, 'state', entry.state), when, n: working })
        : t('ledger.pausedPlain', { when, n: working });
    case 'verification': return t('ledger.verification', { when });
    case 'extended': return t('ledger.extended', { when });
    default: return t('ledger.other', { when, kind: entry.kind });
  }
}

/** Fri 16:40–17:00, Sat – Sun, Fri 17:00 – Mon 09:00; the end of a day is 24:00 of that day. */
export function spanWords(from: number, to: number, { t, f }: Pick<Voice, 't' | 'f'>, dated: boolean): string {
  const day = dated ? f.day : f.weekday;
  const midnight = (ms: number) => f.minute(ms) === '00:00';
  const last = Math.max(from, to - 1);
  const sameDay = f.date(from) === f.date(last);
  if (midnight(from) && midnight(to) && to > from) return sameDay ? day(from) : t('ledger.range', { from: day(from), to: day(last) });
  const end = midnight(to) && to > from ? '24:00' : f.minute(to);
  if (sameDay) return `${day(from)} ${f.minute(from)}–${end}`;
  return t('ledger.range', { from: `${day(from)} ${f.minute(from)}`, to: `${day(last)} ${end}` });
}

export function limitWords(t: Translate, { value, unit }: Limit): string {
  switch (unit) {
    case 'hours': return t('limit.hours', { n: value });
    case 'working_hours': return t('limit.working_hours', { n: value });
    case 'working_days': return t('limit.working_days', { n: value });
    default: return `${value} ${unit}`;
  }
}

/** Where the due time comes from, what the limit is, how much is used, and what an extension replaced. */
export function sourceWords(clock: Clock, { t, f }: Voice): readonly string[] {
  const { dueFrom, limit, usedMinutes, allowanceMinutes, originalDueAt, dueAt } = clock;
  const words: string[] = [];
  if (dueFrom === 'none' || dueFrom === 'class_table' || dueFrom === 'source' || dueFrom === 'extension') words.push(t(`due.from.${dueFrom}`));
  if (originalDueAt !== null && originalDueAt !== dueAt) words.push(t('due.kept', { time: f.due(Date.parse(originalDueAt)) }));
  if (limit) words.push(t('due.limit', { limit: limitWords(t, limit) }));
  if (usedMinutes !== null) {
    const used = minutesWords(t, usedMinutes);
    words.push(allowanceMinutes === null ? t('due.usedOnly', { used }) : t('due.used', { used, all: minutesWords(t, allowanceMinutes) }));
  }
  return words;
}
