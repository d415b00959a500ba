// What the operator has narrowed the board to, and how each part is said on the wire.

import type { LiveFilter } from '../wire/client';
import { KINDS, LIGHTS, SEVERITIES, type Kind, type Light } from '../wire/words';

export interface Filters {
  /** Ranks 0–4; empty = all. */
  readonly severity: readonly number[];
  /** Deadline lights; empty = all. */
  readonly light: readonly Light[];
  /** null = both */
  readonly kind: Kind | null;
  /** A class code or a pattern such as noise.* */
  readonly class: string | null;
  readonly area: string | null;
}

export type FilterPart = keyof Filters;
export const FILTER_PARTS: readonly FilterPart[] = ['severity', 'light', 'kind', 'class', 'area'];

/** Most urgent first, as chips and legend show them. */
export const LIGHT_CHIPS = ['red', 'yellow', 'green', 'grey'] as const satisfies readonly Light[];

export const NO_FILTERS: Filters = { severity: [], light: [], kind: null, class: null, area: null };

export function toggleSeverity(filters: Filters, rank: number): Filters {
  return { ...filters, severity: toggleRank(filters.severity, rank) };
}

/** Worst first; all of them are no filter. */
export function toggleRank(ranks: readonly number[], rank: number): readonly number[] {
  const next = ranks.includes(rank) ? ranks.filter((r) => r !== rank) : [...ranks, rank].sort((a, b) => b - a);
  return next.length === SEVERITIES.length ? [] : next;
}

/** All four chips are still a filter: cases without a deadline have no light. */
export function toggleLight(filters: Filters, light: Light): Filters {
  const has = filters.light.includes(light);
  return { ...filters, light: inOrder(has ? filters.light.filter((l) => l !== light) : [...filters.light, light]) };
}

/** The lights named, each once, most urgent first; other words are passed over. */
export function lightsOf(words: readonly string[]): readonly Light[] {
  return inOrder(LIGHTS.filter((light) => words.includes(light)));
}

function inOrder(lights: readonly Light[]): readonly Light[] {
  return LIGHT_CHIPS.filter((light) => lights.includes(light));
}

export function isSet(filters: Filters, part: FilterPart): boolean {
  const value = filters[part];
  return value !== null && value.length > 0;
}

export function anySet(filters: Filters): boolean {
  return FILTER_PARTS.some((part) => isSet(filters, part));
}

/** The wire's filter, without one part where a chip's counts must not depend on the chip itself. */
export function toLive(filters: Filters, without?: FilterPart): LiveFilter {
  const live: { -readonly [K in keyof LiveFilter]: LiveFilter[K] } = {};
  if (without !== 'severity' && filters.severity.length > 0) live.severity = filters.severity.map((rank) => SEVERITIES[rank]!);
  if (without !== 'light' && filters.light.length > 0) live.light = filters.light;
  if (without !== 'kind' && filters.kind) live.kind = [filters.kind];
  if (without !== 'class' && filters.class) live.service_code = [filters.class];
  if (without !== 'area' && filters.area) live.area = filters.area;
  return live;
}

export function kindOf(word: string | null): Kind | null {
  return KINDS.find((kind) => kind === word) ?? null;
}
