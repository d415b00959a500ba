// What a person does to a case: what the daemon allows, what we send, what it answers.

import { listOf, maybe, object, string } from './check';
import type { Datum } from '../geo/datum';

/** Each action and the call it goes to. */
export const CALLS = {
  transition: 'transitions',
  comment: 'comments',
  claim: 'claims',
  release: 'claims',
  assign: 'assignments',
  extend: 'extensions',
  merge: 'merges',
  unmerge: 'merges',
  rate: 'ratings',
  classify: 'classes',
  relocate: 'places',
  nudge: 'nudges',
  escalate: 'escalations',
} as const;

export type Action = keyof typeof CALLS;

/** One thing that this person may do now. */
export interface Permission {
  readonly action: Action;
  /** The state of a transition, else null. */
  readonly to: string | null;
  /** Members of the body without which it would be refused. */
  readonly needs: readonly string[];
  /** The role to act in; null leaves it to the daemon. */
  readonly role: string | null;
}

export interface ActionBody {
  readonly expected_version: number;
  readonly role?: string;
  readonly note?: string;
  readonly reason_code?: string;
  readonly evidence?: readonly string[];
  readonly to?: string;
  readonly action?: 'take' | 'release';
  readonly minutes?: number;
  readonly unit?: string;
  readonly due_at?: string;
  readonly into?: string;
  readonly undo?: true;
  readonly rating?: number;
  readonly class?: string;
  readonly lat?: number;
  readonly long?: number;
  readonly datum?: Datum;
}

/** A case reported by telephone or at the desk. */
export interface NewCaseBody {
  readonly kind: 'incident' | 'request';
  readonly service_code: string;
  readonly service_name?: string;
  readonly description: string;
  readonly severity?: string;
  readonly lat?: number;
  readonly long?: number;
  readonly datum?: Datum;
  readonly address?: string;
  readonly building?: string;
  readonly floor?: string;
  readonly unit?: string;
  readonly contact?: { readonly name?: string; readonly phone?: string; readonly email?: string };
  readonly channel?: 'phone' | 'walk_in' | 'other';
}

/** Actions of a newer daemon are left out: this page has no form for them. */
export function decodePermissions(value: unknown, path: string): Permission[] {
  return listOf(value, path, decodePermission).filter((permission) => permission !== null);
}

function decodePermission(value: unknown, path: string): Permission | null {
  const p = object(value, path);
  const action = string(p['action'], `${path}.action`);
  const to = maybe(p['to'], `${path}.to`, string);
  if (!isAction(action) || (action === 'transition' && to === null)) return null;
  return {
    action,
    to: action === 'transition' ? to : null,
    needs: maybe(p['needs'], `${path}.needs`, (v, at) => listOf(v, at, string)) ?? [],
    role: maybe(p['role'], `${path}.role`, string),
  };
}

function isAction(word: string): word is Action {
  return Object.hasOwn(CALLS, word);
}
