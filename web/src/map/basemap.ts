// The configured basemap: one GeoJSON file of the daemon, drawn dark and quiet so that the cases stand out.

import type { ExpressionSpecification, LayerSpecification, Map as MapLibre } from 'maplibre-gl';
import { MAP } from './colours';
import type { MapLayer, MapState } from './layer';

const SOURCE = 'basemap';
const kind = (...kinds: string[]): ExpressionSpecification => ['in', ['get', 'kind'], ['literal', kinds]];

function width(z11: number, z14: number, z18: number): ExpressionSpecification {
  return ['interpolate', ['exponential', 1.6], ['zoom'], 11, z11, 14, z14, 18, z18];
}

function road(id: string, kinds: string[], colour: string, size: ExpressionSpecification, minzoom = 0): LayerSpecification {
  return {
    id: `basemap-${id}`, source: SOURCE, type: 'line', minzoom, filter: kind(...kinds),
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': colour, 'line-width': size },
  };
}

const LAYERS: LayerSpecification[] = [
  { id: 'basemap-block', source: SOURCE, type: 'fill', filter: kind('block'), paint: { 'fill-color': MAP.block } },
  { id: 'basemap-park', source: SOURCE, type: 'fill', filter: kind('park'), paint: { 'fill-color': MAP.park } },
  { id: 'basemap-building', source: SOURCE, type: 'fill', minzoom: 13, filter: kind('building'), paint: { 'fill-color': MAP.building } },
  { id: 'basemap-tower', source: SOURCE, type: 'fill', minzoom: 12.5, filter: kind('tower'), paint: { 'fill-color': MAP.tower, 'fill-outline-color': '#2b415f' } },
  road('street', ['street'], MAP.street, width(0.5, 1.6, 14), 11),
  { id: 'basemap-water', source: SOURCE, type: 'fill', filter: kind('water'), paint: { 'fill-color': MAP.water } },
  { id: 'basemap-shore', source: SOURCE, type: 'line', filter: kind('water'), paint: { 'line-color': MAP.shore, 'line-width': 1 } },
  road('arterial-casing', ['arterial'], MAP.casing, width(1.8, 5.5, 26)),
  road('arterial', ['arterial'], MAP.arterial, width(1, 3, 22)),
  road('highway-casing', ['highway'], MAP.casing, width(3, 7, 32)),
  road('highway', ['highway'], MAP.highway, width(1.8, 4.5, 28)),
  road('rail', ['rail'], MAP.rail, width(1, 2, 4)),
];

export function createBasemapLayer(url: string): MapLayer {
  return {
    add(map: MapLibre) {
      map.addSource(SOURCE, { type: 'geojson', data: url, maxzoom: 15, tolerance: 0.3, buffer: 32 });
      for (const layer of LAYERS) map.addLayer(layer);
    },
    update(map: MapLibre, { dim }: MapState) {
      const opacity = dim ? 0.35 : 1;
      if (map.getPaintProperty(LAYERS[0]!.id, 'fill-opacity') === opacity) return;
      for (const layer of LAYERS) map.setPaintProperty(layer.id, layer.type === 'fill' ? 'fill-opacity' : 'line-opacity', opacity);
    },
    remove(map: MapLibre) {
      for (const layer of LAYERS) map.removeLayer(layer.id);
      map.removeSource(SOURCE);
    },
  };
}

/** Names that the basemap carries; they stand over the cells, with the areas' names. */
export function basemapLabels(): LayerSpecification[] {
  const text: ExpressionSpecification = ['format', ['get', 'name'], {}, ' ', {}, ['coalesce', ['get', 'name_zh'], ''], {}];
  const paint = { 'text-halo-color': MAP.halo, 'text-halo-width': 1.4 };
  return [
    {
      id: 'names-water', source: SOURCE, type: 'symbol', filter: kind('water_label'),
      layout: { 'text-field': text, 'text-size': 12, 'text-letter-spacing': 0.15, 'text-font': ['sans-serif'] },
      paint: { ...paint, 'text-color': MAP.waterName },
    },
    {
      id: 'names-place', source: SOURCE, type: 'symbol', minzoom: 13, filter: kind('place_label'),
      layout: { 'text-field': text, 'text-size': 11, 'text-font': ['sans-serif'] },
      paint: { ...paint, 'text-color': MAP.nameMuted },
    },
  ];
}
