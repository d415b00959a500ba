// What happened to a case between what a person saw and what the daemon says now.

import type { History, HistoryEvent } from '../wire/case';

/** Events after the one that was the newest on the screen, oldest first; null where that is not known. */
export function meanwhile(history: History | null, seenSeq: number | null): readonly HistoryEvent[] | null {
  if (!history || seenSeq === null) return null;
  return history.events.filter(({ seq }) => seq > seenSeq).sort((a, b) => a.seq - b.seq);
}

export function newestSeq(history: History | null): number | null {
  return history ? Math.max(0, ...history.events.map(({ seq }) => seq)) : null;
}
