// What a person or the daemon's timer did, read from an event of a case's history. Old events stay in the log
// for years: a member that this page cannot read is left out, the rest of the timeline is still shown.

import type { Json } from './check';

export const DEEDS = {
  'gridhall.case.transitioned.v1': 'transitioned',
  'gridhall.case.commented.v1': 'commented',
  'gridhall.case.claimed.v1': 'claimed',
  'gridhall.case.released.v1': 'released',
  'gridhall.case.assigned.v1': 'assigned',
  'gridhall.case.extended.v1': 'extended',
  'gridhall.case.merged.v1': 'merged',
  'gridhall.case.rated.v1': 'rated',
  'gridhall.case.reclassified.v1': 'reclassified',
  'gridhall.case.relocated.v1': 'relocated',
  'gridhall.case.nudged.v1': 'nudged',
  'gridhall.case.escalated.v1': 'escalated',
  'gridhall.claim.lapsed.v1': 'claimLapsed',
  'gridhall.acknowledgement.lapsed.v1': 'acknowledgementLapsed',
} as const;

export type DeedKind = (typeof DEEDS)[keyof typeof DEEDS];

export interface Deed {
  readonly kind: DeedKind;
  readonly actor: string | null;
  readonly role: string | null;
  readonly to: string | null;
  readonly reasonCode: string | null;
  readonly note: string | null;
  readonly evidence: readonly string[];
  readonly unit: string | null;
  /** End of a claim, or the new due time of an extension. */
  readonly until: string | null;
  readonly into: string | null;
  readonly rating: number | null;
  readonly class: string | null;
}

export function decodeDeed(event: Json): Deed | null {
  const type = event['type'];
  if (typeof type !== 'string' || !Object.hasOwn(DEEDS, type)) return null;
  const data: Json = isObject(event['data']) ? event['data'] : {};
  const text = (key: string) => (typeof data[key] === 'string' && data[key] !== '' ? data[key] : null);
  const { rating, evidence } = data;
  return {
    kind: DEEDS[type as keyof typeof DEEDS],
    actor: text('actor'),
    role: text('role'),
    to: text('to'),
    reasonCode: text('reason_code'),
    note: text('note'),
    evidence: Array.isArray(evidence) ? evidence.filter((link): link is string => typeof link === 'string') : [],
    unit: text('unit'),
    until: text('until') ?? text('due_at'),
    into: text('into'),
    rating: typeof rating === 'number' ? rating : null,
    class: text('class'),
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
