// Where the case of an open form will be: a point in a ring.

import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { MAP } from './colours';
import type { MapLayer, MapState } from './layer';

const ID = 'place';

export function createPlaceLayer(): MapLayer {
  let drawn = '';
  return {
    add(map: MapLibre) {
      map.addSource(ID, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      const ring = { 'circle-radius': 12, 'circle-opacity': 0 } as const;
      map.addLayer({ id: `${ID}-under`, source: ID, type: 'circle', paint: { ...ring, 'circle-stroke-color': MAP.halo, 'circle-stroke-width': 5 } });
      map.addLayer({ id: `${ID}-ring`, source: ID, type: 'circle', paint: { ...ring, 'circle-stroke-color': MAP.focus, 'circle-stroke-width': 2.5 } });
      map.addLayer({ id: ID, source: ID, type: 'circle', paint: { 'circle-radius': 2.5, 'circle-color': MAP.focus } });
    },
    update(map: MapLibre, { placeAt }: MapState) {
      const key = placeAt ? `${placeAt.lng},${placeAt.lat}` : '';
      if (key === drawn) return;
      drawn = key;
      void map.getSource<GeoJSONSource>(ID)?.setData({
        type: 'FeatureCollection',
        features: placeAt ? [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [placeAt.lng, placeAt.lat] } }] : [],
      });
    },
    remove(map: MapLibre) {
      for (const layer of [ID, `${ID}-ring`, `${ID}-under`]) map.removeLayer(layer);
      map.removeSource(ID);
    },
  };
}
