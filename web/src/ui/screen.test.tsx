import { act, fireEvent, render, screen } from '@testing-library/react';
import axe from 'axe-core';
import type { ReactNode } from 'react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { App } from '../app';
import { decodeHistory } from '../wire/case';
import { decodeCity } from '../wire/city';
import { CellsTable } from './cells_table';
import { AppContext } from './context';
import { Feed } from './feed';
import { Histogram } from './histogram';
import { Legend } from './legend';
import { Pinned } from './pinned';
import { Timeline, stepsOf } from './timeline';
import { Tray } from './tray';
import { handleKey } from './use_keys';

const HOSTILE = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<svg/onload=alert(1)>', '"><b>', "' onmouseover='", 'javascript:alert(1)', '</title><script>',
  '{{7*7}}', '${7*7}', '<iframe srcdoc=x>', '<!--', '&lt;script&gt;', '\\u003cscript\\u003e', '\u202Egnp.exe', '\u2066unclosed',
];

const city = decodeCity({ name: 'Linshui 临水市', time_zone: 'Asia/Shanghai', bbox: [107.9, 30.9, 108.1, 31.1], basemap: { kind: 'none' }, layers: [], classes: [], build: 'b', dev: true });

let app: App;

const put = (store: 'recent' | 'pinned' | 'unlocated', id: string, t: number, title = id) =>
  app.board[store].put({ id, cell: null, class: 'k', state: 'dispatched', light: 'unset', severity: 4, lat: null, lng: null, t, due: null, title });

const show = (node: ReactNode) => render(<AppContext value={app}>{node}</AppContext>);
const titles = () => [...document.querySelectorAll('.feed-title')].map((e) => e.textContent);

beforeEach(() => {
  // The virtual list asks how tall it is; a page without layout says zero.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(400);
  localStorage.clear();
  history.replaceState(null, '', '/?lang=en');
  app = new App();
  app.city.set(city);
  app.board.loaded = true;
});

/** What a flush does, without waiting for its timer. */
const arrive = (id: string, t: number) =>
  act(() => {
    put('recent', id, t);
    app.holdFeed(true);
    app.holdFeed(false);
  });

describe('the feed on screen', () => {
  test('stands still under the pointer, counts the newcomers and lets them in on request', () => {
    put('recent', 'first', 1);
    app.releaseFeed();
    show(<Feed />);
    fireEvent.pointerEnter(document.querySelector('.feed-rows')!);
    act(() => {
      put('recent', 'second', 2);
      app.set({});
    });
    act(() => app.foldNow());
    expect(titles()).toEqual(['first']);
    fireEvent.click(screen.getByText('1 new').closest('button')!);
    expect(titles()).toEqual(['second', 'first']);
  });

  test('is newest first while nobody reads it', () => {
    put('recent', 'first', 1);
    app.releaseFeed();
    show(<Feed />);
    arrive('second', 2);
    expect(titles()).toEqual(['second', 'first']);
  });

  test('shows hostile text exactly as typed, without effect', () => {
    HOSTILE.forEach((title, k) => put('recent', `h${k}`, 100 - k, title));
    app.releaseFeed();
    show(<Feed />);
    expect(titles()).toEqual(HOSTILE);
    expect(document.querySelectorAll('script, img, iframe, .feed b')).toHaveLength(0);
    for (const title of document.querySelectorAll('.feed-title')) expect(title.tagName).toBe('BDI');
  });
});

test('pinned and unlocated cases show hostile text as text', () => {
  HOSTILE.forEach((title, k) => {
    put('pinned', `p${k}`, k, title);
    put('unlocated', `u${k}`, k, title);
  });
  const { container } = show(<><Pinned /><Tray /></>);
  for (const title of HOSTILE) expect(container.textContent).toContain(title);
  expect(container.querySelectorAll('script, img, iframe, b')).toHaveLength(0);
});

const history1 = decodeHistory({
  events: [
    { seq: 5, recorded_at: '2026-11-24T06:00:00Z', event: { type: 'gridhall.incident.reported.v1', source: '<b>src</b>', time: '2026-11-24T06:00:00Z', data: { description: '<script>alert(1)</script>' } }, applied: true, reason: null, from: null, to: 'reported', implied: false },
    { seq: 9, recorded_at: '2026-11-24T07:00:00Z', event: { type: 'gridhall.case.updated.v1' }, applied: false, reason: 'not from here', from: null, to: null, implied: false },
  ],
  transitions: [
    { from: null, to: 'reported', occurred_at: '2026-11-24T06:00:00Z', recorded_at: '2026-11-24T06:00:00Z', seq: 5, implied: false, applied: true, reason: null, actor: 'urn:x' },
    { from: 'reported', to: 'filed', occurred_at: '2026-11-24T06:00:00Z', recorded_at: '2026-11-24T06:00:00Z', seq: 5, implied: true, applied: true, reason: null, actor: 'system' },
  ],
});

describe('the timeline', () => {
  test('is newest first, shows each event once and says what was not applied and why', () => {
    expect(stepsOf(history1).map((s) => `${s.seq} ${s.transition?.to ?? '-'} ${s.event ? 'raw' : ''}`)).toEqual(['9 - raw', '5 filed ', '5 reported raw']);
    show(<Timeline history={history1} />);
    expect(screen.getByText('not applied: not from here')).toBeDefined();
  });

  test('shows the raw event as text', () => {
    const { container } = show(<Timeline history={history1} />);
    expect(container.querySelector('pre')!.textContent).toBeDefined();
    expect(container.textContent).toContain('<script>alert(1)</script>');
    expect(container.querySelectorAll('script')).toHaveLength(0);
  });
});

describe('single keys', () => {
  const press = (key: string, more: KeyboardEventInit = {}) => handleKey(app, new KeyboardEvent('keydown', { key, ...more }));

  test('filter by severity: 1 is Extreme, 0 is all', () => {
    press('1');
    expect(app.screen.get().filters.severity).toEqual([4]);
    press('0');
    expect(app.screen.get().filters.severity).toEqual([]);
  });

  test('step through the feed and open the case reached', () => {
    put('recent', 'old', 1);
    put('recent', 'new', 2);
    app.releaseFeed();
    press('j');
    press('j');
    expect(app.screen.get().cursor).toBe('old');
    app.openCase('old');
    press('k');
    expect(app.screen.get().selection).toMatchObject({ kind: 'case', id: 'new' });
    press('Escape');
    expect(app.screen.get().selection.kind).toBe('none');
  });

  test('do nothing with Ctrl, while typing, or when switched off', () => {
    expect(press('f', { ctrlKey: true })).toBe(false);
    const input = document.body.appendChild(document.createElement('input'));
    let handled = true;
    input.addEventListener('keydown', (event) => (handled = handleKey(app, event)));
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'f', bubbles: true }));
    expect(handled).toBe(false);
    app.set({ singleKeys: false });
    expect(press('f')).toBe(false);
    expect(press('?')).toBe(true);
    input.remove();
  });

  test('Shift+L changes the language, and the page speaks it', () => {
    show(<Legend />);
    act(() => void press('L', { shiftKey: true }));
    expect(screen.getByText('特别严重')).toBeDefined();
  });
});

test('the parts of the screen have no accessibility fault that axe finds', async () => {
  put('recent', 'a', 1);
  put('pinned', 'p', 1);
  put('unlocated', 'u', 1);
  app.board.cells.put({ cell: '368df5a41', open: 3, red: 1, yellow: 1, worst: 2 });
  app.releaseFeed();
  const { container } = show(
    <main>
      <h1>x</h1>
      <Pinned /><Feed /><Tray /><Histogram /><Legend /><CellsTable city={city} whole={false} /><Timeline history={history1} />
    </main>,
  );
  const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map((v) => `${v.id}: ${v.nodes[0]?.html ?? ''}`)).toEqual([]);
});
