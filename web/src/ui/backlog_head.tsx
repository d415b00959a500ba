// The head of the table: each column's name sorts, the funnel beside it filters.

import { useId, useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { isSetPart, withoutParts, USUAL_SORT, type BacklogFilters, type BacklogPart, type Sort } from '../state/backlog_view';
import type { ListedPart } from '../state/backlog_values';
import type { Light } from '../wire/words';
import { COLUMNS, type Column } from './backlog_columns';
import type { BacklogNames } from './backlog_names';
import { CaseText } from './case_text';
import { useApp, useScreen, useTexts } from './context';
import { Icon } from './icons';

const VALUES_MAX = 100;
const FIND_FROM = 12;
const DUES = ['60m', '240m', '1440m', '12:00', '18:00'] as const;

export function BacklogHead({ names, markable, all, onAll }: { readonly names: BacklogNames; readonly markable: boolean; readonly all: boolean | null; readonly onAll: () => void }) {
  const { t } = useTexts();
  return (
    <div role="row" aria-rowindex={1} className="backlog-row backlog-head-row">
      <span role="columnheader" className="cell-mark">
        <span className="hidden">{t('rows.mark')}</span>
        {markable && <input type="checkbox" aria-label={t('rows.all')} checked={all ?? false} disabled={all === null} onChange={onAll} />}
      </span>
      {COLUMNS.map((column) => <Head key={column.id} column={column} names={names} />)}
    </div>
  );
}

function Head({ column, names }: { readonly column: Column; readonly names: BacklogNames }) {
  const app = useApp();
  const { t } = useTexts();
  const { sort, filters } = useScreen().backlog;
  const name = t(`column.${column.id}`);
  const mine = sort.by === column.id;
  const parts = partsOf(column);
  const set = parts.some((part) => isSetPart(filters, part));
  return (
    <span role="columnheader" className={`cell-${column.id}`} aria-sort={mine ? (sort.descending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" className="sort-button" title={t('rows.sortBy', { column: name })} onClick={() => app.setBacklog({ sort: nextSort(sort, column.id) })}>
        {name}
        {mine && <span aria-hidden="true">{sort.descending ? ' ↓' : ' ↑'}</span>}
      </button>
      <DialogTrigger>
        <Button className={set ? 'filter-button filter-button-set' : 'filter-button'} aria-label={t(set ? 'rows.filterSet' : 'rows.filterBy', { column: name })}><Icon name="filter" size={12} /></Button>
        <Popover className="popover filter-popover">
          <Dialog className="filter-dialog" aria-label={t('rows.filterBy', { column: name })}>
            {column.text && <TextFilter part={column.text} />}
            {column.id === 'due' && <DueFilter names={names} />}
            {column.listed && <ListFilter part={column.listed} names={names} />}
            {set && <button type="button" className="small-button" onClick={() => app.setBacklog({ filters: withoutParts(filters, ...parts) })}>{t('rows.reset')}</button>}
          </Dialog>
        </Popover>
      </DialogTrigger>
    </span>
  );
}

function partsOf(column: Column): BacklogPart[] {
  return [...(column.text ? [column.text] : []), ...(column.listed ? [column.listed] : []), ...(column.id === 'due' ? (['due'] as const) : [])];
}

/** Up, down, and back to the usual order. Severity and age begin with their most urgent end. */
export function nextSort(sort: Sort, by: Sort['by']): Sort {
  const first = by === 'case' || by === 'age' || by === 'updated';
  if (sort.by !== by) return { by, descending: first };
  return sort.descending === first ? { by, descending: !first } : USUAL_SORT;
}

function TextFilter({ part }: { readonly part: 'case' | 'title' | 'address' }) {
  const app = useApp();
  const { t } = useTexts();
  const { filters } = useScreen().backlog;
  return (
    <label className="field">
      <span className="field-name">{t('rows.containing')}</span>
      <input className="text-input" value={filters[part]} maxLength={200} autoComplete="off" onChange={(event) => app.filterBacklog({ [part]: event.currentTarget.value })} />
    </label>
  );
}

function DueFilter({ names }: { readonly names: BacklogNames }) {
  const app = useApp();
  const { t } = useTexts();
  const { filters } = useScreen().backlog;
  const choices = filters.due === null || DUES.some((due) => due === filters.due) ? DUES : [...DUES, filters.due];
  return (
    <label className="field">
      <span className="field-name">{t('rows.dueIn')}</span>
      <select className="select" value={filters.due ?? ''} onChange={(event) => app.filterBacklog({ due: event.currentTarget.value || null })}>
        <option value="">{t('rows.any')}</option>
        {choices.map((due) => <option key={due} value={due}>{names.value('due', due)}</option>)}
      </select>
    </label>
  );
}

function ListFilter({ part, names }: { readonly part: ListedPart; readonly names: BacklogNames }) {
  const app = useApp();
  const { t, f } = useTexts();
  const { filters } = useScreen().backlog;
  const id = useId();
  const [wanted, setWanted] = useState('');
  // As of when it was opened: values that move under the pointer cannot be picked.
  const [found] = useState(() => [...app.backlog.valuesOf(part, app.moment())]);
  const chosen = filters[part].map(String);
  const missing = chosen.filter((code) => !found.some(([other]) => other === code)).map((code): [string, number] => [code, 0]);
  const all = [...missing, ...found].map(([code, n]) => ({ code, n, name: names.value(part, code) })).sort((a, b) => b.n - a.n || names.labels.compare(a.name, b.name));
  const low = wanted.trim().toLowerCase();
  const values = all.filter(({ name, code }) => low === '' || name.toLowerCase().includes(low) || code.toLowerCase().includes(low));
  const toggle = (code: string) => app.filterBacklog(listChange(part, chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code]));
  return (
    <div className="filter-values">
      {all.length > FIND_FROM && <input className="text-input" aria-label={t('search.label')} placeholder={t('search.label')} value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />}
      <ul>
        {values.slice(0, VALUES_MAX).map(({ code, n, name }) => (
          <li key={code}>
            <input type="checkbox" id={`${id} ${code}`} checked={chosen.includes(code)} onChange={() => toggle(code)} />
            <label htmlFor={`${id} ${code}`}><CaseText text={name} /></label>
            <span className="num sub">{f.number(n)}</span>
          </li>
        ))}
      </ul>
      {values.length > VALUES_MAX && <p className="sub">{t('rows.more', { n: VALUES_MAX })}</p>}
    </div>
  );
}

function listChange(part: ListedPart, codes: readonly string[]): Partial<BacklogFilters> {
  switch (part) {
    case 'severity': case 'age': case 'changed': return { [part]: codes.map(Number) };
    case 'light': return { light: codes as Light[] };
    default: return { [part]: codes };
  }
}
