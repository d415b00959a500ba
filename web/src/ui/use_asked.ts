// A question to the daemon that is repeated while somebody looks: every 30 seconds, sooner where it says when.

import { useEffect, useState, useSyncExternalStore } from 'react';
import { HttpError } from '../http/api';
import { useApp } from './context';
import { useFetch } from './use_fetch';

const AGAIN_MS = 30_000;
const COUNTING_S = 5;

export interface Asked<T> {
  readonly data: T | null;
  readonly error: unknown;
  /** It cannot answer yet and is asked again when it said. */
  readonly counting: boolean;
  readonly again: () => void;
}

export function useAsked<T>(key: string | null, load: (key: string, signal: AbortSignal) => Promise<T>): Asked<T> {
  const { clock, board } = useApp();
  const beat = useSyncExternalStore(clock.subscribe, () => beatOf(board.nowMs()));
  const [tries, setTries] = useState(0);
  const { data, error } = useFetch(key, load, beat, tries);
  const counting = error instanceof HttpError && error.status === 503;
  const waitS = counting ? (error.retryAfterS ?? COUNTING_S) : null;
  useEffect(() => {
    if (waitS === null) return;
    const timer = window.setTimeout(() => setTries((n) => n + 1), waitS * 1000);
    return () => window.clearTimeout(timer);
  }, [error, waitS]);
  return { data, error, counting, again: () => setTries((n) => n + 1) };
}

let seen = 0;

/** Stands still while nobody looks. */
function beatOf(nowMs: number): number {
  if (document.visibilityState === 'visible') seen = Math.floor(nowMs / AGAIN_MS);
  return seen;
}
