// A case and its history as the HTTP API gives them (protocol.md §4).

import { boolean, listOf, maybe, number, object, string, type Json } from './check';
import { severityRank } from './words';

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
  readonly openedAt: string;
  readonly updatedAt: string | null;
  readonly closedAt: string | null;
  readonly closureReason: string | null;
  readonly version: number;
  readonly flags: readonly string[];
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
    openedAt: string(c['opened_at'], `${path}.opened_at`),
    updatedAt: text('updated_at'),
    closedAt: text('closed_at'),
    closureReason: text('closure_reason'),
    version: maybe(c['version'], `${path}.version`, number) ?? 0,
    flags: maybe(c['flags'], `${path}.flags`, (v, p) => listOf(v, p, string)) ?? [],
  };
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
  return {
    seq: number(e['seq'], `${path}.seq`),
    recordedAt: string(e['recorded_at'], `${path}.recorded_at`),
    event: object(e['event'], `${path}.event`),
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

/** Floors and units come as text or as numbers; both are shown as written. */
function words(value: unknown, path: string): string {
  return typeof value === 'number' ? String(value) : string(value, path);
}
