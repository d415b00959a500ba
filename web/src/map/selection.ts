// The selected cell's outline, and a ring for a selected case that the map does not draw itself.

import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { cellCorners } from '../geo/s2';
import { MAP } from './colours';
import type { MapLayer, MapState } from './layer';

export function createCellSelectionLayer(): MapLayer {
  let drawn = '';
  return {
    add(map: MapLibre) {
      map.addSource('cell-selection', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      map.addLayer({ id: 'cell-selection-under', source: 'cell-selection', type: 'line', paint: { 'line-color': MAP.halo, 'line-width': 5 } });
      map.addLayer({ id: 'cell-selection', source: 'cell-selection', type: 'line', paint: { 'line-color': MAP.focus, 'line-width': 2 } });
    },
    update(map: MapLibre, { selection }: MapState) {
      const token = selection.kind === 'cell' ? selection.token : selection.kind === 'case' ? (selection.cell ?? '') : '';
      if (token === drawn) return;
      drawn = token;
      const ring = cellCorners(token)?.map(({ lng, lat }) => [lng, lat]) ?? [];
      void map.getSource<GeoJSONSource>('cell-selection')?.setData({
        type: 'FeatureCollection',
        features: ring.length === 0 ? [] : [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]!]] } }],
      });
    },
    remove(map: MapLibre) {
      map.removeLayer('cell-selection');
      map.removeLayer('cell-selection-under');
      map.removeSource('cell-selection');
    },
  };
}

export function createCaseSelectionLayer(): MapLayer {
  let drawn = '';
  return {
    add(map: MapLibre) {
      map.addSource('case-selection', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      map.addLayer({
        id: 'case-selection', source: 'case-selection', type: 'circle',
        paint: { 'circle-radius': 14, 'circle-opacity': 0, 'circle-stroke-color': MAP.focus, 'circle-stroke-width': 2 },
      });
    },
    update(map: MapLibre, { board, selection, selectedAt }: MapState) {
      const drawnByCases = selection.kind === 'case' && board.cases.slotOf(selection.id) !== undefined;
      const at = selection.kind === 'case' && !drawnByCases ? selectedAt : null;
      const key = at ? `${at.lng},${at.lat}` : '';
      if (key === drawn) return;
      drawn = key;
      void map.getSource<GeoJSONSource>('case-selection')?.setData({
        type: 'FeatureCollection',
        features: at ? [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [at.lng, at.lat] } }] : [],
      });
    },
    remove(map: MapLibre) {
      map.removeLayer('case-selection');
      map.removeSource('case-selection');
    },
  };
}
