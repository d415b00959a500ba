// What a supervisor has chosen on the backlog page: filters by column, order, and how the matrix is cut.

import { LIGHTS, SEVERITIES, STATES, isClosed, type Light } from '../wire/words';

/** In a list of values: cases where nothing is said. */
export const NONE = '-';

/** What the class table does not know; rows have the sender's code there. */
export const UNCLASSIFIED = 'unclassified';

/** Lower bounds of the age groups, in days, as the daemon counts them. */
export const AGE_GROUPS: readonly number[] = [0, 1, 3, 7, 14, 30, 90, 365];

export interface BacklogFilters {
  /** Ranks 0–4 */
  readonly severity: readonly number[];
  readonly light: readonly Light[];
  readonly state: readonly string[];
  readonly class: readonly string[];
  readonly unit: readonly string[];
  readonly holder: readonly string[];
  /** Codes of any level, or "-" and a level for what lies outside all its areas. */
  readonly area: readonly string[];
  /** Lower bounds of groups of days since the report, and since the last change. */
  readonly age: readonly number[];
  readonly changed: readonly number[];
  /** Not late yet but due within so many minutes ("60m") or by the next time of day ("18:00"). */
  readonly due: string | null;
  readonly case: string;
  readonly title: string;
  readonly address: string;
}

export type BacklogPart = keyof BacklogFilters;

export const NO_BACKLOG_FILTERS: BacklogFilters = {
  severity: [], light: [], state: [], class: [], unit: [], holder: [], area: [], age: [], changed: [], due: null, case: '', title: '', address: '',
};

export const BACKLOG_PARTS = Object.keys(NO_BACKLOG_FILTERS) as readonly BacklogPart[];

/** `urgency`: worst light, then severity, then due; the order that a morning begins with. */
export const SORT_COLUMNS = ['urgency', 'case', 'class', 'title', 'address', 'area', 'state', 'age', 'due', 'unit', 'holder', 'updated'] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

export interface Sort {
  readonly by: SortColumn;
  readonly descending: boolean;
}

export const USUAL_SORT: Sort = { by: 'urgency', descending: false };

/** "area:LEVEL" or one of the fixed ones. */
export type Dimension = string;
export const DIMENSIONS = ['class', 'unit', 'age', 'light', 'state', 'severity'] as const;
export type FixedDimension = (typeof DIMENSIONS)[number];

export interface BacklogView {
  readonly filters: BacklogFilters;
  readonly sort: Sort;
  /** Null: the outermost level of areas, or the one below `within`. */
  readonly rows: Dimension | null;
  readonly columns: Dimension;
  /** The areas that the matrix was drilled into, outermost first: nothing outside the last is shown anywhere. */
  readonly within: readonly string[];
  /** The matrix and the charts are put away: all room for the rows. */
  readonly rowsOnly: boolean;
}

export const FIRST_BACKLOG: BacklogView = { filters: NO_BACKLOG_FILTERS, sort: USUAL_SORT, rows: null, columns: 'class', within: [], rowsOnly: false };

export function isSetPart(filters: BacklogFilters, part: BacklogPart): boolean {
  const value = filters[part];
  return value !== null && value.length > 0;
}

export function withoutParts(filters: BacklogFilters, ...parts: BacklogPart[]): BacklogFilters {
  return { ...filters, ...Object.fromEntries(parts.map((part) => [part, NO_BACKLOG_FILTERS[part]])) };
}

/** Everything open of what is drilled into, whatever the lights: what the tiles count. */
export function scopeOf(view: BacklogView): BacklogView {
  return { ...view, filters: withoutParts(view.filters, 'light', 'due') };
}

/** What is filtered and how it is sorted, without how the matrix is cut. */
export function sameRows(a: BacklogView, b: BacklogView): boolean {
  return a.filters === b.filters && a.sort === b.sort && a.within === b.within;
}

export function ageGroup(days: number): number {
  return AGE_GROUPS.findLast((bound) => days >= bound) ?? 0;
}

/** The last second that a due filter takes; null where the text is none. `wallClock` is the city's time of day in seconds. */
export function dueLimit(due: string, nowS: number, wallClock: number): number | null {
  const minutes = /^(\d{1,5})m$/.exec(due);
  if (minutes) return nowS + Number(minutes[1]) * 60;
  const time = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(due);
  if (!time) return null;
  const ahead = Number(time[1]) * 3600 + Number(time[2]) * 60 - wallClock;
  return nowS + (ahead > 0 ? ahead : ahead + 86_400);
}

const OPEN_STATES: readonly string[] = STATES.filter((state) => !isClosed(state));

// --- the address

/** Own parameters, so that the map's filters can stand in the same address. */
export function writeBacklog(view: BacklogView, query: URLSearchParams): void {
  const { filters, sort } = view;
  const list = (name: string, values: readonly (string | number)[]) => {
    for (const value of values) query.append(name, String(value));
  };
  const joined = (name: string, values: readonly (string | number)[]) => {
    if (values.length > 0) query.set(name, values.join(','));
  };
  if (view.rows) query.set('rows', view.rows);
  if (view.columns !== FIRST_BACKLOG.columns) query.set('cols', view.columns);
  joined('within', view.within);
  if (view.rowsOnly) query.set('figures', 'off');
  joined('f.severity', filters.severity.map((rank) => SEVERITIES[rank]!));
  joined('f.light', filters.light);
  joined('f.state', filters.state);
  // Senders' codes and people's names may hold commas.
  list('f.class', filters.class);
  list('f.unit', filters.unit);
  list('f.holder', filters.holder);
  joined('f.area', filters.area);
  joined('f.age', filters.age);
  joined('f.changed', filters.changed);
  if (filters.due) query.set('f.due', filters.due);
  for (const part of ['case', 'title', 'address'] as const) if (filters[part]) query.set(`f.${part}`, filters[part]);
  if (sort.by !== USUAL_SORT.by || sort.descending) query.set('sort', `${sort.descending ? '-' : ''}${sort.by}`);
}

export function readBacklog(query: URLSearchParams): BacklogView {
  const words = (name: string) => (query.get(name) ?? '').split(',').filter(Boolean);
  const all = (name: string) => query.getAll(name).filter(Boolean);
  const groups = (name: string) => AGE_GROUPS.filter((bound) => words(name).includes(String(bound)));
  const due = query.get('f.due');
  const by = /^(-?)(\w+)$/.exec(query.get('sort') ?? '');
  const column = SORT_COLUMNS.find((name) => name === by?.[2]);
  return {
    filters: {
      severity: SEVERITIES.flatMap((word, rank) => (words('f.severity').includes(word) ? [rank] : [])).reverse(),
      light: LIGHTS.filter((light) => words('f.light').includes(light)),
      state: OPEN_STATES.filter((state) => words('f.state').includes(state)),
      class: all('f.class'),
      unit: all('f.unit'),
      holder: all('f.holder'),
      area: words('f.area'),
      age: groups('f.age'),
      changed: groups('f.changed'),
      due: due !== null && dueLimit(due, 0, 0) !== null ? due : null,
      case: query.get('f.case') ?? '',
      title: query.get('f.title') ?? '',
      address: query.get('f.address') ?? '',
    },
    sort: column ? { by: column, descending: by![1] === '-' } : USUAL_SORT,
    rows: dimensionOf(query.get('rows')),
    columns: dimensionOf(query.get('cols')) ?? FIRST_BACKLOG.columns,
    within: words('within'),
    rowsOnly: query.get('figures') === 'off',
  };
}

function dimensionOf(word: string | null): Dimension | null {
  return word !== null && (/^area:[\w-]+$/.test(word) || DIMENSIONS.some((name) => name === word)) ? word : null;
}
