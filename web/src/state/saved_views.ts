// Views of the backlog: those that come with the page, and those that people have saved.

import type { SavedView } from '../wire/views';
import { readAddress } from './address';
import { FIRST_BACKLOG, NO_BACKLOG_FILTERS, type BacklogFilters, type BacklogView } from './backlog_view';

/** `browser/` knows state alone. */
export type LocalView = SavedView;

export type BuiltInId = 'all' | 'overdue' | 'before18' | 'severe' | 'verify' | 'paused';

export interface BuiltIn {
  readonly id: BuiltInId;
  readonly view: BacklogView;
}

const only = (filters: Partial<BacklogFilters>): BacklogView => ({ ...FIRST_BACKLOG, filters: { ...NO_BACKLOG_FILTERS, ...filters } });

export const BUILT_IN: readonly BuiltIn[] = [
  { id: 'all', view: FIRST_BACKLOG },
  { id: 'overdue', view: only({ light: ['red'] }) },
  { id: 'before18', view: only({ due: '18:00' }) },
  { id: 'severe', view: only({ severity: [4, 3] }) },
  { id: 'verify', view: only({ state: ['resolved'] }) },
  { id: 'paused', view: only({ light: ['grey'] }) },
];

/** What its address shows; the daemon keeps it as it was given, whoever gave it. */
export function viewOf({ address }: Pick<SavedView, 'address'>): BacklogView {
  return readAddress(address.startsWith('?') ? address : `?${address}`).backlog;
}

export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  return views.some(({ id }) => id === view.id) ? views.map((old) => (old.id === view.id ? view : old)) : [...views, view];
}
