// The HTTP calls of the live map. Each takes an AbortSignal; each answer is checked before anyone sees it.

import { decodeBuild, decodeCellFigures, decodeCity, type CellFigures, type City } from '../wire/city';
import { decodeFeatures } from '../wire/features';
import { decodeCase, decodeCasePage, decodeHistory, type Case, type CasePage, type History } from '../wire/case';

const ROOT = '/api/v1';

export class HttpError extends Error {
  constructor(readonly status: number, readonly path: string) {
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
  areas: (signal: AbortSignal): Promise<GeoJSON.FeatureCollection> => get('/areas', signal, decodeFeatures),
};

export const AREAS_URL = `${ROOT}/areas`;

async function get<T>(path: string, signal: AbortSignal, decode: (value: unknown) => T): Promise<T> {
  const response = await fetch(ROOT + path, { signal, headers: { Accept: 'application/json' } });
  if (!response.ok) throw new HttpError(response.status, path);
  return decode(await response.json());
}
