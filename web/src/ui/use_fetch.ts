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
  readonly ask: () => void;
  failed: boolean;
}

/** `again` repeats the request whenever it changes, `mend` only one that has failed. */
export function useFetch<T>(key: string | null, load: (key: string, signal: AbortSignal) => Promise<T>, again: unknown = 0, mend: unknown = 0): Fetched<T> {
  const [held, setHeld] = useState<Held<T> | null>(null);
  const run = useRef<Run | null>(null);

  useEffect(() => {
    if (key === null) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    let busy = false;
    let wanted = false;
    const once = async (): Promise<void> => {
      try {
        const data = await load(key, signal);
        mine.failed = false;
        if (!signal.aborted) setHeld({ key, data, error: null });
      } catch (error) {
        mine.failed = true;
        if (!signal.aborted) setHeld((before) => ({ key, data: before?.key === key ? before.data : null, error }));
      }
    };
    const wantsMore = () => wanted && !signal.aborted;
    const ask = async (): Promise<void> => {
      wanted = true;
      if (busy) return;
      busy = true;
      // Whoever asks meanwhile is answered by one more request.
      while (wantsMore()) {
        wanted = false;
        await once();
      }
      busy = false;
    };
    const mine: Run = { ask: () => void ask(), failed: false };
    run.current = mine;
    return () => {
      run.current = null;
      leaving.abort();
    };
  }, [key, load]);

  useEffect(() => run.current?.ask(), [key, load, again]);
  useEffect(() => {
    if (run.current?.failed) run.current.ask();
  }, [mend]);

  return held && held.key === key ? held : { data: null, error: null };
}
