// The class table and the units, for the forms that choose from them; and who is signed in.

import { listOf, maybe, object, string } from './check';
import { decodeLimit, type Limit } from './deadline';
import { decodeNamed, type Named } from './named';

export interface ClassEntry {
  readonly code: string;
  readonly name: Named | null;
  readonly group: Named | null;
  /** The limit for handling. */
  readonly handling: Limit | null;
  readonly severity: string | null;
  readonly keywords: readonly string[];
}

export interface UnitEntry {
  readonly code: string;
  readonly name: Named | null;
}

export interface Me {
  readonly name: string;
  readonly roles: readonly string[];
}

export function decodeClasses(value: unknown): readonly ClassEntry[] {
  return listOf(object(value, 'classes')['classes'], 'classes', (item, path) => {
    const c = object(item, path);
    const limits = maybe(c['limits'], `${path}.limits`, object);
    return {
      code: string(c['code'], `${path}.code`),
      name: maybe(c['name'], `${path}.name`, decodeNamed),
      group: maybe(c['group'], `${path}.group`, decodeNamed),
      handling: limits && maybe(limits['handling'], `${path}.limits.handling`, decodeLimit),
      severity: maybe(c['severity'], `${path}.severity`, string),
      keywords: maybe(c['keywords'], `${path}.keywords`, (v, p) => listOf(v, p, string)) ?? [],
    };
  });
}

export function decodeUnits(value: unknown): readonly UnitEntry[] {
  return listOf(object(value, 'units')['units'], 'units', (item, path) => {
    const u = object(item, path);
    return { code: string(u['code'], `${path}.code`), name: maybe(u['name'], `${path}.name`, decodeNamed) };
  });
}

export function decodeMe(value: unknown): Me {
  const m = object(value, 'me');
  return { name: string(m['name'], 'name'), roles: maybe(m['roles'], 'roles', (v, p) => listOf(v, p, string)) ?? [] };
}
