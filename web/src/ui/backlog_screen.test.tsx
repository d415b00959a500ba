import { act, configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { App } from '../app';
import { decodeCity } from '../wire/city';
import type { CaseRow } from '../wire/rows';
import { BacklogPage } from './backlog_page';
import { faults, json, page, type Daemon } from './test_screen';
import { handleKey } from './use_keys';

const city = decodeCity({
  name: 'Linshui', time_zone: 'Asia/Shanghai', bbox: [107.9, 30.9, 108.1, 31.1], basemap: { kind: 'none' }, build: 'b', dev: true,
  layers: [{ level: 'district', areas: [{ code: '01', name: 'Qingdu' }, { code: '02', name: 'Hezhou' }] }, { level: 'street', areas: [{ code: '0101', name: 'Mill Street' }] }],
  classes: [{ code: 'noise', name: 'Noise', name_zh: '噪声' }, { code: 'lamp', name: 'Street light', name_zh: '路灯' }],
});

const TALLY = {
  cols: ['open', 'red', 'yellow', 'green', 'paused', 'unset'],
  rows: [{ key: ['01', 'lamp'], v: [2, 1, 0, 1, 0, 0] }, { key: ['01', 'noise'], v: [1, 0, 1, 0, 0, 0] }, { key: ['02', 'noise'], v: [4, 2, 0, 2, 0, 0] }],
};

/** Knows the matrix; figures, series and views are those of a newer daemon. */
const older: Daemon = ({ path }) => (path.startsWith('/backlog') ? json(200, path.includes('age') ? { ...TALLY, rows: [{ key: ['0'], v: [7, 3, 1, 3, 0, 0] }] } : TALLY) : json(404, {}));

let app: App;
const nowS = Math.floor(Date.now() / 1000);
const row = (id: string, more: Partial<CaseRow> = {}): CaseRow => ({
  id, cell: null, class: 'noise', state: 'filed', light: 'green', severity: 1, lat: null, lng: null, t: nowS - 600, due: nowS + 7200, title: id,
  unit: 'police', owner: null, updated: nowS - 60, address: 'Mill Lane', areas: ['01', '0101'], ...more,
});

const put = (...rows: CaseRow[]) => act(() => {
  for (const item of rows) app.board.backlog.put(item);
  app.foldBacklog();
});

function open(daemon: Daemon = older) {
  const made = page(daemon);
  app = made.app;
  app.city.set(city);
  app.backlog.setCity({ levels: ['district', 'street'], classes: new Set(['noise', 'lamp']) });
  app.set({ tab: 'backlog' });
  app.board.backlogLoaded = true;
  put(row('late', { light: 'red', severity: 3, due: nowS - 60 }), row('soon', { light: 'yellow', due: nowS + 1200, owner: 'Zhou Min' }), row('calm'));
  return { ...made, ...made.show(<main><h1>x</h1><BacklogPage city={city} /></main>) };
}

const shown = () => [...document.querySelectorAll('.backlog-body [data-case]')].map((e) => e.getAttribute('data-case'));

beforeEach(() => {
  vi.restoreAllMocks();
  configure({ asyncUtilTimeout: 5000 });
});

describe('the tiles', () => {
  test('count the live rows and show them when pressed', () => {
    open();
    const tiles = within(screen.getByRole('list', { name: 'Tiles' }));
    expect(tiles.getByRole('link', { name: /^Open 3 / })).toBeDefined();
    fireEvent.click(tiles.getByRole('link', { name: /^Overdue 1 / }));
    expect(shown()).toEqual(['late']);
    // The numbers stay what they were: a tile's own filter does not narrow the tiles.
    expect(tiles.getByRole('link', { name: /^Open 3 / })).toBeDefined();
    fireEvent.click(tiles.getByRole('link', { name: /^Due in an hour 1 / }));
    expect(shown()).toEqual(['soon']);
  });

  test('say how they are counted, and a dash where the daemon does not count', () => {
    open();
    const overdue = screen.getByRole('link', { name: /^Overdue 1 / });
    expect(document.getElementById(overdue.getAttribute('aria-describedby')!)!.textContent).toContain('light is red');
    expect(screen.getByRole('button', { name: /^Closed today – / })).toBeDefined();
  });
});

describe('the matrix', () => {
  test('has totals both ways, and a number shows its rows', async () => {
    open();
    const table = within(await screen.findByRole('table', { name: /^open; overdue in red/ }));
    expect(table.getByRole('link', { name: 'Total, Total: !3 overdue 7 open' })).toBeDefined();
    expect(table.getByRole('link', { name: 'Qingdu, Total: !1 overdue 3 open' })).toBeDefined();
    expect(table.getByRole('link', { name: 'Total, Noise: !2 overdue 5 open' })).toBeDefined();
    fireEvent.click(table.getByRole('link', { name: 'Hezhou, Noise: !2 overdue 4 open' }));
    expect(app.screen.get().backlog.filters).toMatchObject({ area: ['02'], class: ['noise'] });
    expect(table.getByRole('link', { name: 'Hezhou, Noise: !2 overdue 4 open' }).getAttribute('aria-current')).toBe('true');
  });

  test('is one stop of Tab, and arrows go from number to number', async () => {
    open();
    const table = await screen.findByRole('table', { name: /^open; overdue in red/ });
    expect(table.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
    const first = table.querySelector<HTMLElement>('[tabindex="0"]')!;
    first.focus();
    fireEvent.keyDown(first, { key: 'ArrowDown' });
    expect(document.activeElement!.textContent).toContain('Hezhou, Noise:');
    // Nothing stands between: the empty number is passed over.
    fireEvent.keyDown(document.activeElement!, { key: 'ArrowRight' });
    expect(document.activeElement!.textContent).toContain('Hezhou, Total:');
    fireEvent.keyDown(document.activeElement!, { key: 'ArrowRight' });
    expect(document.activeElement!.textContent).toContain('Hezhou, Total:');
  });

  test('goes down into an area, and back by the path', async () => {
    open();
    await screen.findByRole('table', { name: /^open; overdue in red/ });
    fireEvent.click(screen.getByRole('link', { name: 'Qingdu' }));
    expect(app.screen.get().backlog.within).toEqual(['01']);
    expect(screen.getByRole('region', { name: 'Area, street by Class' })).toBeDefined();
    fireEvent.click(within(screen.getByRole('navigation', { name: 'Drilled into' })).getByRole('link', { name: 'Whole city' }));
    expect(app.screen.get().backlog.within).toEqual([]);
  });

  test('is counted from the live rows under a filter that the daemon cannot be asked with', async () => {
    const { calls } = open();
    await screen.findByRole('table', { name: /^open; overdue in red/ });
    const before = calls.length;
    act(() => app.filterBacklog({ holder: ['Zhou Min'] }));
    expect(screen.getByRole('link', { name: 'Qingdu, Noise: 1 open' })).toBeDefined();
    expect(calls.slice(before).filter(({ path }) => path.startsWith('/backlog'))).toEqual([]);
  });
});

describe('the rows', () => {
  test('hold newcomers while the pointer is on them, and let them in on request', () => {
    open();
    fireEvent.pointerEnter(screen.getByRole('region', { name: 'Cases' }));
    put(row('worse', { light: 'red', severity: 4, due: nowS - 5 }));
    expect(shown()).toEqual(['late', 'soon', 'calm']);
    fireEvent.click(screen.getByRole('button', { name: /^1 new/ }));
    expect(shown()).toEqual(['worse', 'late', 'soon', 'calm']);
  });

  test('keep a closed case where it was, struck through, with its new state', async () => {
    open((call) => (call.path === '/cases/soon' ? json(200, { id: 'soon', state: 'closed', opened_at: new Date().toISOString() }) : older(call)));
    fireEvent.pointerEnter(screen.getByRole('region', { name: 'Cases' }));
    act(() => {
      app.board.backlog.remove('soon');
      app.foldBacklog();
    });
    expect(shown()).toEqual(['late', 'soon', 'calm']);
    expect(document.querySelector('[data-case="soon"]')!.className).toContain('backlog-row-left');
    expect(await screen.findByText('now Closed')).toBeDefined();
  });

  test('are sorted by their heads: up, down, and worst first again', () => {
    open();
    const head = () => screen.getByRole('columnheader', { name: /^Title/ });
    const press = () => fireEvent.click(within(head()).getByRole('button', { name: /^Title/ }));
    press();
    expect(shown()).toEqual(['calm', 'late', 'soon']);
    expect(head().getAttribute('aria-sort')).toBe('ascending');
    press();
    expect(shown()).toEqual(['soon', 'late', 'calm']);
    press();
    expect(shown()).toEqual(['late', 'soon', 'calm']);
    expect(head().getAttribute('aria-sort')).toBe('none');
  });

  test('show hostile text as typed, and a dash where the daemon said nothing', () => {
    const { container } = open();
    const narrow = row('bare', { title: '<img src=x onerror=alert(1)>', light: 'red', severity: 4 });
    for (const key of ['unit', 'owner', 'updated', 'address', 'areas'] as const) Reflect.deleteProperty(narrow, key);
    put(narrow);
    const line = document.querySelector('[data-case="bare"]')!;
    expect(line.textContent).toContain('<img src=x onerror=alert(1)>');
    expect(container.querySelectorAll('img')).toHaveLength(0);
    expect(line.querySelector('.cell-unit')!.textContent).toBe('–');
    expect(document.querySelector('[data-case="calm"] .cell-holder')!.textContent).toBe('none');
  });

  test('are marked by Space and opened by Enter, arrows take the focus along', () => {
    open();
    const first = document.querySelector<HTMLElement>('[data-case="late"]')!;
    act(() => first.focus());
    fireEvent.keyDown(first, { key: ' ' });
    expect([...app.marks.get().ids]).toEqual(['late']);
    fireEvent.keyDown(first, { key: 'ArrowDown' });
    expect(document.activeElement!.getAttribute('data-case')).toBe('soon');
    fireEvent.keyDown(document.activeElement!, { key: 'Enter' });
    expect(app.screen.get().selection).toMatchObject({ kind: 'case', id: 'soon' });
  });
});

describe('views', () => {
  test('count the open cases of the whole board, whatever is filtered', () => {
    open();
    act(() => app.filterBacklog({ title: 'calm' }));
    const views = within(screen.getByRole('navigation', { name: 'Views' }));
    expect(views.getByRole('link', { name: 'All open 3' })).toBeDefined();
    expect(views.getByRole('link', { name: 'Extreme and Severe 1' })).toBeDefined();
  });

  test('are kept in this browser where the daemon keeps none', async () => {
    const user = userEvent.setup();
    const { unmount } = open();
    act(() => app.filterBacklog({ light: ['red'], unit: ['police'] }));
    await waitFor(() => expect(app.views.local.get()).toBe(true));
    await user.click(screen.getByRole('button', { name: 'Save this view' }));
    await user.keyboard('Police, late{Enter}');
    expect(screen.getByRole('link', { name: 'Police, late 1' }).getAttribute('aria-current')).toBe('true');
    const kept = localStorage.getItem('gridhall.views')!;
    expect(JSON.parse(kept)).toMatchObject([{ name: 'Police, late', address: '?screen=backlog&f.light=red&f.unit=police' }]);
    unmount();
  });

  test('go to the daemon where it keeps them', async () => {
    const user = userEvent.setup();
    const kept: unknown[] = [];
    const { calls } = open((call) => {
      if (call.path === '/views') return json(200, { views: kept });
      if (call.method !== 'PUT') return older(call);
      kept.push({ ...call.body, id: call.path.slice(7), owner: 'Demo' });
      return json(200, {});
    });
    await user.click(screen.getByRole('button', { name: 'Save this view' }));
    await user.keyboard('Mine{Enter}');
    await screen.findByRole('link', { name: 'Mine 3' });
    expect(calls.find(({ method }) => method === 'PUT')!.body).toEqual({ name: 'Mine', address: '?screen=backlog', shared: false });
  });
});

test('files are of the rows shown, and are not offered where they could not be', () => {
  open();
  act(() => app.filterBacklog({ light: ['red'] }));
  const csv = screen.getByRole<HTMLAnchorElement>('link', { name: 'CSV, 1 row' });
  expect(csv.getAttribute('href')).toBe('/api/v1/export.csv?light=red&state=open&exercise=false&bom=1');
  act(() => app.filterBacklog({ due: '60m', light: [] }));
  expect(screen.queryByRole('link', { name: /^CSV/ })).toBeNull();
  expect(screen.getByText('An export cannot be narrowed by: Deadline')).toBeDefined();
});

test('the rows for paper are there when the browser says that it will print, and gone afterwards', () => {
  open();
  expect(document.querySelector('.paper-rows')).toBeNull();
  act(() => void window.dispatchEvent(new Event('beforeprint')));
  expect([...document.querySelectorAll('.paper-rows tbody tr')]).toHaveLength(3);
  expect(screen.getByText('First 3 of 3 rows shown')).toBeDefined();
  act(() => void window.dispatchEvent(new Event('afterprint')));
  expect(document.querySelector('.paper-rows')).toBeNull();
});

test('B and M change pages, and each comes back with what was open on it', () => {
  open();
  const press = (key: string) => act(() => void handleKey(app, new KeyboardEvent('keydown', { key })));
  act(() => app.openCase('late'));
  press('m');
  expect(app.screen.get()).toMatchObject({ tab: 'map', selection: { kind: 'none' } });
  press('b');
  expect(app.screen.get()).toMatchObject({ tab: 'backlog', selection: { kind: 'case', id: 'late' } });
  press('1');
  expect(app.screen.get().backlog.filters.severity).toEqual([4]);
  expect(app.screen.get().filters.severity).toEqual([]);
});

test('the page has no accessibility fault that axe finds, in either language', async () => {
  const { container } = open();
  await screen.findByRole('table', { name: /^open; overdue in red/ });
  fireEvent.click(screen.getByRole('button', { name: 'Show as table' }));
  expect(await faults(container)).toEqual([]);
  act(() => app.set({ language: 'zh' }));
  expect(screen.getByRole('heading', { name: '全部未结' })).toBeDefined();
  expect(await faults(container)).toEqual([]);
});
