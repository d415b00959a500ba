// The HTTP calls of the live map. Each takes an AbortSignal; each answer is checked before anyone sees it.
// Writes take a key of their own as well (post.ts).

import { decodeBuild, decodeCellFigures, decodeCity, type CellFigures, type City } from '../wire/city';
import { CALLS, type Action, type ActionBody, type NewCaseBody } from '../wire/action';
import { decodeAnswer, type Answer } from '../wire/answer';
import { decodeDeadline, type Deadline } from '../wire/deadline';
import { decodeDuplicates, decodeMerged, type Duplicate, type Merged } from '../wire/duplicates';
import { decodeFigureReport, decodeFigures, decodeGroupReport, decodeSeries, type FigureReport, type Figures, type GroupReport, type SeriesPoint } from '../wire/figures';
import { decodeCalibration, decodeRescue, type Calibration, type Rescue } from '../wire/rescue';
import { decodeTally, type Tally } from '../wire/tally';
import { decodeViews, type SavedView, type ViewBody } from '../wire/views';
import { decodeFeatures } from '../wire/features';
import { decodeCase, decodeCasePage, decodeHistory, type Case, type CasePage, type History } from '../wire/case';
import { decodeClasses, decodeMe, decodeUnits, type ClassEntry, type Me, type UnitEntry } from '../wire/tables';
import { post } from './post';
import { recall, remember } from './remembered';

const ROOT = '/api/v1';

export class HttpError extends Error {
  /** `retryAfterS`: when the daemon wants to be asked again, where it says so. */
  constructor(readonly status: number, readonly path: string, readonly retryAfterS: number | null = null) {
    super(`${path}: HTTP ${status}`);
    this.name = 'HttpError';
  }
}

export const api = {
  city: (signal: AbortSignal): Promise<City> => get('/city', signal, decodeCity),
  build: (signal: AbortSignal): Promise<string> => get('/version', signal, decodeBuild),
  case: (id: string, signal: AbortSignal): Promise<Case> => get(`/cases/${encodeURIComponent(id)}`, signal, (v) => decodeCase(v)),
  history: (id: string, signal: AbortSignal): Promise<History> => get(`/cases/${encodeURIComponent(id)}/history`, signal, decodeHistory),
  cell: (token: string, signal: AbortSignal): Promise<CellFigures> => get(`/cells/${encodeURIComponent(token)}`, signal, decodeCellFigures),
  casesInCell: (token: string, signal: AbortSignal): Promise<CasePage> =>
    get(`/cases?${new URLSearchParams({ cell: token, state: 'open', limit: '200' }).toString()}`, signal, decodeCasePage),
  search: (text: string, signal: AbortSignal): Promise<CasePage> =>
    get(`/cases?${new URLSearchParams({ q: text, limit: '8' }).toString()}`, signal, decodeCasePage),
  cases: (query: string, signal: AbortSignal): Promise<CasePage> => get(`/cases?${query}`, signal, decodeCasePage),
  deadline: (id: string, signal: AbortSignal): Promise<Deadline> => get(`/cases/${encodeURIComponent(id)}/deadline`, signal, decodeDeadline),
  duplicates: (id: string, signal: AbortSignal): Promise<readonly Duplicate[]> =>
    get(`/cases/${encodeURIComponent(id)}/duplicates`, signal, decodeDuplicates),
  merged: (id: string, signal: AbortSignal): Promise<Merged> => get(`/cases/${encodeURIComponent(id)}/merged`, signal, decodeMerged),
  classes: (signal: AbortSignal): Promise<readonly ClassEntry[]> => get('/classes', signal, decodeClasses),
  units: (signal: AbortSignal): Promise<readonly UnitEntry[]> => get('/units', signal, decodeUnits),
  me: (signal: AbortSignal): Promise<Me> => get('/me', signal, decodeMe),
  act: (id: string, action: Action, body: ActionBody, key: string, signal: AbortSignal): Promise<Answer> =>
    post(`${ROOT}/cases/${encodeURIComponent(id)}/${CALLS[action]}`, body, key, signal, decodeAnswer),
  report: (body: NewCaseBody, key: string, signal: AbortSignal): Promise<Answer> => post(`${ROOT}/cases`, body, key, signal, decodeAnswer),
  tally: (query: string, signal: AbortSignal): Promise<Tally> => get(`/backlog?${query}`, signal, decodeTally),
  figures: (query: string, signal: AbortSignal): Promise<Figures> => get(`/figures?${query}`, signal, decodeFigures),
  figureReport: (query: string, signal: AbortSignal): Promise<FigureReport> => get(`/figures?${query}`, signal, decodeFigureReport),
  groupReport: (query: string, signal: AbortSignal): Promise<GroupReport> => get(`/figures?${query}`, signal, decodeGroupReport),
  series: (query: string, signal: AbortSignal): Promise<readonly SeriesPoint[]> => get(`/series?${query}`, signal, decodeSeries),
  rescue: (query: string, signal: AbortSignal): Promise<Rescue> => get(`/rescue?${query}`, signal, decodeRescue),
  calibration: (query: string, signal: AbortSignal): Promise<Calibration> => get(`/rescue/calibration?${query}`, signal, decodeCalibration),
  views: (signal: AbortSignal): Promise<readonly SavedView[]> => get('/views', signal, decodeViews),
  saveView: (id: string, body: ViewBody, signal: AbortSignal): Promise<void> => change('PUT', `/views/${encodeURIComponent(id)}`, body, signal),
  dropView: (id: string, signal: AbortSignal): Promise<void> => change('DELETE', `/views/${encodeURIComponent(id)}`, null, signal),
  areas: (signal: AbortSignal): Promise<GeoJSON.FeatureCollection> => get('/areas', signal, decodeFeatures),
};

export const AREAS_URL = `${ROOT}/areas`;

export type ExportFormat = 'csv' | 'ndjson' | 'geojsonl';

export function exportUrl(format: ExportFormat, query: string): string {
  // Spreadsheets take a file without the mark for one in the machine's old encoding.
  return `${ROOT}/export.${format}?${query}${format === 'csv' ? '&bom=1' : ''}`;
}

async function get<T>(path: string, signal: AbortSignal, decode: (value: unknown) => T): Promise<T> {
  const before = recall(path);
  const headers = { Accept: 'application/json', ...(before ? { 'If-None-Match': before.tag } : {}) };
  const response = await fetch(ROOT + path, { signal, headers });
  if (response.status === 304 && before) return before.value as T;
  if (!response.ok) throw new HttpError(response.status, path, retryAfter(response));
  const value = decode(await response.json());
  remember(path, response.headers.get('ETag'), value);
  return value;
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get('Retry-After') ?? NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

/** What may be said twice without harm: no key is needed. */
async function change(method: 'PUT' | 'DELETE', path: string, body: object | null, signal: AbortSignal): Promise<void> {
  const headers = { Accept: 'application/json', ...(body ? { 'Content-Type': 'application/json' } : {}) };
  const response = await fetch(ROOT + path, { method, signal, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  if (!response.ok) throw new HttpError(response.status, path);
}
