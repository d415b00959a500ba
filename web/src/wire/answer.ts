// The answer to an action: it is durable, and this is the case now.

import { maybe, object, string } from './check';
import { readableCase, type Case } from './case';

export interface Answer {
  readonly eventId: string | null;
  /** Null where the daemon did not say; then the case is asked for again. */
  readonly case: Case | null;
}

export function decodeAnswer(value: unknown): Answer {
  const a = object(value, 'answer');
  const event = maybe(a['event'], 'event', object);
  return { eventId: event && maybe(event['id'], 'event.id', string), case: readableCase(a['case']) };
}
