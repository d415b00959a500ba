// The inbox: open cases that were put under supervision or raised a level, by people or by their class's ladder.
// What is new is what came after the inbox was looked at last; what was there at the first look never rings.

import type { CaseRow } from '../wire/rows';

export interface Inbox {
  /** The last one escalated comes first. */
  readonly rows: readonly CaseRow[];
  readonly unread: number;
}

export const EMPTY_INBOX: Inbox = { rows: [], unread: 0 };

/** `seenS`: epoch seconds up to which everything was looked at. */
export function foldInbox(cases: Iterable<CaseRow>, seenS: number): Inbox {
  const rows = [...cases].sort((a, b) => since(b) - since(a) || (a.id < b.id ? -1 : 1));
  return { rows, unread: rows.filter((row) => since(row) > seenS).length };
}

export interface Bell {
  /** The last escalation that was there or has rung; null before the first look. */
  readonly heardS: number | null;
}

export const UNHEARD: Bell = { heardS: null };

export function foldBell({ heardS }: Bell, { rows }: Inbox, loaded: boolean): { bell: Bell; sound: boolean } {
  if (!loaded) return { bell: { heardS }, sound: false };
  const latest = rows.length === 0 ? 0 : since(rows[0]!);
  if (heardS === null) return { bell: { heardS: latest }, sound: false };
  return { bell: { heardS: Math.max(heardS, latest) }, sound: latest > heardS };
}

function since(row: CaseRow): number {
  return row.escalated ?? 0;
}
