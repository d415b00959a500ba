// Two ways of following a value that changes too often, which must not be confused: a throttle keeps answering while
// the value keeps changing, a debounce waits until it rests.

import { useEffect, useRef, useState } from 'react';

/** The value at once, then at most once every `ms`, the last one always: for requests that follow live data. */
export function useThrottled<T>(value: T, ms: number): T {
  const [calm, setCalm] = useState(value);
  const takenAt = useRef(-Infinity);
  useEffect(() => {
    if (Object.is(calm, value)) return;
    const timer = window.setTimeout(() => {
      takenAt.current = performance.now();
      setCalm(value);
    }, Math.max(0, takenAt.current + ms - performance.now()));
    return () => window.clearTimeout(timer);
  }, [value, calm, ms]);
  return calm;
}

/** The value once it has not changed for `ms`: for what a person types. */
export function useDebounced<T>(value: T, ms: number): T {
  const [calm, setCalm] = useState(value);
  useEffect(() => {
    if (Object.is(calm, value)) return;
    const timer = window.setTimeout(() => setCalm(value), ms);
    return () => window.clearTimeout(timer);
  }, [value, calm, ms]);
  return calm;
}
