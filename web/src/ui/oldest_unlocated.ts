// The oldest cases without a place. The live list holds the newest of them; where there are more than it holds, the
// oldest are asked for.

import { api } from '../http/api';
import { toLive } from '../state/filters';
import { useApp, useScreen } from './context';
import { titleOf } from './case_text';
import { useThrottled } from './pace';
import { useFetch } from './use_fetch';

const REFRESH_MS = 10_000;

export interface Unlocated {
  readonly id: string;
  readonly title: string;
  readonly severity: number;
  /** epoch seconds of opening */
  readonly t: number;
}

const load = async (query: string, signal: AbortSignal): Promise<Unlocated[]> => {
  const { cases } = await api.cases(query, signal);
  return cases.map((item) => ({ id: item.id, title: titleOf(item), severity: item.severity, t: Date.parse(item.openedAt) / 1000 }));
};

export function useOldestUnlocated(most: number): readonly Unlocated[] {
  const app = useApp();
  const { filters } = useScreen();
  const { unlocated, cut } = app.board;
  const query = new URLSearchParams({ state: 'open', located: 'false', exercise: 'false', sort: 'opened_at', limit: String(most) });
  for (const [name, values] of Object.entries(toLive(filters, 'area'))) for (const value of [values].flat()) query.append(name, String(value));
  const news = useThrottled(unlocated.version, REFRESH_MS);
  const { data } = useFetch(cut.has('unlocated') ? query.toString() : null, load, news);
  return data ?? unlocated.newest().slice(-most).reverse().map((row) => ({ id: row.id, title: titleOf(row), severity: row.severity, t: row.t }));
}
