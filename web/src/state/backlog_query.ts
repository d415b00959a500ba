// The view as the HTTP API's filter parameters, and what of it they cannot say: a number beside a link must be the number of
// the rows behind it.

import { SEVERITIES } from '../wire/words';
import { NONE, NO_BACKLOG_FILTERS, isSetPart, type BacklogPart, type BacklogView } from './backlog_view';

export interface Said {
  readonly query: URLSearchParams;
  readonly unsaid: readonly BacklogPart[];
}

/** The daemon takes no longer lists. */
const VALUES_MAX = 64;

/** Exactly: its search looks for a text in more than one column, so that texts are not said. */
export function toQuery({ filters, within }: Pick<BacklogView, 'filters' | 'within'>): Said {
  const query = new URLSearchParams();
  const unsaid: BacklogPart[] = [];
  const joined = (name: string, values: readonly string[]) => {
    if (values.length > 0) query.set(name, values.join(','));
  };
  joined('severity', filters.severity.map((rank) => SEVERITIES[rank]!));
  joined('light', filters.light);
  joined('state', filters.state);
  for (const [part, name] of [['class', 'service_code'], ['unit', 'unit']] as const) {
    if (filters[part].includes(NONE) || filters[part].length > VALUES_MAX) unsaid.push(part);
    else for (const value of filters[part]) query.append(name, value);
  }
  const root = within.at(-1);
  if (filters.area.length === 0) joined('area', root === undefined ? [] : [root]);
  else if (filters.area.some((code) => code.startsWith(NONE)) || filters.area.length > VALUES_MAX) unsaid.push('area');
  // Areas in the address need not lie in what is drilled into, and two lists of areas cannot both be asked for.
  else if (root !== undefined && !filters.area.every((code) => code.startsWith(root))) unsaid.push('area');
  else joined('area', filters.area);
  for (const part of [...TEXTS, 'holder', 'age', 'changed', 'due'] as const) if (isSetPart(filters, part)) unsaid.push(part);
  return { query, unsaid };
}

const TEXTS = ['case', 'title', 'address'] as const;

/** Closings and series are counted by area, class and unit alone; what of these cannot be said is left out. */
export function figuresQuery({ filters, within }: Pick<BacklogView, 'filters' | 'within'>): URLSearchParams {
  const { query } = toQuery({ within, filters: { ...NO_BACKLOG_FILTERS, area: filters.area, class: filters.class, unit: filters.unit } });
  const figures = new URLSearchParams();
  for (const area of query.get('area')?.split(',') ?? []) figures.append('area', area);
  for (const code of query.getAll('service_code')) figures.append('class', code);
  for (const unit of query.getAll('unit')) figures.append('unit', unit);
  return figures;
}

export interface ExportSaid extends Said {
  /** A text is searched for in more columns than it was typed for: the file may hold more rows than are shown. */
  readonly loose: boolean;
}

/** Of the open cases alone, which is what the page shows; one text by the daemon's search. */
export function exportQuery(view: Pick<BacklogView, 'filters' | 'within'>): ExportSaid {
  const texts = TEXTS.filter((part) => isSetPart(view.filters, part));
  const text = texts.length === 1 ? texts[0]! : null;
  const said = toQuery(text === null ? view : { ...view, filters: { ...view.filters, [text]: '' } });
  if (text !== null) said.query.set('q', view.filters[text]);
  if (!said.query.has('state')) said.query.set('state', 'open');
  said.query.set('exercise', 'false');
  return { ...said, loose: text !== null };
}
