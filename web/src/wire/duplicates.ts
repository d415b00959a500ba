// Cases that may be the same thing reported twice, best first.

import { boolean, listOf, maybe, number, object } from './check';
import { decodeCase, type Case } from './case';

export interface Duplicate {
  readonly case: Case;
  readonly distanceM: number | null;
  readonly hoursApart: number | null;
}

export function decodeDuplicates(value: unknown): readonly Duplicate[] {
  return listOf(object(value, 'duplicates')['cases'], 'cases', (item, path) => {
    const c = object(item, path);
    return {
      case: decodeCase(item, path),
      distanceM: maybe(c['distance_m'], `${path}.distance_m`, number),
      hoursApart: maybe(c['hours_apart'], `${path}.hours_apart`, number),
    };
  });
}

export interface Merged {
  readonly cases: readonly Case[];
  /** There are more than an answer holds. */
  readonly truncated: boolean;
}

/** What was merged into a case. */
export function decodeMerged(value: unknown): Merged {
  const m = object(value, 'merged');
  return { cases: listOf(m['cases'], 'cases', decodeCase), truncated: maybe(m['truncated'], 'truncated', boolean) ?? false };
}
