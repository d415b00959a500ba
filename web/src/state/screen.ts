// What the operator has chosen on this screen; everything that is not data.

import { NOTHING, type ColourBy, type Language, type Selection, type Tab } from './address';
import { FIRST_BACKLOG, type BacklogView } from './backlog_view';
import { FIRST_FIGURES, type FiguresView } from './figures_view';
import { NO_FILTERS, type Filters } from './filters';
import { USUAL_LOOK, type Look } from './look';

export interface Screen extends Look {
  readonly tab: Tab;
  readonly backlog: BacklogView;
  readonly figures: FiguresView;
  readonly filters: Filters;
  readonly selection: Selection;
  readonly language: Language;
  /** The list shows what is in view instead of the whole city. */
  readonly inView: boolean;
  /** The row that J and K have reached. */
  readonly cursor: string | null;
  readonly colourBy: ColourBy;
  readonly follow: boolean;
  readonly legend: boolean;
  readonly tray: boolean;
  readonly sound: boolean;
  readonly singleKeys: boolean;
  readonly keysOpen: boolean;
  /** The form for a case reported by telephone or at the desk. */
  readonly newCase: boolean;
}

export const FIRST_SCREEN: Screen = {
  tab: 'map', backlog: FIRST_BACKLOG, figures: FIRST_FIGURES, filters: NO_FILTERS, selection: NOTHING, language: 'en', inView: false, cursor: null, colourBy: 'severity', follow: false,
  ...USUAL_LOOK, legend: true, tray: true, sound: true, singleKeys: true, keysOpen: false, newCase: false,
};
