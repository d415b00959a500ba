// What the operator has chosen on this screen; everything that is not data.

import { NOTHING, type Language, type Selection } from './address';
import { NO_FILTERS, type Filters } from './filters';

export interface Screen {
  readonly filters: Filters;
  readonly selection: Selection;
  readonly language: Language;
  /** The list shows what is in view instead of the whole city. */
  readonly inView: boolean;
  /** The row that J and K have reached. */
  readonly cursor: string | null;
  readonly follow: boolean;
  readonly showCells: boolean;
  readonly showGrid: boolean;
  readonly dim: boolean;
  readonly table: boolean;
  readonly legend: boolean;
  readonly tray: boolean;
  readonly sound: boolean;
  readonly singleKeys: boolean;
  readonly keysOpen: boolean;
}

export const FIRST_SCREEN: Screen = {
  filters: NO_FILTERS, selection: NOTHING, language: 'en', inView: false, cursor: null, follow: false,
  showCells: true, showGrid: true, dim: false, table: false, legend: true, tray: true, sound: true, singleKeys: true, keysOpen: false,
};
