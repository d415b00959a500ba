// One action of one person on one case, from the click to the daemon's word. Pending is never shown as done.

import type { ActionBody, Permission } from '../wire/action';
import type { Case } from '../wire/case';
import type { Refusal } from '../wire/problem';

export type Phase =
  /** Sent, perhaps several times under its one key; no answer yet. */
  | 'pending'
  /** The daemon answered: it is durable. */
  | 'confirmed'
  | 'refused'
  /** Nobody knows whether it was stored; only the same key may be sent again. */
  | 'unanswered';

export interface Attempt {
  /** Idempotency-Key, one for all tries. */
  readonly key: string;
  readonly permission: Permission;
  readonly body: ActionBody;
  /** The case as it was when the person decided. */
  readonly seen: Case;
  /** Newest event of the history that was on the screen then; null where none was. */
  readonly seenSeq: number | null;
  readonly phase: Phase;
  /** Tries without an answer. */
  readonly lost: number;
  readonly refusal: Refusal | null;
}

export type AttemptEvent =
  | { readonly type: 'sent' }
  | { readonly type: 'lost' }
  | { readonly type: 'answered' }
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | { readonly type: 'gaveUp' };

export function foldAttempt(attempt: Attempt, event: AttemptEvent): Attempt {
  switch (event.type) {
    case 'sent': return { ...attempt, phase: 'pending', refusal: null };
    case 'lost': return { ...attempt, lost: attempt.lost + 1 };
    case 'answered': return { ...attempt, phase: 'confirmed', refusal: null };
    case 'refused': return { ...attempt, phase: 'refused', refusal: event.refusal };
    case 'gaveUp': return { ...attempt, phase: 'unanswered' };
  }
}

/** The permission that does the same to the case as it is now; null where that is no longer possible. */
export function samePermission(permission: Permission, now: Case): Permission | null {
  return now.may?.find(({ action, to, role }) => action === permission.action && to === permission.to && role === permission.role) ?? null;
}

/**
 * The case as far as anyone knows it. The answer to an action may be ahead of what was fetched, but does not say what
 * may be done next: until that is fetched the old list stands, and the daemon refuses what has become impossible.
 */
export function newerCase(fetched: Case | null, answered: Case | null): Case | null {
  if (!fetched || !answered) return fetched ?? answered;
  if (answered.version <= fetched.version) return fetched;
  return answered.may || !fetched.may ? answered : { ...answered, may: fetched.may };
}
