// Sends one write until somebody has answered. A lost line says nothing about what was stored, so that the same
// words go out again under the same key; after the last try the person is asked.

import { Refused, type Refusal } from '../wire/problem';

export type Outcome<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'unanswered' };

export const WAITS_MS: readonly number[] = [1000, 2000, 4000];

export async function sendUntilAnswered<T>(call: () => Promise<T>, lost: () => void, waits: readonly number[] = WAITS_MS): Promise<Outcome<T>> {
  for (let k = 0; ; k++) {
    let refusal: Refusal | null = null;
    try {
      return { kind: 'answered', answer: await call() };
    } catch (error) {
      if (error instanceof Refused) refusal = error.refusal;
      if (refusal && !refusal.retry) return { kind: 'refused', refusal };
    }
    const wait = waits[k];
    if (wait === undefined) {
      // "Later" from a daemon that speaks our language is a refusal; from anything else nobody knows.
      return refusal && refusal.code !== `http_${refusal.status}` ? { kind: 'refused', refusal } : { kind: 'unanswered' };
    }
    lost();
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
