import { act, fireEvent, render, screen } from '@testing-library/react';
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
/** The tag moves with the light of any case, not only of this one. */
let lights: number;
let answer: () => Promise<void>;
let light: string;
/** Parts of paths that are not answered now. */
let silent: string[];

const json = (value: unknown, tag?: string) => new Response(JSON.stringify(value), { status: 200, headers: tag ? { ETag: tag } : {} });

function daemon(path: string, tag: string | null): Response {
  if (silent.some((part) => path.endsWith(part))) return new Response(null, { status: 503 });
  if (path.endsWith('/deadline')) return json({ clocks: [{ clock: 'handling', light, used_minutes: 20, allowance_minutes: 480, due_from: 'class_table' }] });
  if (path.endsWith('/duplicates')) return json({ cases: [{ id: 'd1', state: 'filed', title: 'Twin', opened_at: '2026-11-24T06:00:00Z' }] });
  if (path.startsWith('/api/v1/cells/')) return json({ cell: TOKEN, level: 14, open: asked.length, worst: 2, oldest_opened_at: null, new_last_hour: 0, classes: [], hours: [], areas: [] });
  if (path.endsWith('/history')) return json({ events: [], transitions: [] });
  if (path.startsWith('/api/v1/cases?')) return json({ cases: [], next: null });
  const now = `"${version}-${lights}"`;
  if (tag === now) return new Response(null, { status: 304 });
  return json({ id: 'c1', state: 'filed', class: 'k', title: 'Fallen tree', description, opened_at: '2026-11-24T06:00:00Z', version, light }, now);
}

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  version = 1;
  lights = 1;
  light = 'green';
  silent = [];
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

test('deadline, duplicates and history are asked for again only where the case has another version or light', async () => {
  await show(<CasePanel id="c1" />);
  await pass(0);
  const parts = ['/deadline', '/duplicates', '/history'];
  const counts = () => parts.map(times);
  expect(counts()).toEqual([1, 1, 1]);
  for (let k = 0; k < 4; k++) {
    // The answer is whole each time, and another object, but says the same.
    lights++;
    await pass(4000);
  }
  expect(times('/cases/c1')).toBeGreaterThan(4 + 3);
  expect(counts()).toEqual([1, 1, 1]);
  light = 'yellow';
  lights++;
  await pass(4000);
  expect(counts()).toEqual([2, 2, 2]);
  version = 2;
  await pass(4000);
  expect(counts()).toEqual([3, 3, 3]);
  // The minutes used go on by themselves.
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'How it is counted' }));
    await vi.advanceTimersByTimeAsync(0);
  });
  expect(counts()).toEqual([4, 3, 3]);
});

test('what was not answered is asked for again with the next poll, until it is', async () => {
  silent = ['/duplicates'];
  await show(<CasePanel id="c1" />);
  await pass(4000);
  expect(times('/duplicates')).toBe(2);
  expect(screen.queryByText('Twin')).toBeNull();
  silent = [];
  await pass(4000);
  expect(screen.getByText('Twin')).toBeDefined();
  await pass(8000);
  expect(times('/duplicates')).toBe(3);
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
