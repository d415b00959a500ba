// What every map layer is: added once, updated with what the board holds, removed.

import type { Map as MapLibre } from 'maplibre-gl';
import type { Board } from '../socket/board';
import type { City } from '../wire/city';
import type { ColourBy, Selection } from '../state/address';

export interface MapState {
  readonly board: Board;
  readonly city: City;
  readonly selection: Selection;
  /** Where the selected case is, known even when the board does not hold it. */
  readonly selectedAt: { readonly lng: number; readonly lat: number } | null;
  /** The place that a form has chosen. */
  readonly placeAt: { readonly lng: number; readonly lat: number } | null;
  readonly colourBy: ColourBy;
  readonly showCells: boolean;
  readonly showGrid: boolean;
  readonly dim: boolean;
  readonly level: number;
  /** What a drill is called in the reader's language. */
  readonly exerciseWord: string;
}

export interface MapLayer {
  add(map: MapLibre): void;
  update(map: MapLibre, state: MapState): void;
  remove(map: MapLibre): void;
}
