// How much was closed in time in each day or month of the period. A series holds counts alone, so this is one question a
// bucket: few of them, one at a time, and not as often as the rest.

import { api } from '../http/api';
import { figuresQuery, type Scope } from '../state/figures_view';
import { bucketsOf, type Days, type Step } from '../state/period';
import type { FigureValue } from '../wire/figures';
import { useNow } from './context';
import { useFetch } from './use_fetch';

export const BUCKETS_MAX = 31;
const AGAIN_MS = 300_000;
const BETWEEN = '\n';

/** Null where there are too many, or hours; else a value for each bucket that has been answered. */
export function useInTimeCourse(scope: Scope, days: Days, step: Step, today: string): readonly FigureValue[] | null {
  const buckets = step === 'hour' ? [] : bucketsOf(days, step, today);
  const few = buckets.length > 0 && buckets.length <= BUCKETS_MAX;
  const { data } = useFetch(few ? buckets.map((bucket) => figuresQuery(scope, bucket)).join(BETWEEN) : null, load, Math.floor(useNow() / AGAIN_MS));
  return few ? (data ?? NONE) : null;
}

const NONE: readonly FigureValue[] = [];
const NOTHING: FigureValue = { numerator: null, denominator: null, value: null };

async function load(queries: string, signal: AbortSignal): Promise<readonly FigureValue[]> {
  const values: FigureValue[] = [];
  for (const query of queries.split(BETWEEN)) values.push((await api.figureReport(query, signal)).figures.get('closed_in_time') ?? NOTHING);
  return values;
}
