// What this page knows of each figure by its name: where it stands, and whether more of it is better. Figures of a newer
// daemon come last and without a judgement.

import type { Figure, FigureGroup, Figures } from '../wire/figures';
import { ADJUSTED, NAME, type GroupSort } from './figures_view';

/** 1: more is better, -1: less is better, 0: neither. */
export type Wish = 1 | 0 | -1;

export const SECTIONS = [
  ['counts', [['reported', 0], ['due', 0], ['closed', 0]]],
  ['time', [['closing_rate', 1], ['closed_in_time', 1], ['overdue_share', -1], ['dispatched_in_time', 1], ['verified_in_time', 1]]],
  ['service', [['response_rate', 1], ['resolution_rate', 1], ['satisfaction_rate', 1]]],
  ['quality', [['rework_rate', -1], ['return_rate', -1], ['reopen_rate', -1], ['recurrence_rate', -1]]],
  ['duration', [['median_to_close', -1], ['p90_to_close', -1], ['median_handled', -1], ['p90_handled', -1]]],
] as const satisfies readonly (readonly [string, readonly (readonly [string, Wish])[]])[];

export type SectionName = (typeof SECTIONS)[number][0] | 'other';
export type FigureName = (typeof SECTIONS)[number][1][number][0];

const WISHES = new Map<string, Wish>(SECTIONS.flatMap(([, figures]) => figures.map(([name, wish]) => [name, wish] as const)));

export const FIGURE_NAMES = [...WISHES.keys()] as readonly FigureName[];

export interface Section {
  readonly name: SectionName;
  readonly figures: readonly Figure[];
}

/** Everything that was answered, each once, in the order of a sheet. */
export function sections(figures: Figures): readonly Section[] {
  const known: Section[] = SECTIONS.map(([name, list]) => ({ name, figures: list.flatMap(([figure]) => figures.get(figure) ?? []) }));
  const others = [...figures.values()].filter(({ name }) => !WISHES.has(name));
  return [...known, { name: 'other' as const, figures: others }].filter((section) => section.figures.length > 0);
}

export interface Change {
  /** In the unit of the figure: cases, minutes, and of a share a fraction of one. */
  readonly by: number;
  readonly verdict: 'better' | 'worse' | 'same' | 'neutral';
}

/** Against the value before; null where one of the two is missing. */
export function changeOf(name: string, unit: string, now: number | null, before: number | null): Change | null {
  if (now === null || before === null) return null;
  // What is not seen at the precision of the page is no change.
  const step = unit === 'share' ? 10_000 : 1;
  const by = Math.round(now * step) / step - Math.round(before * step) / step;
  const wish = WISHES.get(name) ?? 0;
  if (Math.abs(by) < 0.5 / step) return { by: 0, verdict: 'same' };
  if (wish === 0) return { by, verdict: 'neutral' };
  return { by, verdict: by > 0 === wish > 0 ? 'better' : 'worse' };
}

/** Nothing at all happened or was due in the period. */
export function isEmpty(figures: Figures): boolean {
  return [...figures.values()].every(({ value, denominator }) => (denominator ?? value ?? 0) === 0);
}

// --- groups

export interface Names {
  readonly of: (group: FigureGroup) => string;
  readonly compare: (a: string, b: string) => number;
}

/** What has no value stands last in either direction; equals in order of their names. */
export function sortGroups(groups: readonly FigureGroup[], { by, descending }: GroupSort, names: Names): readonly FigureGroup[] {
  const byName = (a: FigureGroup, b: FigureGroup) => names.compare(names.of(a), names.of(b));
  return [...groups].sort((a, b) => {
    if (by === NAME) return descending ? byName(b, a) : byName(a, b);
    const [x, y] = [groupValue(a, by), groupValue(b, by)];
    if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1;
    return (descending ? y - x : x - y) || byName(a, b);
  });
}

export function groupValue(group: FigureGroup, column: string): number | null {
  return column === ADJUSTED ? (group.adjusted?.value ?? null) : (group.figures.get(column)?.value ?? null);
}

/** So few due that its shares say little. */
export function isSmallGroup(group: FigureGroup): boolean {
  return group.figures.get('closed_in_time')?.small ?? false;
}
