// What a supervisor has chosen on the figures page: whose figures, of which days, and what is compared with what.

import { FIRST_PERIOD, isMonth, readPeriod, writePeriod, type Days, type Period, type Step } from './period';

/** "class", "unit" or "area:LEVEL". */
export type Grouping = string;

/** Columns of the comparison: the name of the group, the adjusted share, or a figure by its name. */
export type GroupColumn = string;

export interface GroupSort {
  readonly by: GroupColumn;
  readonly descending: boolean;
}

export interface FiguresView {
  readonly period: Period;
  readonly area: string | null;
  readonly unit: string | null;
  readonly class: string | null;
  /** Null: units. */
  readonly by: Grouping | null;
  /** Figures that the groups are compared by. */
  readonly columns: readonly GroupColumn[];
  readonly sort: GroupSort;
  /** Null: as fine as the period can be read. */
  readonly step: Step | null;
  /** The month whose appraisal sheet is shown. */
  readonly sheet: string | null;
}

export const NAME = 'name';
export const ADJUSTED = 'adjusted';

export const USUAL_COLUMNS: readonly GroupColumn[] = ['due', 'closed_in_time', ADJUSTED, 'closing_rate', 'median_to_close', 'rework_rate', 'return_rate'];
/** Where there is most to answer for. */
export const USUAL_GROUP_SORT: GroupSort = { by: 'due', descending: true };

export const FIRST_FIGURES: FiguresView = {
  period: FIRST_PERIOD, area: null, unit: null, class: null, by: null, columns: USUAL_COLUMNS, sort: USUAL_GROUP_SORT, step: null, sheet: null,
};

export type Scope = Pick<FiguresView, 'area' | 'unit' | 'class'>;

/** What the daemon is asked for. */
export function figuresQuery(scope: Scope, days: Days, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ from: days.from, to: days.to });
  for (const part of ['area', 'unit', 'class'] as const) if (scope[part] !== null) query.set(part, scope[part]);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return query.toString();
}

/** Names first from A, numbers from the largest; a second press turns the order round. */
export function nextGroupSort(sort: GroupSort, by: GroupColumn): GroupSort {
  return sort.by === by ? { by, descending: !sort.descending } : { by, descending: by !== NAME };
}

// --- the address

export function writeFigures(view: FiguresView, query: URLSearchParams): void {
  query.set('period', writePeriod(view.period));
  for (const part of ['area', 'unit', 'class'] as const) if (view[part] !== null) query.set(`f.${part}`, view[part]);
  if (view.by) query.set('group', view.by);
  if (view.columns !== USUAL_COLUMNS && view.columns.join() !== USUAL_COLUMNS.join()) query.set('cols', view.columns.join(','));
  if (view.sort.by !== USUAL_GROUP_SORT.by || view.sort.descending !== USUAL_GROUP_SORT.descending) query.set('sort', `${view.sort.descending ? '-' : ''}${view.sort.by}`);
  if (view.step) query.set('step', view.step);
  if (view.sheet) query.set('sheet', view.sheet);
}

export function readFigures(query: URLSearchParams): FiguresView {
  const group = query.get('group');
  const columns = (query.get('cols') ?? '').split(',').filter((name) => /^\w+$/.test(name));
  const sort = /^(-?)(\w+)$/.exec(query.get('sort') ?? '');
  const step = query.get('step');
  const sheet = query.get('sheet');
  return {
    period: readPeriod(query.get('period')) ?? FIRST_PERIOD,
    area: query.get('f.area') || null,
    unit: query.get('f.unit') || null,
    class: query.get('f.class') || null,
    by: group !== null && /^(class|unit|area:[\w-]+)$/.test(group) ? group : null,
    columns: columns.length > 0 ? [...new Set(columns)] : USUAL_COLUMNS,
    sort: sort ? { by: sort[2]!, descending: sort[1] === '-' } : USUAL_GROUP_SORT,
    step: step === 'hour' || step === 'day' || step === 'month' ? step : null,
    sheet: sheet !== null && isMonth(sheet) ? sheet : null,
  };
}
