// GeoJSON of areas: the shape is checked as far as names are placed from it; drawing is MapLibre's.

import { array, object, string } from './check';

export function decodeFeatures(value: unknown): GeoJSON.FeatureCollection {
  const collection = object(value, 'areas');
  const features = array(collection['features'], 'features').map((item, i) => {
    const feature = object(item, `features[${i}]`);
    const geometry = object(feature['geometry'], `features[${i}].geometry`);
    string(geometry['type'], `features[${i}].geometry.type`);
    array(geometry['coordinates'], `features[${i}].geometry.coordinates`);
    return item as GeoJSON.Feature;
  });
  return { type: 'FeatureCollection', features };
}
