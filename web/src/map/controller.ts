// Owns the MapLibre map: makes it, lists its layers in order, carries data in and gestures out.

import { Map as MapLibre, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { api } from '../http/api';
import { mercatorX, mercatorY, metresPerPixel, padBbox, type Bbox, type LngLat } from '../geo/mercator';
import { levelFor, tokenAt } from '../geo/s2';
import type { MapView } from '../state/address';
import type { City } from '../wire/city';
import { areaNames, createAreasLayer, createNamesLayer } from './areas';
import { createBadgesLayer } from './badges';
import { createBasemapLayer } from './basemap';
import { createCasesLayer, type CasesLayer } from './cases_layer';
import { createCellsLayer } from './cells_layer';
import { MAP } from './colours';
import { createDrillsLayer } from './drills';
import { createGridLayer } from './grid';
import type { MapLayer, MapState } from './layer';
import { createLeavingLayer } from './leaving';
import { repaintInterval } from './pace';
import { pickCase } from './picking';
import { createPlaceLayer } from './place_mark';
import { createCaseSelectionLayer, createCellSelectionLayer } from './selection';
import { CASES_FROM_ZOOM } from './symbol_size';

const CELL_PX = 30;
const WORLD: Bbox = [-170, -60, 170, 70];

export interface Seen {
  readonly view: MapView;
  readonly bbox: Bbox;
  readonly mercatorBox: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  /** The box and level to subscribe to: a margin around what is seen. */
  readonly scope: { readonly bbox: Bbox; readonly level: number; readonly withCases: boolean };
  readonly metresPerPixel: number;
}

export interface MapEvents {
  readonly moved: (seen: Seen) => void;
  readonly picked: (caseId: string | null, cell: string, at: LngLat) => void;
  readonly hovered: (caseId: string | null, x: number, y: number) => void;
}

export class MapController {
  private readonly map: MapLibre;
  private layers: MapLayer[] = [];
  private cases: CasesLayer | null = null;
  private state: MapState | null = null;
  private updatedAt = -Infinity;
  private frameMs = 0;
  private marked = false;
  private timer: number | undefined;
  private readonly gone = new AbortController();
  private hoverAt: { x: number; y: number } | null = null;

  constructor(container: HTMLElement, private readonly city: City, private readonly events: MapEvents, start: MapView | null, label: string) {
    setWorkerUrl(workerUrl);
    const home = city.bbox ?? WORLD;
    this.map = new MapLibre({
      container,
      style: { version: 8, sources: {}, layers: [{ id: 'land', type: 'background', paint: { 'background-color': MAP.land } }] },
      attributionControl: false,
      // North up and flat: a cell's place on screen is then linear in Mercator, and nobody gets lost at night.
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxPitch: 0,
      minZoom: 2,
      maxZoom: 19.5,
      fadeDuration: 0,
      renderWorldCopies: false,
      localIdeographFontFamily: '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif',
      ...(start ? { center: [start.lng, start.lat], zoom: start.zoom } : { bounds: [...home], fitBoundsOptions: { padding: 32 } }),
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.getCanvas().setAttribute('aria-label', label);
    void this.map.once('style.load', () => this.ready());
    this.map.on('move', () => this.moved());
    this.map.on('moveend', () => this.moved());
    this.map.on('resize', () => this.moved());
    this.map.on('click', ({ point, lngLat }) => this.events.picked(this.caseAt(point.x, point.y), tokenAt(lngLat, this.level()), { lng: lngLat.lng, lat: lngLat.lat }));
    this.map.on('mousemove', ({ point }) => this.hover(point.x, point.y));
    this.map.on('mouseout', () => this.hover(null));
    this.map.on('dragstart', () => this.hover(null));
  }

  /** New data or new wishes; drawn at once when the last frame allows it, else as soon as it does. */
  update(state: MapState): void {
    this.state = { ...state, level: this.level() };
    if (this.layers.length === 0 || this.timer !== undefined) return;
    const wait = this.updatedAt + repaintInterval(this.frameMs) - performance.now();
    if (wait <= 0) this.draw();
    else this.timer = window.setTimeout(() => this.draw(), wait);
  }

  setLabel(label: string): void {
    this.map.getCanvas().setAttribute('aria-label', label);
  }

  goTo({ lng, lat }: LngLat, zoom?: number): void {
    this.map.easeTo({ center: [lng, lat], zoom: zoom ?? this.map.getZoom(), duration: this.duration() });
  }

  zoomBy(step: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + step, duration: this.duration() });
  }

  home(): void {
    this.map.fitBounds([...(this.city.bbox ?? WORLD)], { padding: 32, duration: this.duration() });
  }

  jump(view: MapView): void {
    this.map.jumpTo({ center: [view.lng, view.lat], zoom: view.zoom });
  }

  remove(): void {
    window.clearTimeout(this.timer);
    this.gone.abort();
    for (const layer of this.layers.toReversed()) layer.remove(this.map);
    this.layers = [];
    this.map.remove();
  }

  private ready(): void {
    const { city } = this;
    const origin = this.origin();
    const outermost = city.layers[0]?.level ?? '';
    this.cases = createCasesLayer(origin);
    const names = api.areas(this.gone.signal).then((areas) => (this.gone.signal.aborted ? [] : areaNames(areas, outermost)), () => []);
    const layers: MapLayer[] = [
      ...(city.basemapUrl ? [createBasemapLayer(city.basemapUrl)] : []),
      createGridLayer(),
      createAreasLayer(outermost),
      createCellsLayer(origin),
      createCellSelectionLayer(),
      this.cases,
      createLeavingLayer(() => this.duration() === 0),
      createCaseSelectionLayer(),
      createDrillsLayer(),
      createNamesLayer(names, city.basemapUrl !== null),
      createBadgesLayer(),
      createPlaceLayer(),
    ];
    for (const layer of layers) layer.add(this.map);
    this.layers = layers;
    this.moved();
    this.draw();
  }

  private origin(): { x: number; y: number } {
    const [w, s, e, n] = this.city.bbox ?? [this.map.getCenter().lng, this.map.getCenter().lat, this.map.getCenter().lng, this.map.getCenter().lat];
    return { x: mercatorX((w + e) / 2), y: mercatorY((s + n) / 2) };
  }

  private draw(): void {
    window.clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.state) return;
    const started = performance.now();
    this.updatedAt = started;
    for (const layer of this.layers) layer.update(this.map, this.state);
    // The frame has reached the screen when the frame after it begins.
    const { loaded } = this.state.board;
    void this.map.once('render', () => requestAnimationFrame(() => {
      this.frameMs = performance.now() - started;
      // For whoever measures this page from outside.
      if (loaded && !this.marked) performance.mark('gridhall-map-drawn');
      this.marked ||= loaded;
    }));
    this.map.triggerRepaint();
  }

  private level(): number {
    const centre = this.map.getCenter();
    return levelFor(metresPerPixel(centre.lat, this.map.getZoom()), CELL_PX);
  }

  private moved(): void {
    const b = this.map.getBounds();
    const bbox: Bbox = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];
    const centre = this.map.getCenter();
    const zoom = this.map.getZoom();
    this.events.moved({
      view: { lat: centre.lat, lng: centre.lng, zoom },
      bbox,
      mercatorBox: { left: mercatorX(bbox[0]), top: mercatorY(bbox[3]), right: mercatorX(bbox[2]), bottom: mercatorY(bbox[1]) },
      scope: { bbox: padBbox(bbox, 0.25), level: this.level(), withCases: zoom >= CASES_FROM_ZOOM },
      metresPerPixel: metresPerPixel(centre.lat, zoom),
    });
  }

  private caseAt(px: number, py: number): string | null {
    if (!this.state || !this.cases || this.map.getZoom() < CASES_FROM_ZOOM) return null;
    const { clientWidth: width, clientHeight: height } = this.map.getContainer();
    const centre = this.map.getCenter();
    const view = { x: mercatorX(centre.lng), y: mercatorY(centre.lat), zoom: this.map.getZoom(), width, height };
    const store = this.state.board.cases;
    const slot = pickCase(store, this.cases.stacks, view, px, py);
    return slot === null ? null : (store.rows[slot]?.id ?? null);
  }

  /** Looks under the pointer once a frame at most. */
  private hover(x: number | null, y = 0): void {
    if (x === null) {
      this.hoverAt = null;
      this.events.hovered(null, 0, 0);
      return;
    }
    const waiting = this.hoverAt !== null;
    this.hoverAt = { x, y };
    if (waiting) return;
    requestAnimationFrame(() => {
      const at = this.hoverAt;
      this.hoverAt = null;
      if (!at) return;
      const id = this.caseAt(at.x, at.y);
      this.map.getCanvas().style.cursor = id ? 'pointer' : '';
      this.events.hovered(id, at.x, at.y);
    });
  }

  private duration(): number {
    return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 300;
  }
}

export function hasWebGl2(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null;
}
