import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { App } from '../app';
import { tokenAt } from '../geo/s2';
import { decodeCity } from '../wire/city';
import { CASE_COLUMNS, CELL_COLUMNS, caseReader, cellReader } from '../wire/rows';
import { CasePanel } from './case_panel';
import { CellCard } from './cell_card';
import { AppContext } from './context';

const city = decodeCity({ name: 'Linshui', time_zone: 'Asia/Shanghai', bbox: null, basemap: null, layers: [], classes: [], build: 'b' });
const TOKEN = tokenAt({ lat: 31, lng: 108 }, 14);

let app: App;
/** What the daemon was asked, and the words it would answer with. */
let asked: string[];
let description: string;
let version: number;
let answer: () => Promise<void>;

const json = (value: unknown, tag?: string) => new Response(JSON.stringify(value), { status: 200, headers: tag ? { ETag: tag } : {} });

function daemon(path: string, tag: string | null): Response {
  if (path.startsWith('/api/v1/cells/')) return json({ cell: TOKEN, level: 14, open: asked.length, worst: 2, oldest_opened_at: null, new_last_hour: 0, classes: [], hours: [], areas: [] });
  if (path.endsWith('/history')) return json({ events: [], transitions: [] });
  if (path.startsWith('/api/v1/cases?')) return json({ cases: [], next: null });
  const now = `"${version}"`;
  if (tag === now) return new Response(null, { status: 304 });
  return json({ id: 'c1', state: 'filed', class: 'k', title: 'Fallen tree', description, opened_at: '2026-11-24T06:00:00Z', version }, now);
}

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  version = 1;
  description = 'Across one lane';
  answer = () => Promise.resolve();
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push(path);
    await answer();
    return daemon(path, new Headers(init.headers).get('If-None-Match'));
  });
  history.replaceState(null, '', '/?lang=en');
  app = new App();
  app.city.set(city);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const show = (node: React.ReactNode) => act(async () => {
  render(<AppContext value={app}>{node}</AppContext>);
  await vi.advanceTimersByTimeAsync(0);
});
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const times = (part: string) => asked.filter((path) => path.includes(part)).length;
const say = (change: () => void) => act(() => {
  change();
  app.data.bump();
});
const row = () => caseReader(CASE_COLUMNS)(['c1', null, 'k', 'filed', null, 'Minor', null, null, 1, null, 'Fallen tree']);
const cell = () => cellReader(CELL_COLUMNS)([TOKEN, 1, 0, 0, 1, 9]);

test('a card under constant change is asked again within the interval', async () => {
  app.board.cells.put(cell());
  await show(<CellCard token={TOKEN} />);
  const before = times('/cells/');
  for (let k = 0; k < 60; k++) {
    say(() => app.board.cells.put(cell()));
    await pass(100);
  }
  // Six seconds, at most one a second and a half, and the first at once.
  expect(times('/cells/') - before).toBeGreaterThanOrEqual(4);
  expect(times('/cells/') - before).toBeLessThanOrEqual(5);
});

test('a card asks again when its cell changes, also where the counts stay', async () => {
  app.board.cells.put(cell());
  await show(<CellCard token={TOKEN} />);
  const before = times('/cells/');
  say(() => app.board.cells.put(cell()));
  await pass(1500);
  expect(times('/cells/')).toBe(before + 1);
});

test('a card of a cell that the map does not hold is asked again all the same', async () => {
  await show(<CellCard token={TOKEN} />);
  const before = times('/cells/');
  for (const n of [1, 2]) {
    await pass(4000);
    expect(times('/cells/')).toBe(before + n);
  }
});

test('a change of what no row shows reaches the open panel', async () => {
  app.board.recent.put(row());
  await show(<CasePanel id="c1" />);
  expect(screen.getByText('Across one lane')).toBeDefined();
  description = 'Across both lanes';
  version = 2;
  say(() => app.board.recent.put(row()));
  await pass(1000);
  expect(screen.getByText('Across both lanes')).toBeDefined();
});

test('a case that no list holds is asked for again, and its history only where it has changed', async () => {
  await show(<CasePanel id="c1" />);
  const histories = times('/history');
  await pass(9000);
  expect(times('/history')).toBe(histories);
  description = 'Across both lanes';
  version = 2;
  await pass(4000);
  expect(screen.getByText('Across both lanes')).toBeDefined();
  expect(times('/history')).toBe(histories + 1);
});

test('an answer slower than the changes is still shown', async () => {
  answer = () => new Promise((done) => setTimeout(done, 4000));
  app.board.cells.put(cell());
  await show(<CellCard token={TOKEN} />);
  for (let k = 0; k < 50; k++) {
    say(() => app.board.cells.put(cell()));
    await pass(100);
  }
  expect(screen.getByText('New in 1 h')).toBeDefined();
});
