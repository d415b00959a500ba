// What the operator has narrowed the board to, and how each part is said on the wire.

import type { LiveFilter } from '../wire/client';
import { KINDS, SEVERITIES, type Kind } from '../wire/words';

export interface Filters {
  /** Ranks 0–4; empty = all. */
  readonly severity: readonly number[];
  /** null = both */
  readonly kind: Kind | null;
  /** A class code or a pattern such as noise.* */
  readonly class: string | null;
  readonly area: string | null;
}

export type FilterPart = keyof Filters;

export const NO_FILTERS: Filters = { severity: [], kind: null, class: null, area: null };

export function toggleSeverity(filters: Filters, rank: number): Filters {
  const has = filters.severity.includes(rank);
  const severity = has ? filters.severity.filter((r) => r !== rank) : [...filters.severity, rank].sort((a, b) => b - a);
  return { ...filters, severity: severity.length === SEVERITIES.length ? [] : severity };
}

export function isSet(filters: Filters, part: FilterPart): boolean {
  return part === 'severity' ? filters.severity.length > 0 : filters[part] !== null;
}

export function anySet(filters: Filters): boolean {
  return (['severity', 'kind', 'class', 'area'] as const).some((part) => isSet(filters, part));
}

/** The wire's filter, without one part where a chip's counts must not depend on the chip itself. */
export function toLive(filters: Filters, without?: FilterPart): LiveFilter {
  const live: { -readonly [K in keyof LiveFilter]: LiveFilter[K] } = {};
  if (without !== 'severity' && filters.severity.length > 0) live.severity = filters.severity.map((rank) => SEVERITIES[rank]!);
  if (without !== 'kind' && filters.kind) live.kind = [filters.kind];
  if (without !== 'class' && filters.class) live.service_code = [filters.class];
  if (without !== 'area' && filters.area) live.area = filters.area;
  return live;
}

export function kindOf(word: string | null): Kind | null {
  return KINDS.find((kind) => kind === word) ?? null;
}
