// The counts behind the matrix and the ages: the daemon's, or for filters that it cannot be asked with, those of the live
// rows. Both are followed at the pace at which a person reads.

import { useMemo } from 'react';
import { api } from '../http/api';
import { toQuery } from '../state/backlog_query';
import type { BacklogFilters, BacklogView, Dimension } from '../state/backlog_view';
import type { Tally } from '../wire/tally';
import { useApp, useCell, useVersion } from './context';
import { useThrottled } from './pace';
import { useFetch } from './use_fetch';

const REFRESH_MS = 2000;
const load = (query: string, signal: AbortSignal) => api.tally(query, signal);

export function useTally(view: BacklogView, filters: BacklogFilters, dimensions: readonly Dimension[]): { readonly data: Tally | null; readonly error: unknown } {
  const app = useApp();
  // Rows are sent again when a light turns, so that their version moves then too.
  const moved = useThrottled(useVersion(app.data, () => app.board.backlog.version), REFRESH_MS);
  const group = dimensions.join(',');
  // Without a class table every case is unclassified: then what senders call it is all that there is.
  const classless = useCell(app.city)?.classes.length === 0;
  const { query, unsaid } = toQuery({ ...view, filters });
  query.set('group', dimensions.map((dimension) => (dimension === 'class' && classless ? 'service_code' : dimension)).join(','));
  const said = unsaid.length === 0;
  const asked = useFetch(said ? query.toString() : null, load, moved);
  const counted = useMemo(
    () => (said ? null : { moved, tally: app.backlog.tally({ filters, within: view.within }, group.split(','), app.moment()) }),
    [app, said, moved, filters, view.within, group],
  );
  return counted ? { data: counted.tally, error: null } : asked;
}
