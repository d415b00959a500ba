// A case's clocks, each with the ledger that explains its due time.

import { boolean, listOf, maybe, number, object, string } from './check';
import { decodeLevel, type EscalationLevel } from './case';
import { decodeNamed, type Named } from './named';
import { lightOf, type Light } from './words';

export interface Limit {
  readonly value: number;
  /** hours, working_hours, working_days */
  readonly unit: string;
}

/** One interval of a clock: whether it counted, and why. */
export interface LedgerEntry {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly countedMinutes: number;
  readonly workingMinutes: number;
  /** A working day that the weekly pattern would have off. */
  readonly makeUpDay: boolean;
  readonly state: string | null;
  /** Of a holiday. */
  readonly name: Named | null;
}

export interface Clock {
  readonly clock: string;
  readonly startedAt: string | null;
  readonly stoppedAt: string | null;
  readonly limit: Limit | null;
  /** none, class_table, source, extension */
  readonly dueFrom: string;
  readonly dueAt: string | null;
  readonly originalDueAt: string | null;
  readonly allowanceMinutes: number | null;
  readonly usedMinutes: number | null;
  readonly paused: boolean;
  readonly light: Light;
  readonly inTime: boolean | null;
  readonly ledger: readonly LedgerEntry[];
}

/** A step of the escalation ladder: who is told by itself, and when. */
export interface Rung {
  /** yellow, red */
  readonly at: string;
  readonly after: Limit | null;
  readonly level: EscalationLevel;
  /** As things stand; null while the clock does not run. */
  readonly dueAt: string | null;
  readonly climbed: boolean;
}

export interface Deadline {
  /** The deadline's own clock, handling, comes first. */
  readonly clocks: readonly Clock[];
  readonly zone: string | null;
  /** Empty where nobody is told by itself. */
  readonly ladder: readonly Rung[];
}

export function decodeDeadline(value: unknown): Deadline {
  const d = object(value, 'deadline');
  const calendar = maybe(d['calendar'], 'calendar', object);
  return {
    clocks: listOf(d['clocks'], 'clocks', decodeClock),
    zone: calendar && maybe(calendar['zone'], 'calendar.zone', string),
    ladder: maybe(d['ladder'], 'ladder', (v, p) => listOf(v, p, decodeRung)) ?? [],
  };
}

function decodeRung(value: unknown, path: string): Rung {
  const r = object(value, path);
  return {
    at: string(r['at'], `${path}.at`),
    after: maybe(r['after'], `${path}.after`, decodeLimit),
    level: decodeLevel(r['level'], `${path}.level`),
    dueAt: maybe(r['due_at'], `${path}.due_at`, string),
    climbed: boolean(r['climbed'], `${path}.climbed`),
  };
}

function decodeClock(value: unknown, path: string): Clock {
  const c = object(value, path);
  const text = (key: string) => maybe(c[key], `${path}.${key}`, string);
  const amount = (key: string) => maybe(c[key], `${path}.${key}`, number);
  return {
    clock: string(c['clock'], `${path}.clock`),
    startedAt: text('started_at'),
    stoppedAt: text('stopped_at'),
    limit: maybe(c['limit'], `${path}.limit`, decodeLimit),
    dueFrom: text('due_from') ?? 'none',
    dueAt: text('due_at'),
    originalDueAt: text('original_due_at'),
    allowanceMinutes: amount('allowance_minutes'),
    usedMinutes: amount('used_minutes'),
    paused: maybe(c['paused'], `${path}.paused`, boolean) ?? false,
    light: lightOf(text('light')),
    inTime: maybe(c['in_time'], `${path}.in_time`, boolean),
    ledger: maybe(c['ledger'], `${path}.ledger`, (v, p) => listOf(v, p, decodeEntry)) ?? [],
  };
}

export function decodeLimit(value: unknown, path: string): Limit {
  const l = object(value, path);
  return { value: number(l['value'], `${path}.value`), unit: string(l['unit'], `${path}.unit`) };
}

function decodeEntry(value: unknown, path: string): LedgerEntry {
  const e = object(value, path);
  return {
    from: string(e['from'], `${path}.from`),
    to: string(e['to'], `${path}.to`),
    kind: string(e['kind'], `${path}.kind`),
    countedMinutes: maybe(e['counted_minutes'], `${path}.counted_minutes`, number) ?? 0,
    workingMinutes: maybe(e['working_minutes'], `${path}.working_minutes`, number) ?? 0,
    makeUpDay: maybe(e['make_up_day'], `${path}.make_up_day`, boolean) ?? false,
    state: maybe(e['state'], `${path}.state`, string),
    name: maybe(e['name'], `${path}.name`, decodeNamed),
  };
}
