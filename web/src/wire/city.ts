// What the daemon says about the city and about one cell.

import { WireError, bbox, listOf, maybe, number, object, string } from './check';
import { decodeAreaRef, type AreaRef } from './case';
import type { Bbox } from '../geo/mercator';

export interface AreaLayer {
  readonly level: string;
  readonly areas: readonly { readonly code: string; readonly name: string }[];
}

export interface ClassName {
  readonly code: string;
  readonly name: string;
  readonly nameZh: string | null;
}

export interface City {
  readonly name: string;
  readonly timeZone: string;
  readonly bbox: Bbox | null;
  /** Address of the basemap's GeoJSON; null where none is configured. */
  readonly basemapUrl: string | null;
  readonly layers: readonly AreaLayer[];
  readonly classes: readonly ClassName[];
  readonly build: string;
}

export interface CellFigures {
  readonly cell: string;
  readonly level: number;
  readonly open: number;
  readonly worst: number;
  /** Past due and soon due; null where the daemon does not say. */
  readonly red: number | null;
  readonly yellow: number | null;
  readonly oldestOpenedAt: string | null;
  readonly newLastHour: number;
  readonly classes: readonly { readonly class: string; readonly name: string; readonly open: number }[];
  /** New cases an hour, oldest first. */
  readonly hours: readonly number[];
  readonly areas: readonly AreaRef[];
}

export function decodeCity(value: unknown): City {
  const c = object(value, 'city');
  const timeZone = string(c['time_zone'], 'time_zone');
  return {
    name: string(c['name'], 'name'),
    timeZone: knownZone(timeZone),
    bbox: maybe(c['bbox'], 'bbox', bbox),
    basemapUrl: maybe(c['basemap'], 'basemap', decodeBasemap),
    layers: maybe(c['layers'], 'layers', (v, p) => listOf(v, p, decodeLayer)) ?? [],
    classes: maybe(c['classes'], 'classes', (v, p) => listOf(v, p, decodeClass)) ?? [],
    build: maybe(c['build'], 'build', string) ?? '',
  };
}

export function decodeBuild(value: unknown): string {
  return string(object(value, 'version')['build'], 'build');
}

export function decodeCellFigures(value: unknown): CellFigures {
  const c = object(value, 'cell');
  return {
    cell: string(c['cell'], 'cell'),
    level: number(c['level'], 'level'),
    open: number(c['open'], 'open'),
    worst: number(c['worst'], 'worst'),
    red: maybe(c['red'], 'red', number),
    yellow: maybe(c['yellow'], 'yellow', number),
    oldestOpenedAt: maybe(c['oldest_opened_at'], 'oldest_opened_at', string),
    newLastHour: number(c['new_last_hour'], 'new_last_hour'),
    classes: listOf(c['classes'], 'classes', (v, p) => {
      const row = object(v, p);
      const code = string(row['class'], `${p}.class`);
      return { class: code, name: maybe(row['name'], `${p}.name`, string) ?? code, open: number(row['open'], `${p}.open`) };
    }),
    hours: listOf(c['hours'], 'hours', number),
    areas: maybe(c['areas'], 'areas', (v, p) => listOf(v, p, decodeAreaRef)) ?? [],
  };
}

function decodeBasemap(value: unknown, path: string): string | null {
  const b = object(value, path);
  return string(b['kind'], `${path}.kind`) === 'geojson' ? string(b['url'], `${path}.url`) : null;
}

function decodeLayer(value: unknown, path: string): AreaLayer {
  const l = object(value, path);
  return {
    level: string(l['level'], `${path}.level`),
    areas: listOf(l['areas'], `${path}.areas`, (v, p) => {
      const a = object(v, p);
      const code = string(a['code'], `${p}.code`);
      return { code, name: maybe(a['name'], `${p}.name`, string) ?? code };
    }),
  };
}

function decodeClass(value: unknown, path: string): ClassName {
  const c = object(value, path);
  const code = string(c['code'], `${path}.code`);
  return { code, name: maybe(c['name'], `${path}.name`, string) ?? code, nameZh: maybe(c['name_zh'], `${path}.name_zh`, string) };
}

/** A zone the browser does not know would make every clock on the page throw. */
function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    throw new WireError('time_zone', `a zone this browser knows instead of ${zone}`);
  }
}

