// Questions that an older daemon does not know: one refusal is enough, then nobody asks again.

import { HttpError } from '../http/api';

type Load<T> = (key: string, signal: AbortSignal) => Promise<T>;

/** Null where the daemon has no such thing. */
export function ifThere<T>(load: Load<T>): Load<T | null> {
  let absent = false;
  return async (key, signal) => {
    if (absent) return null;
    try {
      return await load(key, signal);
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 404) throw error;
      absent = true;
      return null;
    }
  };
}
