// What every map layer is: added once, updated with what the board holds, removed.

import type { Map as MapLibre } from 'maplibre-gl';
import type { Board } from '../socket/board';
import type { City } from '../wire/city';
import type { Selection } from '../state/address';

export interface MapState {
  readonly board: Board;
  readonly city: City;
  readonly selection: Selection;
  /** Where the selected case is, known even when the board does not hold it. */
  readonly selectedAt: { readonly lng: number; readonly lat: number } | null;
  readonly showCells: boolean;
  readonly showGrid: boolean;
  readonly dim: boolean;
  readonly level: number;
}

export interface MapLayer {
  add(map: MapLibre): void;
  update(map: MapLibre, state: MapState): void;
  remove(map: MapLibre): void;
}

