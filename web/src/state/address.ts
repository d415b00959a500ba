// The page's address: the page shown, view, filters, selection, look, colouring and language. A link shows its reader what its sender saw.

import { FIRST_BACKLOG, readBacklog, writeBacklog, type BacklogView } from './backlog_view';
import { FIRST_FIGURES, readFigures, writeFigures, type FiguresView } from './figures_view';
import { NO_FILTERS, kindOf, lightsOf, type Filters } from './filters';
import { decodeToken } from '../geo/s2';
import { readLook, writeLook, type Look } from './look';

export interface MapView {
  readonly lat: number;
  readonly lng: number;
  readonly zoom: number;
}

export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'cell'; readonly token: string }
  | { readonly kind: 'case'; readonly id: string; readonly cell: string | null };

export type Language = 'en' | 'zh';

/** What colour means on the map; shape is always severity. */
export type ColourBy = 'severity' | 'light';

/** The page that is shown. */
export type Tab = 'map' | 'backlog' | 'figures';

export interface Address {
  readonly tab: Tab;
  readonly backlog: BacklogView;
  readonly figures: FiguresView;
  readonly view: MapView | null;
  readonly filters: Filters;
  readonly selection: Selection;
  readonly language: Language | null;
  readonly inView: boolean;
  readonly look: Look;
  readonly colourBy: ColourBy;
}

export const NOTHING: Selection = { kind: 'none' };

export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const cell = query.get('cell');
  const token = cell !== null && decodeToken(cell) ? cell : null;
  const id = query.get('case');
  const language = query.get('lang');
  const screen = query.get('screen');
  const tab = screen === 'backlog' || screen === 'figures' ? screen : 'map';
  return {
    tab,
    backlog: tab === 'backlog' ? readBacklog(query) : FIRST_BACKLOG,
    figures: tab === 'figures' ? readFigures(query) : FIRST_FIGURES,
    view: readView(query.get('v')),
    filters: {
      ...NO_FILTERS,
      severity: readSeverity(query.get('sev') ?? ''),
      light: lightsOf((query.get('light') ?? '').split(',')),
      kind: kindOf(query.get('kind')),
      class: query.get('class') || null,
      area: query.get('area') || null,
    },
    selection: id ? { kind: 'case', id, cell: token } : token ? { kind: 'cell', token } : NOTHING,
    language: language === 'en' || language === 'zh' ? language : null,
    inView: query.get('list') === 'view',
    look: readLook(query.get('look') ?? ''),
    colourBy: query.get('by') === 'light' ? 'light' : 'severity',
  };
}

export function writeAddress({ tab, backlog, figures, view, filters, selection, language, inView, look, colourBy }: Address): string {
  const query = new URLSearchParams();
  if (tab === 'backlog') {
    query.set('screen', tab);
    writeBacklog(backlog, query);
  }
  if (tab === 'figures') {
    query.set('screen', tab);
    writeFigures(figures, query);
  }
  if (view) query.set('v', `${view.lat.toFixed(5)},${view.lng.toFixed(5)},${view.zoom.toFixed(2)}`);
  if (filters.severity.length > 0) query.set('sev', filters.severity.map((rank) => 5 - rank).join(''));
  if (filters.light.length > 0) query.set('light', filters.light.join(','));
  if (filters.kind) query.set('kind', filters.kind);
  if (filters.class) query.set('class', filters.class);
  if (filters.area) query.set('area', filters.area);
  if (selection.kind === 'case') query.set('case', selection.id);
  if (selection.kind === 'cell') query.set('cell', selection.token);
  if (selection.kind === 'case' && selection.cell) query.set('cell', selection.cell);
  if (inView) query.set('list', 'view');
  const dressed = writeLook(look);
  if (dressed) query.set('look', dressed);
  if (colourBy === 'light') query.set('by', 'light');
  if (language) query.set('lang', language);
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text ? `?${text}` : '';
}

/** Digits as on the keyboard: 1 Extreme … 5 Unknown. */
function readSeverity(digits: string): number[] {
  const ranks = [...new Set(digits)].filter((digit) => /[1-5]/.test(digit)).map((digit) => 5 - Number(digit));
  return ranks.sort((a, b) => b - a);
}

function readView(text: string | null): MapView | null {
  if (!text) return null;
  const [lat, lng, zoom] = text.split(',').map(Number);
  if (lat === undefined || lng === undefined || zoom === undefined) return null;
  const sane = Math.abs(lat) <= 85 && Math.abs(lng) <= 180 && zoom >= 0 && zoom <= 22;
  return sane ? { lat, lng, zoom } : null;
}
