// The configured areas: boundaries under the cells, names over them.

import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, Map as MapLibre } from 'maplibre-gl';
import { AREAS_URL } from '../http/api';
import { basemapLabels } from './basemap';
import { MAP } from './colours';
import type { MapLayer } from './layer';

/** Boundaries are quiet, the outermost layer a little less so. */
export function createAreasLayer(outermost: string): MapLayer {
  return {
    add(map: MapLibre) {
      map.addSource('areas', { type: 'geojson', data: AREAS_URL, tolerance: 0.3 });
      map.addLayer({
        id: 'areas', source: 'areas', type: 'line',
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': MAP.border,
          'line-opacity': ['case', ['==', ['get', 'level'], outermost], 0.75, 0.35],
          'line-width': 1.1,
          'line-dasharray': [6, 3, 1.5, 3],
        },
      });
    },
    update: () => undefined,
    remove(map: MapLibre) {
      map.removeLayer('areas');
      map.removeSource('areas');
    },
  };
}

export interface AreaName {
  readonly name: string;
  readonly outermost: boolean;
  readonly lng: number;
  readonly lat: number;
}

/** One point a name, so that a polygon cut by tiles is not named twice. */
export function areaNames(areas: GeoJSON.FeatureCollection, outermost: string): AreaName[] {
  const byCode = new Map<string, { name: string; outermost: boolean; ring: GeoJSON.Position[]; size: number }>();
  for (const { geometry, properties } of areas.features) {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.type === 'MultiPolygon' ? geometry.coordinates : [];
    const level = String(properties?.['level'] ?? '');
    const code = `${level} ${String(properties?.['code'] ?? '')}`;
    for (const [ring] of polygons) {
      if (!ring) continue;
      const size = Math.abs(signedArea(ring));
      if (size > (byCode.get(code)?.size ?? 0)) byCode.set(code, { name: String(properties?.['name'] ?? ''), outermost: level === outermost, ring, size });
    }
  }
  return [...byCode.values()].map(({ ring, ...rest }) => ({ name: rest.name, outermost: rest.outermost, ...centroid(ring) }));
}

function signedArea(ring: GeoJSON.Position[]): number {
  let sum = 0;
  for (let k = 0; k + 1 < ring.length; k++) sum += ring[k]![0]! * ring[k + 1]![1]! - ring[k + 1]![0]! * ring[k]![1]!;
  return sum / 2;
}

function centroid(ring: GeoJSON.Position[]): { lng: number; lat: number } {
  const [x0, y0] = ring[0] as [number, number];
  let sum = 0;
  let x = 0;
  let y = 0;
  // Relative to the first corner: products of full degrees would lose the digits that matter.
  for (let k = 0; k + 1 < ring.length; k++) {
    const [ax, ay] = [ring[k]![0]! - x0, ring[k]![1]! - y0];
    const [bx, by] = [ring[k + 1]![0]! - x0, ring[k + 1]![1]! - y0];
    const cross = ax * by - bx * ay;
    sum += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return sum === 0 ? { lng: x0, lat: y0 } : { lng: x0 + x / (3 * sum), lat: y0 + y / (3 * sum) };
}

/** The names come from a request of their own; the map does not wait for it. */
export function createNamesLayer(names: Promise<readonly AreaName[]>, hasBasemap: boolean): MapLayer {
  const labels = hasBasemap ? basemapLabels() : [];
  const outer: ExpressionSpecification = ['get', 'outermost'];
  const layers: LayerSpecification[] = [
    {
      id: 'names-inner', source: 'names', type: 'symbol', minzoom: 13, filter: ['!', outer],
      layout: { 'text-field': ['get', 'name'], 'text-size': 11, 'text-font': ['sans-serif'] },
      paint: { 'text-color': MAP.nameMuted, 'text-halo-color': MAP.halo, 'text-halo-width': 1.4 },
    },
    {
      id: 'names', source: 'names', type: 'symbol', filter: outer,
      layout: {
        'text-field': ['get', 'name'], 'text-size': 13, 'text-letter-spacing': 0.18, 'text-max-width': 6,
        'text-transform': 'uppercase', 'text-font': ['sans-serif'], 'symbol-sort-key': 1,
      },
      paint: { 'text-color': MAP.name, 'text-halo-color': MAP.halo, 'text-halo-width': 1.6 },
    },
  ];
  return {
    add(map: MapLibre) {
      map.addSource('names', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      void names.then((found) => {
        const features = found.map(({ name, outermost, lng, lat }): GeoJSON.Feature => ({
          type: 'Feature', properties: { name, outermost }, geometry: { type: 'Point', coordinates: [lng, lat] },
        }));
        void map.getSource<GeoJSONSource>('names')?.setData({ type: 'FeatureCollection', features });
      });
      for (const layer of [...labels, ...layers]) map.addLayer(layer);
    },
    update: () => undefined,
    remove(map: MapLibre) {
      for (const layer of [...labels, ...layers]) map.removeLayer(layer.id);
      map.removeSource('names');
    },
  };
}
