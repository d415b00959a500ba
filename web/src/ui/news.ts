// When an open panel asks the daemon again: at once when the live board says something of its case or cell, throttled;
// and every few seconds in any case, since the board does not hold everything: a closed case, one that is out of view
// at a low zoom, a cell of another level than the map's.

import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useApp } from './context';
import { useThrottled } from './pace';

const CASE_MS = 1000;
const CELL_MS = 1500;
/** Where the board holds it, the poll only mends what a filter may have hidden. */
const POLL_HELD_MS = 15_000;
const POLL_UNHELD_MS = 4000;

/** Another object whenever the case may have changed. */
export function useCaseNews(id: string): object {
  const app = useApp();
  // A row is another object when its case has changed in any way, also in what the row does not show.
  const row = useSyncExternalStore(app.data.subscribe, () => app.board.find(id));
  return useNews(row, CASE_MS);
}

/** Another object whenever what the cell holds may have changed. */
export function useCellNews(token: string): object {
  const app = useApp();
  const revision = useSyncExternalStore(app.data.subscribe, () => app.board.cells.revision(token));
  return useNews(revision, CELL_MS);
}

function useNews(live: unknown, ms: number): object {
  const calm = useThrottled(live, ms);
  const polls = usePoll(live === undefined ? POLL_UNHELD_MS : POLL_HELD_MS);
  return useMemo(() => ({ calm, polls }), [calm, polls]);
}

/** Counts on while the page is looked at. */
function usePoll(ms: number): number {
  const [polls, setPolls] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => {
      if (!document.hidden) setPolls((n) => n + 1);
    }, ms);
    return () => window.clearInterval(timer);
  }, [ms]);
  return polls;
}
