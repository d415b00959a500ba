// One request at a time, aborted when its question changes. `again` repeats it without blanking the answer.

import { useEffect, useState } from 'react';

export interface Fetched<T> {
  readonly data: T | null;
  readonly error: unknown;
}

interface Held<T> extends Fetched<T> {
  readonly key: string;
}

export function useFetch<T>(key: string | null, load: (key: string, signal: AbortSignal) => Promise<T>, again: number | string = 0): Fetched<T> {
  const [held, setHeld] = useState<Held<T> | null>(null);
  useEffect(() => {
    if (key === null) return;
    const leaving = new AbortController();
    load(key, leaving.signal).then(
      (data) => setHeld({ key, data, error: null }),
      (error: unknown) => {
        if (!leaving.signal.aborted) setHeld((before) => ({ key, data: before?.key === key ? before.data : null, error }));
      },
    );
    return () => leaving.abort();
  }, [key, load, again]);
  return held && held.key === key ? held : { data: null, error: null };
}

/** The value, but not more often than every `ms`: for requests that follow live data. */
export function useThrottled<T>(value: T, ms: number): T {
  const [calm, setCalm] = useState(value);
  useEffect(() => {
    if (Object.is(calm, value)) return;
    const timer = window.setTimeout(() => setCalm(value), ms);
    return () => window.clearTimeout(timer);
  }, [value, calm, ms]);
  return calm;
}
