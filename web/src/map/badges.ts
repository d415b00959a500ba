// Pills with the worst severity's shape and the cell's counts, open, overdue and soon due, on the most urgent cells only.

import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { cellCentre } from '../geo/s2';
import { badgeSlots } from '../state/badges';
import { LIGHT_COLOURS, MAP, SEVERITY_COLOURS } from './colours';
import type { MapLayer, MapState } from './layer';
import { severityPath } from './shapes';

const BADGES_MAX = 40;
const RATIO = 2;
/** Badges need not follow every tick; the eye can't. */
const REFRESH_MS = 1000;

export function createBadgesLayer(): MapLayer {
  let drawnAt = 0;
  let drawn = '';
  return {
    add(map: MapLibre) {
      SEVERITY_COLOURS.forEach((_, severity) => {
        map.addImage(`badge-${severity}`, pill(severity), {
          pixelRatio: RATIO,
          stretchX: [[25 * RATIO, 28 * RATIO]],
          content: [24 * RATIO, 4 * RATIO, 29 * RATIO, 22 * RATIO],
        });
      });
      map.addSource('badges', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      map.addLayer({
        id: 'badges', source: 'badges', type: 'symbol', maxzoom: 13,
        layout: {
          'text-field': [
            'format', ['get', 'count'], {}, ['get', 'red'], { 'text-color': LIGHT_COLOURS.red }, ['get', 'yellow'], { 'text-color': LIGHT_COLOURS.yellow },
          ], 'text-size': 13, 'text-font': ['sans-serif'], 
          'icon-image': ['concat', 'badge-', ['get', 'worst']], 'icon-text-fit': 'width', 'icon-text-fit-padding': [0, 0, 0, 0],
          'symbol-sort-key': ['get', 'rank'], 'icon-padding': 4,
        },
        paint: { 'text-color': '#DCE6F2' },
      });
    },
    update(map: MapLibre, { board, level, showCells }: MapState) {
      const key = `${board.cells.version}:${level}:${showCells}`;
      if (key === drawn || (performance.now() - drawnAt < REFRESH_MS && board.cells.size > 0 && drawn !== '')) return;
      drawn = key;
      drawnAt = performance.now();
      const { cells } = board;
      const features = (showCells ? badgeSlots(cells, level, BADGES_MAX) : []).map((slot, rank): GeoJSON.Feature => {
        const { lng, lat } = cellCentre(cells.tokens[slot]!)!;
        return {
          type: 'Feature',
          properties: {
            count: String(cells.open[slot]),
            red: cells.red[slot]! > 0 ? `  ! ${cells.red[slot]!}` : '',
            yellow: cells.yellow[slot]! > 0 ? `  ◔ ${cells.yellow[slot]!}` : '',
            worst: cells.worst[slot],
            rank,
          },
          geometry: { type: 'Point', coordinates: [lng, lat] },
        };
      });
      void map.getSource<GeoJSONSource>('badges')?.setData({ type: 'FeatureCollection', features });
    },
    remove(map: MapLibre) {
      map.removeLayer('badges');
      map.removeSource('badges');
      SEVERITY_COLOURS.forEach((_, severity) => map.removeImage(`badge-${severity}`));
    },
  };
}

/** A pill 37 × 26 with the severity's shape at its left end; the middle stretches with the number. */
function pill(severity: number): ImageData {
  const [w, h] = [37, 26];
  const canvas = document.createElement('canvas');
  canvas.width = w * RATIO;
  canvas.height = h * RATIO;
  const ctx = canvas.getContext('2d')!;
  ctx.scale(RATIO, RATIO);
  ctx.beginPath();
  ctx.roundRect(1, 1, w - 2, h - 2, h / 2 - 1);
  ctx.fillStyle = '#0e1829';
  ctx.fill();
  ctx.strokeStyle = severity === 4 ? SEVERITY_COLOURS[4] : '#5f7c9e';
  ctx.lineWidth = severity === 4 ? 1.6 : 1.1;
  ctx.stroke();
  ctx.translate(14, h / 2);
  ctx.fillStyle = SEVERITY_COLOURS[severity] ?? MAP.name;
  ctx.fill(new Path2D(severityPath(severity)));
  return ctx.getImageData(0, 0, canvas.width, canvas.height);
}
