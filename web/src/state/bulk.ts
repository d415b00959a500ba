// One action on several cases: each case has its own call, its own key and its own result. A total that hides
// one refusal is a lie, so that the summary is counted from the items and never kept beside them.

import type { Refusal } from '../wire/problem';
import type { Draft } from './draft';
import type { Phase } from './attempt';

export type BulkAction = 'acknowledge' | 'assign';

export interface BulkItem {
  readonly id: string;
  readonly title: string;
  readonly phase: 'waiting' | Phase;
  readonly refusal: Refusal | null;
  /** The case is in a state from which this is not possible; nothing was sent. */
  readonly notAllowed: string | null;
}

export interface Bulk {
  readonly action: BulkAction;
  readonly draft: Draft;
  readonly items: readonly BulkItem[];
}

export interface BulkCount {
  readonly confirmed: number;
  readonly refused: number;
  readonly unanswered: number;
  readonly open: number;
}

export function countBulk({ items }: Bulk): BulkCount {
  const of = (...phases: BulkItem['phase'][]) => items.filter(({ phase }) => phases.includes(phase)).length;
  return { confirmed: of('confirmed'), refused: of('refused'), unanswered: of('unanswered'), open: of('waiting', 'pending') };
}

export function setItem(bulk: Bulk, id: string, change: Partial<BulkItem>): Bulk {
  return { ...bulk, items: bulk.items.map((item) => (item.id === id ? { ...item, ...change } : item)) };
}
