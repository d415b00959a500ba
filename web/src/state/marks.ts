// Which cases of the list are marked for an action on several. A range grows and shrinks from its anchor,
// and leaves alone what was marked before it was begun.

export interface Marks {
  readonly ids: ReadonlySet<string>;
  readonly anchor: string | null;
  /** Where the range from the anchor ends: only from there it goes on. */
  readonly end: string | null;
  /** Marked before that range was begun. */
  readonly before: ReadonlySet<string>;
}

export const NO_MARKS: Marks = { ids: new Set(), anchor: null, end: null, before: new Set() };

export function toggleMark({ ids }: Marks, id: string): Marks {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id, end: id, before: next };
}

/** On to `to`, in the order of the list; a new range where `from` is not the end of the last. */
export function extendMarks(marks: Marks, order: readonly string[], from: string, to: string): Marks {
  const goesOn = marks.end === from && marks.anchor !== null && order.includes(marks.anchor);
  const anchor = goesOn ? marks.anchor : from;
  const before = goesOn ? marks.before : marks.ids;
  const ends = [order.indexOf(anchor), order.indexOf(to)].sort((a, b) => a - b);
  const range = order.slice(Math.max(0, ends[0]!), ends[1]! + 1);
  return { ids: new Set([...before, ...range]), anchor, end: to, before };
}
