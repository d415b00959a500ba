// A refusal as application/problem+json: why, in words and by member, and the case as it is now.

import { boolean, listOf, maybe, object, string } from './check';
import { readableCase, type Case } from './case';

export interface Fault {
  /** Member of the body, as a JSON pointer: /note */
  readonly pointer: string;
  readonly detail: string;
  readonly allowed: string | null;
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** The same words may be taken later. */
  readonly retry: boolean;
  readonly requestId: string | null;
  readonly errors: readonly Fault[];
  /** After a conflict: the case as it is now. */
  readonly case: Case | null;
}

export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(`${refusal.code}: ${refusal.detail}`);
    this.name = 'Refused';
  }
}

export function decodeProblem(value: unknown, status: number): Refusal {
  const p = object(value, 'problem');
  return {
    status,
    code: maybe(p['code'], 'code', string) ?? `http_${status}`,
    detail: maybe(p['detail'], 'detail', string) ?? maybe(p['title'], 'title', string) ?? '',
    retry: maybe(p['retry'], 'retry', boolean) ?? false,
    requestId: maybe(p['request_id'], 'request_id', string),
    errors: maybe(p['errors'], 'errors', (v, path) => listOf(v, path, decodeFault)) ?? [],
    case: readableCase(p['case']),
  };
}

function decodeFault(value: unknown, path: string): Fault {
  const f = object(value, path);
  return {
    pointer: maybe(f['pointer'], `${path}.pointer`, string) ?? '',
    detail: maybe(f['detail'], `${path}.detail`, string) ?? '',
    allowed: f['allowed'] === undefined || f['allowed'] === null ? null : words(f['allowed']),
  };
}

/** What is allowed comes as text, as a list or as a range. */
function words(allowed: unknown): string {
  if (typeof allowed === 'string') return allowed;
  return Array.isArray(allowed) ? allowed.map(String).join(', ') : JSON.stringify(allowed);
}
