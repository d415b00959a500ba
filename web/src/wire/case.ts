// A case and its history as the HTTP API, /api/v1, gives them.

import { boolean, listOf, maybe, number, object, string, type Json } from './check';
import { decodePermissions, type Permission } from './action';
import { decodeDeed, type Deed } from './deed';
import { decodeNamed, type Named } from './named';
import { lightOf, severityRank, type Light } from './words';

export interface AreaRef {
  readonly level: string;
  readonly code: string;
  readonly name: string;
}

export interface Case {
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  readonly serviceCode: string;
  readonly serviceName: string | null;
  readonly class: string;
  readonly title: string;
  readonly description: string | null;
  readonly state: string;
  /** 0 Unknown … 4 Extreme */
  readonly severity: number;
  readonly kind: string;
  readonly cell: string | null;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly areas: readonly AreaRef[];
  readonly address: string | null;
  readonly building: string | null;
  readonly floor: string | null;
  readonly unitNo: string | null;
  readonly unit: string | null;
  readonly unitName: Named | null;
  readonly className: Named | null;
  readonly light: Light;
  readonly dueAt: string | null;
  /** Null while it can still become either. */
  readonly inTime: boolean | null;
  readonly owner: Owner | null;
  /** How far it was escalated, by people or by the ladder of its class. */
  readonly escalation: Escalation | null;
  /** The case that this one was merged into. */
  readonly parent: string | null;
  readonly rating: number | null;
  /** What this person may do now; null where nobody is signed in. */
  readonly may: readonly Permission[] | null;
  readonly openedAt: string;
  readonly updatedAt: string | null;
  readonly closedAt: string | null;
  readonly closureReason: string | null;
  readonly version: number;
  readonly flags: readonly string[];
}

/** Who has taken the case on, and until when that holds. */
export interface Owner {
  readonly name: string;
  readonly since: string | null;
  readonly until: string | null;
}

export const ESCALATION_LEVELS = ['nudged', 'supervised', 'raised'] as const;
export type EscalationLevel = (typeof ESCALATION_LEVELS)[number];

export interface Escalation {
  readonly level: EscalationLevel;
  /** That it was raised to. */
  readonly unit: string | null;
  readonly at: string;
}

export interface CasePage {
  readonly cases: readonly Case[];
  readonly next: string | null;
}

/** One event of a case's history: what was sent, and what the fold made of it. */
export interface HistoryEvent {
  readonly seq: number;
  readonly recordedAt: string;
  readonly event: Json;
  /** What a person or the timer did; null for a source's word. */
  readonly deed: Deed | null;
  readonly applied: boolean;
  readonly reason: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly implied: boolean;
}

export interface Transition {
  readonly from: string | null;
  readonly to: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly seq: number;
  readonly implied: boolean;
  readonly applied: boolean;
  readonly reason: string | null;
  readonly actor: string | null;
}

export interface History {
  readonly events: readonly HistoryEvent[];
  readonly transitions: readonly Transition[];
}

export function decodeAreaRef(value: unknown, path: string): AreaRef {
  const a = object(value, path);
  const code = string(a['code'], `${path}.code`);
  return { level: maybe(a['level'], `${path}.level`, string) ?? '', code, name: maybe(a['name'], `${path}.name`, string) ?? code };
}

export function decodeCase(value: unknown, path = 'case'): Case {
  const c = object(value, path);
  const text = (key: string) => maybe(c[key], `${path}.${key}`, words);
  const lat = maybe(c['lat'], `${path}.lat`, number);
  const lng = maybe(c['long'], `${path}.long`, number);
  return {
    id: string(c['id'], `${path}.id`),
    source: text('source') ?? '',
    subject: text('subject') ?? '',
    serviceCode: text('service_code') ?? '',
    serviceName: text('service_name'),
    class: text('class') ?? '',
    title: text('title') ?? '',
    description: text('description'),
    state: string(c['state'], `${path}.state`),
    severity: severityRank(text('severity') ?? 'Unknown'),
    kind: text('kind') ?? '',
    cell: text('cell'),
    lat: lng === null ? null : lat,
    lng: lat === null ? null : lng,
    areas: maybe(c['areas'], `${path}.areas`, (v, p) => listOf(v, p, decodeAreaRef)) ?? [],
    address: text('address'),
    building: text('building'),
    floor: text('floor'),
    unitNo: text('unit_no'),
    unit: text('unit'),
    unitName: maybe(c['unit_name'], `${path}.unit_name`, decodeNamed),
    className: maybe(c['class_name'], `${path}.class_name`, decodeNamed),
    light: lightOf(text('light')),
    dueAt: text('due_at'),
    inTime: maybe(c['in_time'], `${path}.in_time`, boolean),
    owner: maybe(c['owner'], `${path}.owner`, decodeOwner),
    escalation: maybe(c['escalation'], `${path}.escalation`, decodeEscalation),
    parent: text('parent'),
    rating: maybe(c['rating'], `${path}.rating`, number),
    may: maybe(c['may'], `${path}.may`, decodePermissions),
    openedAt: string(c['opened_at'], `${path}.opened_at`),
    updatedAt: text('updated_at'),
    closedAt: text('closed_at'),
    closureReason: text('closure_reason'),
    version: maybe(c['version'], `${path}.version`, number) ?? 0,
    flags: maybe(c['flags'], `${path}.flags`, (v, p) => listOf(v, p, string)) ?? [],
  };
}

/** Beside an answer that matters by itself: a case that this page cannot read is asked for again instead. */
export function readableCase(value: unknown): Case | null {
  try {
    return value === undefined || value === null ? null : decodeCase(value);
  } catch {
    return null;
  }
}

export function decodeCasePage(value: unknown): CasePage {
  const page = object(value, 'page');
  return { cases: listOf(page['cases'], 'cases', decodeCase), next: maybe(page['next'], 'next', string) };
}

export function decodeHistory(value: unknown): History {
  const h = object(value, 'history');
  return { events: listOf(h['events'], 'events', decodeHistoryEvent), transitions: listOf(h['transitions'], 'transitions', decodeTransition) };
}

function decodeHistoryEvent(value: unknown, path: string): HistoryEvent {
  const e = object(value, path);
  // Null where what was said is not for this reader.
  const event = e['event'] === null ? {} : object(e['event'], `${path}.event`);
  return {
    seq: number(e['seq'], `${path}.seq`),
    recordedAt: string(e['recorded_at'], `${path}.recorded_at`),
    event,
    deed: decodeDeed(event),
    applied: maybe(e['applied'], `${path}.applied`, boolean) ?? true,
    reason: maybe(e['reason'], `${path}.reason`, string),
    from: maybe(e['from'], `${path}.from`, string),
    to: maybe(e['to'], `${path}.to`, string),
    implied: maybe(e['implied'], `${path}.implied`, boolean) ?? false,
  };
}

function decodeTransition(value: unknown, path: string): Transition {
  const t = object(value, path);
  return {
    from: maybe(t['from'], `${path}.from`, string),
    to: string(t['to'], `${path}.to`),
    occurredAt: string(t['occurred_at'], `${path}.occurred_at`),
    recordedAt: string(t['recorded_at'], `${path}.recorded_at`),
    seq: number(t['seq'], `${path}.seq`),
    implied: maybe(t['implied'], `${path}.implied`, boolean) ?? false,
    applied: maybe(t['applied'], `${path}.applied`, boolean) ?? true,
    reason: maybe(t['reason'], `${path}.reason`, string),
    actor: maybe(t['actor'], `${path}.actor`, words),
  };
}

/** `owner` was a bare name once; a name is enough to show. */
export function decodeLevel(value: unknown, path: string): EscalationLevel {
  const word = string(value, path);
  const level = ESCALATION_LEVELS.find((known) => known === word);
  // A level of a newer daemon is more than what we know.
  return level ?? 'raised';
}

function decodeEscalation(value: unknown, path: string): Escalation {
  const e = object(value, path);
  return {
    level: decodeLevel(e['level'], `${path}.level`),
    unit: maybe(e['unit'], `${path}.unit`, string),
    at: string(e['at'], `${path}.at`),
  };
}

function decodeOwner(value: unknown, path: string): Owner {
  if (typeof value === 'string') return { name: value, since: null, until: null };
  const o = object(value, path);
  return {
    name: string(o['name'], `${path}.name`),
    since: maybe(o['since'], `${path}.since`, string),
    until: maybe(o['until'], `${path}.until`, string),
  };
}

/** Floors and units come as text or as numbers; both are shown as written. */
function words(value: unknown, path: string): string {
  return typeof value === 'number' ? String(value) : string(value, path);
}
