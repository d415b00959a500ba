// The lattice that the cells lie on: S2 lines of the level in use, or a plain graticule from far away.

import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { cellIjAt, latticePoint } from '../geo/s2';
import type { Bbox } from '../geo/mercator';
import { MAP } from './colours';
import type { MapLayer, MapState } from './layer';

const LINES_MAX = 400;

type Line = GeoJSON.Feature<GeoJSON.LineString>;

export function s2Lines([w, s, e, n]: Bbox, level: number): Line[] {
  const spans = new Map<number, { i0: number; i1: number; j0: number; j1: number }>();
  for (let a = 0; a <= 6; a++) {
    for (let b = 0; b <= 6; b++) {
      const { face, i, j } = cellIjAt({ lng: w + ((e - w) * a) / 6, lat: s + ((n - s) * b) / 6 }, level);
      const span = spans.get(face) ?? { i0: i, i1: i, j0: j, j1: j };
      spans.set(face, { i0: Math.min(span.i0, i), i1: Math.max(span.i1, i), j0: Math.min(span.j0, j), j1: Math.max(span.j1, j) });
    }
  }
  const lines: Line[] = [];
  for (const [face, { i0, i1, j0, j1 }] of spans) {
    if (i1 - i0 + j1 - j0 > LINES_MAX) return [];
    const at = (i: number, j: number) => {
      const { lng, lat } = latticePoint(face, level, i, j);
      return [lng, lat];
    };
    const steps = [0, 0.25, 0.5, 0.75, 1];
    for (let i = i0; i <= i1 + 1; i++) lines.push(line(steps.map((f) => at(i, j0 + (j1 + 1 - j0) * f))));
    for (let j = j0; j <= j1 + 1; j++) lines.push(line(steps.map((f) => at(i0 + (i1 + 1 - i0) * f, j))));
  }
  return lines;
}

export function graticule([w, s, e, n]: Bbox): Line[] {
  const step = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30].find((d) => (e - w) / d <= 16) ?? 45;
  const lines: Line[] = [];
  for (let x = Math.ceil(w / step) * step; x <= e; x += step) lines.push(line([[x, s], [x, n]]));
  for (let y = Math.ceil(s / step) * step; y <= n; y += step) lines.push(line([[w, y], [e, y]]));
  return lines;
}

function line(coordinates: number[][]): Line {
  return { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } };
}

export function createGridLayer(): MapLayer {
  let drawn = '';
  return {
    add(map: MapLibre) {
      map.addSource('grid', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      map.addLayer({ id: 'grid', type: 'line', source: 'grid', paint: { 'line-color': MAP.grid, 'line-opacity': 0.09, 'line-width': 1 } });
    },
    update(map: MapLibre, { level, showGrid }: MapState) {
      const b = map.getBounds();
      const box: Bbox = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];
      const key = showGrid ? `${level}:${box.map((v) => v.toFixed(5)).join()}` : '';
      if (key === drawn || map.isMoving()) return;
      drawn = key;
      const lines = showGrid ? s2Lines(box, level) : [];
      const features = showGrid && lines.length === 0 ? graticule(box) : lines;
      void map.getSource<GeoJSONSource>('grid')?.setData({ type: 'FeatureCollection', features });
    },
    remove(map: MapLibre) {
      map.removeLayer('grid');
      map.removeSource('grid');
    },
  };
}
