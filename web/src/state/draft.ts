// What a form of an action asks for, what is still missing, and the words that go to the daemon.

import type { Datum } from '../geo/datum';
import type { Action, ActionBody, Permission } from '../wire/action';

export interface Place {
  readonly lat: number;
  readonly lng: number;
  readonly datum: Datum;
}

export interface Draft {
  readonly note: string;
  readonly reason: string;
  /** Links, one a line. */
  readonly evidence: string;
  readonly unit: string;
  /** An instant, epoch ms. */
  readonly dueMs: number | null;
  readonly into: string;
  readonly rating: number | null;
  readonly class: string;
  readonly place: Place | null;
  /** How long a claim holds. */
  readonly minutes: number;
}

export const EMPTY_DRAFT: Draft = {
  note: '', reason: '', evidence: '', unit: '', dueMs: null, into: '', rating: null, class: '', place: null, minutes: 30,
};

export const NOTE_BYTES_MAX = 4096;
export const REASON_BYTES_MAX = 64;
export const EVIDENCE_MAX = 10;

export const FIELDS = ['reason', 'unit', 'due', 'into', 'rating', 'class', 'place', 'note', 'evidence'] as const;
export type Field = (typeof FIELDS)[number];

/** Why a form cannot be sent yet: a field that is empty, too long or wrong, or one this page does not have. */
export interface Missing {
  readonly field: Field | 'unknown';
  readonly why: 'empty' | 'long' | 'wrong' | 'unknown';
  readonly word: string;
}

/** Members of the body, as `needs` names them. */
const FIELD_OF: Readonly<Record<string, Field>> = {
  note: 'note', reason_code: 'reason', evidence: 'evidence', unit: 'unit', due_at: 'due', into: 'into', rating: 'rating', class: 'class',
  lat: 'place', long: 'place', datum: 'place', place: 'place',
};

/** Members that every body of their action has, without being asked. */
const GIVEN: readonly string[] = ['expected_version', 'role', 'to', 'action', 'minutes', 'undo'];

/** Without these the action says nothing, whatever the daemon lists. */
const OF_ACTION: Readonly<Partial<Record<Action, readonly Field[]>>> = {
  comment: ['note'], assign: ['unit'], extend: ['due', 'reason'], merge: ['into'], rate: ['rating'], classify: ['class'], relocate: ['place'],
  nudge: ['note'], escalate: ['note'],
};
const OF_STATE: Readonly<Record<string, readonly Field[]>> = {
  suspended: ['reason', 'note'], returned: ['reason'], rejected: ['reason'], rework: ['reason'], reopened: ['reason'], closed: ['reason'],
};
const OFFERED: Readonly<Partial<Record<Action, readonly Field[]>>> = { escalate: ['unit'] };

export function neededFields({ action, to, needs }: Permission): readonly Field[] {
  const named = needs.map((need) => FIELD_OF[need]).filter((field) => field !== undefined);
  const all = new Set<Field>([...(OF_ACTION[action] ?? []), ...(action === 'transition' ? (OF_STATE[to ?? ''] ?? []) : []), ...named]);
  return FIELDS.filter((field) => all.has(field));
}

/** All fields of the form: needed, special to the action, and a note and links with everything. */
export function formFields(permission: Permission): readonly Field[] {
  const all = new Set<Field>([...neededFields(permission), ...(OFFERED[permission.action] ?? []), 'note', 'evidence']);
  return FIELDS.filter((field) => all.has(field));
}

const AT_ONCE: readonly string[] = ['filed', 'dispatched', 'acknowledged', 'in_progress'];

/** Actions that a press of their button sends, without a form. */
export function isQuick(permission: Permission): boolean {
  const { action, to } = permission;
  const plain = action === 'claim' || action === 'release' || (action === 'transition' && AT_ONCE.includes(to ?? ''));
  return plain && missingOf(permission, EMPTY_DRAFT).length === 0;
}

export function missingOf(permission: Permission, draft: Draft): readonly Missing[] {
  const unknown = permission.needs.filter((need) => !Object.hasOwn(FIELD_OF, need) && !GIVEN.includes(need)).map((word): Missing => ({ field: 'unknown', why: 'unknown', word }));
  const empty = neededFields(permission).filter((field) => isEmpty(field, draft)).map((field): Missing => ({ field, why: 'empty', word: field }));
  const wrong: Missing[] = [];
  if (bytes(draft.note) > NOTE_BYTES_MAX) wrong.push({ field: 'note', why: 'long', word: 'note' });
  if (bytes(draft.reason.trim()) > REASON_BYTES_MAX) wrong.push({ field: 'reason', why: 'long', word: 'reason' });
  const links = linksOf(draft.evidence);
  if (links.length > EVIDENCE_MAX) wrong.push({ field: 'evidence', why: 'long', word: 'evidence' });
  if (!links.every(isLink)) wrong.push({ field: 'evidence', why: 'wrong', word: 'evidence' });
  return [...empty, ...wrong, ...unknown];
}

export function bodyOf(permission: Permission, draft: Draft, version: number): ActionBody {
  const { action, to, role } = permission;
  const fields = formFields(permission);
  const has = (field: Field) => fields.includes(field) && !isEmpty(field, draft);
  return {
    expected_version: version,
    ...(role === null ? {} : { role }),
    ...(to === null ? {} : { to }),
    ...(action === 'claim' ? { action: 'take', minutes: draft.minutes } : {}),
    ...(action === 'release' ? { action: 'release' } : {}),
    ...(action === 'unmerge' ? { undo: true } : {}),
    ...(has('reason') ? { reason_code: draft.reason.trim() } : {}),
    ...(has('note') ? { note: draft.note.trim() } : {}),
    ...(has('evidence') ? { evidence: linksOf(draft.evidence) } : {}),
    ...(has('unit') ? { unit: draft.unit.trim() } : {}),
    ...(has('due') ? { due_at: new Date(draft.dueMs!).toISOString() } : {}),
    ...(has('into') ? { into: draft.into.trim() } : {}),
    ...(has('rating') ? { rating: draft.rating! } : {}),
    ...(has('class') ? { class: draft.class.trim() } : {}),
    ...(has('place') ? placeMembers(draft.place!) : {}),
  };
}

/** What was typed is sent as typed, with its datum: the daemon converts and keeps both. */
export function placeMembers({ lat, lng, datum }: Place): { lat: number; long: number; datum: Datum } {
  return { lat, long: lng, datum };
}

export function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

export function linksOf(text: string): string[] {
  return text.split(/\s+/).filter((link) => link !== '');
}

/** Only these become links: an address from outside may be anything. */
export function isLink(link: string): boolean {
  return URL.canParse(link) && /^https?:$/.test(new URL(link).protocol);
}

function isEmpty(field: Field, draft: Draft): boolean {
  switch (field) {
    case 'due': return draft.dueMs === null;
    case 'place': return draft.place === null;
    case 'rating': return draft.rating === null;
    case 'evidence': return linksOf(draft.evidence).length === 0;
    default: return draft[field].trim() === '';
  }
}
