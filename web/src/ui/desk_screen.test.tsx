import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { App } from '../app';
import { decodeServerMessage } from '../wire/live';
import type { Light } from '../wire/words';
import { CellsTable } from './cells_table';
import { Feed } from './feed';
import { FilterRow } from './filter_row';
import { KeysDialog } from './keys_dialog';
import { Legend } from './legend';
import { NewCase } from './new_case';
import { TopBar } from './top_bar';
import { handleKey } from './use_keys';
import { faults, json, page, type Daemon } from './test_screen';

const raw = (id: string, more: object = {}) => ({
  id, title: id, state: 'dispatched', opened_at: '2026-11-24T06:00:00Z', version: 3, may: [{ action: 'transition', to: 'acknowledged', needs: [], role: 'operator' }, { action: 'assign', needs: ['unit'], role: 'operator' }], ...more,
});
const idOf = (path: string) => /cases\/(\w+)/.exec(path)![1]!;

/** a closed already, b conflicts, the others are taken. */
const city4: Daemon = ({ method, path }) => {
  const id = idOf(path);
  if (method === 'GET') return json(200, raw(id, id === 'a' ? { state: 'closed', may: [] } : {}));
  return id === 'b' ? json(409, { code: 'conflict', detail: 'version is 9', case: raw(id, { version: 9 }) }) : json(201, { event: { id: 'e' }, case: raw(id, { version: 4 }) });
};

function feed(daemon: Daemon = city4, signedIn = true) {
  const p = page(daemon, signedIn);
  ['a', 'b', 'c', 'd'].forEach((id, k) => row(p.app, id, 100 - k));
  p.app.releaseFeed();
  return { ...p, ...p.show(<main><h1>x</h1><Feed /></main>) };
}

const row = (app: App, id: string, t: number, light: Light = 'unset', due: number | null = null) =>
  app.board.recent.put({ id, cell: null, class: 'k', state: 'dispatched', light, severity: 2, lat: null, lng: null, t, due, title: id });

const press = (app: App, key: string, more: KeyboardEventInit = {}) => {
  let handled = false;
  act(() => void (handled = handleKey(app, new KeyboardEvent('keydown', { key, ...more }))));
  return handled;
};
const marked = (app: App) => [...app.marks.get().ids].sort();

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('several cases of the feed', () => {
  test('are marked by keyboard: x for the one reached, Shift and arrows for a range', () => {
    const { app } = feed();
    press(app, 'j');
    press(app, 'x');
    press(app, 'ArrowDown', { shiftKey: true });
    press(app, 'ArrowDown', { shiftKey: true });
    expect(marked(app)).toEqual(['a', 'b', 'c']);
    press(app, 'ArrowUp', { shiftKey: true });
    expect(marked(app)).toEqual(['a', 'b']);
    expect(screen.getByRole('group', { name: '2 cases marked' })).toBeDefined();
    press(app, 'Escape');
    expect(marked(app)).toEqual([]);
  });

  test('are marked by pointer: a box, Ctrl for one more, Shift for a range', () => {
    const { app } = feed();
    fireEvent.click(screen.getByRole('checkbox', { name: 'Mark a' }));
    const rowOf = (id: string) => document.querySelector(`[data-case="${id}"]`)!;
    fireEvent.click(rowOf('d'), { ctrlKey: true });
    expect(marked(app)).toEqual(['a', 'd']);
    fireEvent.click(rowOf('c'), { shiftKey: true });
    expect(marked(app)).toEqual(['a', 'c', 'd']);
    expect(app.screen.get().selection.kind).toBe('none');
    fireEvent.click(rowOf('b'));
    expect(app.screen.get().selection).toMatchObject({ kind: 'case', id: 'b' });
  });

  test('are acknowledged each by itself, and the summary hides no refusal', async () => {
    const { app, calls } = feed();
    for (const id of ['a', 'b', 'c', 'd']) act(() => app.toggleMark(id));
    fireEvent.click(screen.getByRole('button', { name: /^Acknowledge/ }));
    const results = within(await screen.findByRole('region', { name: 'Result' }));
    await results.findByText('2 acknowledged · 2 refused');
    expect(results.getByText(/not possible while “Closed”/)).toBeDefined();
    expect(results.getByText(/Somebody else acted on the case first/)).toBeDefined();
    expect(results.getByText('version is 9')).toBeDefined();
    expect(calls.filter(({ method }) => method === 'POST').map(({ path }) => path).sort()).toEqual(['b', 'c', 'd'].map((id) => `/cases/${id}/transitions`));
    expect(marked(app)).toEqual([]);
  });

  test('are assigned after a unit was named', async () => {
    const user = userEvent.setup();
    const { app, calls } = feed();
    act(() => {
      app.desk.units.set([{ code: 'w1', name: { en: 'Water company', zh: '水务公司' } }]);
      app.toggleMark('c');
    });
    await user.click(screen.getByRole('button', { name: 'Assign…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Assign 1 case' }));
    const submit = dialog.getByRole<HTMLButtonElement>('button', { name: 'Assign' });
    expect(submit.disabled).toBe(true);
    await user.type(dialog.getByRole('combobox', { name: 'Responsible unit' }), 'water');
    await user.keyboard('{ArrowDown}{Enter}');
    await user.click(submit);
    await screen.findByText('1 assigned');
    expect(calls.find(({ method }) => method === 'POST')).toMatchObject({ path: '/cases/c/assignments', body: { unit: 'w1', role: 'operator' } });
  });

  test('cannot be marked by someone who is not signed in', () => {
    const { app } = feed(city4, false);
    press(app, 'j');
    expect(press(app, 'x')).toBe(false);
    expect(press(app, 'ArrowDown', { shiftKey: true })).toBe(false);
    expect(press(app, 'a')).toBe(false);
    expect(screen.queryByRole('checkbox')).toBeNull();
    expect(marked(app)).toEqual([]);
  });

  test('have no accessibility fault that axe finds, marked and answered', async () => {
    const { app, container } = feed();
    act(() => app.toggleMark('a'));
    press(app, 'a');
    await screen.findByText('0 acknowledged · 1 refused');
    act(() => app.toggleMark('c'));
    expect(await faults(container)).toEqual([]);
  });
});

describe('the deadline light', () => {
  test('stands in the feed as a glyph with a name and in words', () => {
    const { app, show } = page(city4);
    const now = Date.now() / 1000;
    row(app, 'late', 5, 'red', now - 14 * 60 - 5);
    row(app, 'soon', 4, 'yellow', now + 22 * 60 + 30);
    row(app, 'stopped', 3, 'grey', now - 60);
    row(app, 'none', 2);
    app.releaseFeed();
    show(<Feed />);
    const texts = [...document.querySelectorAll('.feed-times .sub:last-child')].map((e) => e.textContent);
    expect(texts.slice(0, 3)).toEqual(['14 min late', '22 min left', 'paused']);
    expect(screen.getAllByRole('img').map((e) => e.getAttribute('aria-label')).filter((name) => name !== 'Moderate')).toEqual(['Overdue', 'Due soon', 'Paused']);
  });

  test('is filtered by chips with counts where the daemon counts it', () => {
    const { app, show } = page(city4);
    const city = app.city.get()!;
    const totals = (more: object) => {
      const m = decodeServerMessage({ op: 'delta', id: 't', from: 1, seq: 2, totals: { open: 9, ...more } });
      if (m.op === 'delta') app.board.totals.set('all', m.totals!);
    };
    totals({});
    const { unmount } = show(<FilterRow city={city} />);
    expect(screen.queryByRole('group', { name: 'Deadline' })).toBeNull();
    unmount();
    totals({ light: { green: 4, grey: 0, red: 3, unset: 0, yellow: 2 } });
    show(<FilterRow city={city} />);
    const chips = within(screen.getByRole('group', { name: 'Deadline' }));
    expect(chips.getAllByRole('button').map((b) => b.textContent)).toEqual(['Overdue3', 'Due soon2', 'In time4', 'Paused0']);
    fireEvent.click(chips.getByRole('button', { name: /Overdue/ }));
    expect(app.screen.get().filters.light).toEqual(['red']);
  });

  test('colours the map when chosen, and the legend says which it is', () => {
    const { app, show } = page(city4);
    show(<Legend />);
    expect(screen.getByText('Colour and shape: severity')).toBeDefined();
    fireEvent.click(screen.getByRole('radio', { name: 'Deadline' }));
    expect(app.screen.get().colourBy).toBe('light');
    expect(screen.getByText('Colour: deadline light')).toBeDefined();
    expect(screen.getByText('Shape: severity')).toBeDefined();
    for (const word of ['Overdue', 'Due soon', 'In time', 'Paused', 'No deadline']) expect(screen.getByText(word)).toBeDefined();
  });

  test('is counted by cell in the table of cells', () => {
    const { app, show } = page(city4);
    app.board.cells.put({ cell: '368df5a41', open: 9, red: 3, yellow: 2, worst: 2 });
    show(<CellsTable city={app.city.get()!} whole={false} />);
    expect(screen.getAllByRole('cell').map((e) => e.textContent).slice(2)).toEqual(['9', '3', '2']);
  });
});

describe('a case by hand', () => {
  const CLASSES = [
    { code: 'lamp', name: { en: 'Broken lamp', zh: '路灯不亮' }, group: null, handling: null, severity: null, keywords: ['streetlight', '路灯'] },
    { code: 'leak', name: { en: 'Water leak', zh: '漏水' }, group: null, handling: { value: 4, unit: 'working_hours' }, severity: 'Severe', keywords: ['pipe'] },
  ];

  test('is opened by I or +, but not by someone who is not signed in', () => {
    const { app } = page(city4);
    expect(press(app, 'i')).toBe(true);
    expect(app.screen.get().newCase).toBe(true);
    press(app, 'Escape');
    expect(app.screen.get().newCase).toBe(false);
    expect(press(app, '+', { shiftKey: true })).toBe(true);
    const stranger = page(city4, false).app;
    expect(press(stranger, 'i')).toBe(false);
    expect(press(stranger, '+')).toBe(false);
  });

  test('cannot be sent before class and description are there; a class is found by a keyword, a place is a click on the map', async () => {
    const user = userEvent.setup();
    const { app, calls, show } = page(({ path, method }) => (method === 'POST' && path === '/cases' ? json(201, { event: { id: 'e' }, case: raw('n1') }) : json(404, {})));
    app.desk.classes.set(CLASSES);
    app.set({ newCase: true });
    show(<NewCase />);
    const submit = screen.getByRole<HTMLButtonElement>('button', { name: 'Report' });
    expect(submit.disabled).toBe(true);
    expect(screen.getByText('Still needed: Class, Description')).toBeDefined();
    await user.type(screen.getByRole('combobox', { name: 'Class' }), 'pipe');
    await user.keyboard('{ArrowDown}{Enter}');
    await user.type(screen.getByRole('textbox', { name: /^Description/ }), 'Water on the street');
    await user.click(screen.getByRole('button', { name: 'Pick on the map' }));
    act(() => expect(app.placePicked({ lat: 31.5, lng: 108.25 })).toBe(true));
    expect(app.placePicked({ lat: 1, lng: 1 })).toBe(false);
    expect(screen.getByText('Place: 31.500000, 108.250000 (WGS 84)')).toBeDefined();
    await user.click(submit);
    await waitFor(() => expect(app.screen.get().selection).toMatchObject({ kind: 'case', id: 'n1' }));
    expect(calls.find(({ method }) => method === 'POST')!.body).toEqual({
      kind: 'request', service_code: 'leak', service_name: 'Water leak', description: 'Water on the street', lat: 31.5, long: 108.25, datum: 'wgs84', channel: 'phone',
    });
  });

  test('is offered the classes that its words speak of, and one press chooses', async () => {
    const user = userEvent.setup();
    const { app, show } = page(city4);
    app.desk.classes.set(CLASSES);
    app.set({ newCase: true });
    const { container } = show(<main><h1>x</h1><NewCase /></main>);
    expect(screen.queryByRole('group', { name: 'Suggested classes' })).toBeNull();
    await user.type(screen.getByRole('textbox', { name: /^Description/ }), 'A PIPE is broken');
    const offered = within(screen.getByRole('group', { name: 'Suggested classes' }));
    expect(offered.getAllByRole('button').map((b) => b.textContent)).toEqual(['Water leak']);
    expect(screen.getByText('Suggested classes: Water leak')).toBeDefined();
    const leak = offered.getByRole('button', { name: 'Class: Water leak' });
    expect(leak.getAttribute('aria-pressed')).toBe('false');
    await user.tab();
    expect(document.activeElement).toBe(leak);
    await user.keyboard('{Enter}');
    expect(app.newCase.draft.get().class).toBe('leak');
    expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Class' }).value).toBe('Water leak');
    // The choice keeps its place and its focus, and can be seen there.
    expect(document.activeElement).toBe(leak);
    expect(leak.getAttribute('aria-pressed')).toBe('true');
    expect(await faults(container)).toEqual([]);
    act(() => app.set({ language: 'zh' }));
    expect(screen.getByRole('group', { name: '建议类别' })).toBeDefined();
    expect(screen.getByRole('button', { name: '类别：漏水' })).toBeDefined();
  });

  test('takes a typed place in its own datum', async () => {
    const user = userEvent.setup();
    const { app, show } = page(city4);
    app.set({ newCase: true });
    show(<NewCase />);
    await user.selectOptions(screen.getByRole('combobox', { name: 'Datum of the coordinate' }), 'gcj02');
    await user.type(screen.getByRole('textbox', { name: 'Coordinate' }), '31.0034, 108.0021');
    expect(app.newCase.draft.get().place).toEqual({ lat: 31.0034, lng: 108.0021, datum: 'gcj02' });
    expect(app.placeAt.get()!.lng).not.toBeCloseTo(108.0021, 4);
  });

  test('has no accessibility fault that axe finds', async () => {
    const { app, show } = page(city4);
    app.desk.classes.set(CLASSES);
    const { container } = show(<main><h1>x</h1><TopBar city={app.city.get()!} /><NewCase /></main>);
    expect(await faults(container)).toEqual([]);
  });
});

test('the list of keys names those of actions only for those who may act', () => {
  const { app, show } = page(city4);
  app.set({ keysOpen: true });
  const { unmount } = show(<KeysDialog />);
  expect(screen.getByText('Note on the open case')).toBeDefined();
  unmount();
  const stranger = page(city4, false);
  stranger.app.set({ keysOpen: true });
  stranger.show(<KeysDialog />);
  expect(screen.queryByText('Note on the open case')).toBeNull();
});

test('without a signed-in person the page shows nothing of actions', () => {
  const { app, show } = page(city4, false);
  app.set({ newCase: true });
  show(<main><TopBar city={app.city.get()!} /><Feed /><NewCase /></main>);
  expect(screen.queryByRole('button', { name: 'New case' })).toBeNull();
  expect(screen.queryByRole('dialog')).toBeNull();
});
