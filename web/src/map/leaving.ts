// Cases that have just been closed: their shape, hollow, fading for some seconds; without fading where motion is unwelcome.

import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { LIGHT_COLOURS, SEVERITY_COLOURS } from './colours';
import type { MapLayer, MapState } from './layer';
import { severityPath } from './shapes';

const STEP_MS = 200;
const SIDE = 26;
const RATIO = 2;

export function createLeavingLayer(reducedMotion: () => boolean): MapLayer {
  let timer: number | undefined;
  let leaving: MapState['board']['leaving'] | null = null;
  let colourBy: MapState['colourBy'] = 'severity';

  function draw(map: MapLibre): void {
    timer = undefined;
    const shown = leaving?.shown(performance.now()) ?? [];
    const still = reducedMotion();
    const features = shown.map(({ lng, lat, severity, faded }): GeoJSON.Feature => ({
      type: 'Feature', properties: { image: imageName(colourBy, severity), opacity: still ? 1 : 1 - faded }, geometry: { type: 'Point', coordinates: [lng, lat] },
    }));
    void map.getSource<GeoJSONSource>('leaving')?.setData({ type: 'FeatureCollection', features });
    if (shown.length > 0) timer = window.setTimeout(() => draw(map), STEP_MS);
  }

  return {
    add(map: MapLibre) {
      SEVERITY_COLOURS.forEach((colour, severity) => {
        map.addImage(imageName('severity', severity), hollow(severity, colour), { pixelRatio: RATIO });
        // A closed case has no deadline any more.
        map.addImage(imageName('light', severity), hollow(severity, LIGHT_COLOURS.unset), { pixelRatio: RATIO });
      });
      map.addSource('leaving', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      map.addLayer({
        id: 'leaving', source: 'leaving', type: 'symbol',
        layout: { 'icon-image': ['get', 'image'], 'icon-allow-overlap': true, 'icon-ignore-placement': true },
        paint: { 'icon-opacity': ['get', 'opacity'] },
      });
    },
    update(map: MapLibre, state: MapState) {
      leaving = state.board.leaving;
      colourBy = state.colourBy;
      // From the first one on the steps come by themselves, also where no data comes.
      if (timer === undefined && leaving.shown(performance.now()).length > 0) draw(map);
    },
    remove(map: MapLibre) {
      window.clearTimeout(timer);
      map.removeLayer('leaving');
      map.removeSource('leaving');
      SEVERITY_COLOURS.forEach((_, severity) => {
        map.removeImage(imageName('severity', severity));
        map.removeImage(imageName('light', severity));
      });
    },
  };
}

function imageName(colourBy: MapState['colourBy'], severity: number): string {
  return `leaving-${colourBy}-${severity}`;
}

function hollow(severity: number, colour: string): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE * RATIO;
  const ctx = canvas.getContext('2d')!;
  ctx.scale(RATIO, RATIO);
  ctx.translate(SIDE / 2, SIDE / 2);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.stroke(new Path2D(severityPath(severity)));
  return ctx.getImageData(0, 0, canvas.width, canvas.height);
}
