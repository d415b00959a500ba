// The view as the HTTP API's filter parameters, and what of it they cannot say: a number beside a link must be the number of
// the rows behind it.

import { SEVERITIES } from '../wire/words';
import { NONE, isSetPart, type BacklogPart, type BacklogView } from './backlog_view';

export interface Said {
  readonly query: URLSearchParams;
  readonly unsaid: readonly BacklogPart[];
}

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
    if (filters[part].includes(NONE)) unsaid.push(part);
    else for (const value of filters[part]) query.append(name, value);
  }
  const root = within.at(-1);
  if (filters.area.length === 0) joined('area', root === undefined ? [] : [root]);
  else if (filters.area.some((code) => code.startsWith(NONE))) unsaid.push('area');
  // Areas in the address need not lie in what is drilled into, and two lists of areas cannot both be asked for.
  else if (root !== undefined && !filters.area.every((code) => code.startsWith(root))) unsaid.push('area');
  else joined('area', filters.area);
  const texts = (['case', 'title', 'address'] as const).filter((part) => isSetPart(filters, part));
  const text = texts[0];
  if (text !== undefined) query.set('q', filters[text]);
  unsaid.push(...texts.slice(1));
  for (const part of ['holder', 'age', 'changed', 'due'] as const) if (isSetPart(filters, part)) unsaid.push(part);
  return { query, unsaid };
}

/** Of the open cases alone, which is what the page shows. */
export function exportQuery(view: Pick<BacklogView, 'filters' | 'within'>): Said {
  const said = toQuery(view);
  if (!said.query.has('state')) said.query.set('state', 'open');
  said.query.set('exercise', 'false');
  return said;
}
