// One request at a time, aborted when its question changes. Another `again` repeats it without blanking the answer;
// while one is on its way it is not thrown away, or a slow daemon would never be heard.

import { useEffect, useRef, useState } from 'react';

export interface Fetched<T> {
  readonly data: T | null;
  readonly error: unknown;
}

interface Held<T> extends Fetched<T> {
  readonly key: string;
}

interface Run {
  readonly leaving: AbortController;
  busy: boolean;
  wanted: boolean;
}

const wantsMore = ({ wanted, leaving }: Run) => wanted && !leaving.signal.aborted;

export function useFetch<T>(key: string | null, load: (key: string, signal: AbortSignal) => Promise<T>, again: unknown = 0): Fetched<T> {
  const [held, setHeld] = useState<Held<T> | null>(null);
  const run = useRef<Run | null>(null);

  useEffect(() => {
    const leaving = new AbortController();
    run.current = { leaving, busy: false, wanted: false };
    return () => leaving.abort();
  }, [key, load]);

  useEffect(() => {
    const mine = run.current;
    if (key === null || !mine) return;
    const { signal } = mine.leaving;
    const ask = async (): Promise<void> => {
      mine.busy = true;
      mine.wanted = false;
      try {
        const data = await load(key, signal);
        if (!signal.aborted) setHeld({ key, data, error: null });
      } catch (error) {
        if (!signal.aborted) setHeld((before) => ({ key, data: before?.key === key ? before.data : null, error }));
      }
      mine.busy = false;
      if (wantsMore(mine)) await ask();
    };
    if (mine.busy) mine.wanted = true;
    else void ask();
  }, [key, load, again]);

  return held && held.key === key ? held : { data: null, error: null };
}
