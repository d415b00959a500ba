// The feed as a person sees it. While it is held (pointer or focus on it) no row moves:
// newcomers are counted, changes happen in place, and what has left stays, marked.

import type { CaseRow } from '../wire/rows';

export interface FeedView {
  readonly rows: readonly CaseRow[];
  /** Newcomers waiting, while held. */
  readonly waiting: number;
  /** Ids still shown although they left the list, while held. */
  readonly left: ReadonlySet<string>;
}

export const EMPTY_FEED: FeedView = { rows: [], waiting: 0, left: new Set() };

export function foldFeed(before: FeedView, newest: readonly CaseRow[], held: boolean): FeedView {
  if (!held || before.rows.length === 0) return { rows: newest, waiting: 0, left: EMPTY_FEED.left };
  const now = new Map(newest.map((row) => [row.id, row]));
  const left = new Set<string>();
  const rows = before.rows.map((row) => {
    const current = now.get(row.id);
    now.delete(row.id);
    if (!current) left.add(row.id);
    return current ?? row;
  });
  const newestShown = before.rows[0]!.t;
  let waiting = 0;
  for (const row of now.values()) if (row.t >= newestShown) waiting++;
  return { rows, waiting, left };
}
