// Exercises and tests among the cases of the map: a word under each, since their symbols look like any other's.

import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { MAP } from './colours';
import type { MapLayer, MapState } from './layer';
import { CASES_FROM_ZOOM } from './symbol_size';

export function createDrillsLayer(): MapLayer {
  let drawn = '';
  return {
    add(map: MapLibre) {
      map.addSource('drills', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      map.addLayer({
        id: 'drills', source: 'drills', type: 'symbol', minzoom: CASES_FROM_ZOOM,
        layout: { 'text-field': ['get', 'word'], 'text-size': 11, 'text-font': ['sans-serif'], 'text-anchor': 'top', 'text-offset': [0, 1], 'text-allow-overlap': true },
        paint: { 'text-color': MAP.drill, 'text-halo-color': MAP.halo, 'text-halo-width': 1.6 },
      });
    },
    update(map: MapLibre, { board, exerciseWord }: MapState) {
      const key = `${board.drills.version} ${exerciseWord}`;
      if (key === drawn) return;
      drawn = key;
      const features = board.drills.newest().flatMap(({ lng, lat }): GeoJSON.Feature[] => lng === null || lat === null ? [] : [
        { type: 'Feature', properties: { word: exerciseWord }, geometry: { type: 'Point', coordinates: [lng, lat] } },
      ]);
      void map.getSource<GeoJSONSource>('drills')?.setData({ type: 'FeatureCollection', features });
    },
    remove(map: MapLibre) {
      map.removeLayer('drills');
      map.removeSource('drills');
    },
  };
}
