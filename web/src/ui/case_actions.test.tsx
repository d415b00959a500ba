import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CasePanel } from './case_panel';
import { handleKey } from './use_keys';
import { faults, json, page, type Call } from './test_screen';

const HOSTILE = '<img src=x onerror=alert(1)>';
const MAY = [
  { action: 'transition', to: 'acknowledged', needs: [], role: 'operator' },
  { action: 'transition', to: 'suspended', needs: ['reason_code', 'note'], role: 'supervisor' },
  { action: 'comment', needs: ['note'], role: 'operator' },
  { action: 'merge', needs: ['into'], role: 'operator' },
];
const raw = (more: object = {}) => ({
  id: 'c1', title: 'Water leak', state: 'dispatched', severity: 'Severe', opened_at: '2026-11-24T06:00:00Z', version: 3, light: 'yellow', due_at: '2999-01-01T00:00:00Z', may: MAY, ...more,
});
const event = (seq: number, type: string, data: object = {}) => ({ seq, recorded_at: '2026-11-24T06:00:00Z', event: { type, data, source: 'urn:x' } });
const REPORT = event(5, 'gridhall.incident.reported.v1');
const DEADLINE = {
  clocks: [
    { clock: 'handling', light: 'yellow', due_from: 'class_table', due_at: '2026-11-27T09:00:00Z', limit: { value: 8, unit: 'working_hours' }, used_minutes: 20, allowance_minutes: 480,
      ledger: [{ from: '2026-11-27T08:40:00Z', to: '2026-11-27T09:00:00Z', kind: 'counted', counted_minutes: 20 }] },
    { clock: 'total', used_minutes: 40, light: null },
  ],
};

interface World { case: object; events: object[]; post: (call: Call) => Response | Promise<Response>; duplicates: object[] }

function open(world: Partial<World> = {}) {
  const w: World = { case: raw(), events: [REPORT], post: () => json(201, {}), duplicates: [], ...world };
  const p = page((call) => {
    if (call.method === 'POST') return w.post(call);
    if (call.path.endsWith('/history')) return json(200, { events: w.events, transitions: [] });
    if (call.path.endsWith('/deadline')) return json(200, DEADLINE);
    if (call.path.endsWith('/duplicates')) return json(200, { cases: w.duplicates });
    return json(200, w.case);
  });
  p.app.set({ selection: { kind: 'case', id: 'c1', cell: null } });
  return { ...p, w, ...p.show(<main><h1>x</h1><CasePanel id="c1" /></main>) };
}

const posts = (calls: readonly Call[]) => calls.filter(({ method }) => method === 'POST');
const button = (name: string | RegExp) => screen.getByRole('button', { name });

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the actions of a case', () => {
  test('are those that the daemon allows and no others', async () => {
    open();
    const actions = within(await screen.findByRole('region', { name: 'Actions' }));
    expect(actions.getAllByRole('button').map((b) => b.textContent)).toEqual(['AcknowledgeA', 'Suspend, as supervisor', 'NoteN', 'More actions ']);
  });

  test('are not there at all where the daemon names none', async () => {
    open({ case: raw({ may: undefined }), duplicates: [raw({ id: 'd1', title: 'Twin' })] });
    await screen.findByText('Twin');
    expect(screen.queryByRole('region', { name: 'Actions' })).toBeNull();
    expect(screen.queryByRole('button', { name: /Merge|Note|Acknowledge|Claim/ })).toBeNull();
  });

  test('are pending at once and stored only when the daemon has answered', async () => {
    let answer: (response: Response) => void = () => undefined;
    open({ post: () => new Promise((resolve) => (answer = resolve)) });
    fireEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }));
    expect(screen.getByText('Acknowledge: sending')).toBeDefined();
    expect(screen.getByText('Acknowledged, sending')).toBeDefined();
    expect(screen.queryByText('Acknowledge: stored')).toBeNull();
    await act(async () => {
      answer(json(201, { event: { id: 'e' }, case: raw({ state: 'acknowledged', version: 4, may: [] }) }));
      await Promise.resolve();
    });
    await screen.findByText('Acknowledge: stored');
    expect(document.querySelector('.state')?.textContent).toBe('Acknowledged');
  });

  test('with a form cannot be sent before what they need is typed, and say what that is', async () => {
    const user = userEvent.setup();
    const { calls } = open({ post: () => json(201, {}) });
    await user.click(await screen.findByRole('button', { name: 'Suspend, as supervisor' }));
    const form = within(screen.getByRole('form', { name: 'Suspend, as supervisor' }));
    const submit = form.getByRole<HTMLButtonElement>('button', { name: 'Suspend, as supervisor' });
    expect(submit.disabled).toBe(true);
    expect(form.getByText('Still needed: Reason, Note')).toBeDefined();
    await user.selectOptions(form.getByRole('combobox', { name: 'Reason' }), 'weather');
    expect(form.getByText('Still needed: Note')).toBeDefined();
    expect(submit.disabled).toBe(true);
    await user.type(form.getByRole('textbox', { name: /^Note/ }), 'Storm');
    expect(submit.disabled).toBe(false);
    await user.click(submit);
    expect(posts(calls)[0]).toMatchObject({ path: '/cases/c1/transitions', body: { to: 'suspended', reason_code: 'weather', note: 'Storm', role: 'supervisor', expected_version: 3 } });
  });

  test('that meet a conflict show who did what meanwhile, the new state, and can be tried against it', async () => {
    const now = raw({ state: 'in_progress', version: 6, owner: { name: HOSTILE, until: null } });
    const { w, calls } = open({ post: () => json(409, { code: 'conflict', detail: 'version moved on', case: now }) });
    const press = await screen.findByRole('button', { name: 'Acknowledge' });
    await screen.findByRole('region', { name: 'Timeline' });
    w.case = now;
    w.events = [REPORT, event(9, 'gridhall.case.assigned.v1', { actor: 'Li Wei', role: 'supervisor', unit: 'water', note: HOSTILE })];
    fireEvent.click(press);
    const notice = within(await screen.findByRole('alert'));
    expect(notice.getByText('Somebody else acted on the case first.')).toBeDefined();
    expect(notice.getByText('Now: In progress')).toBeDefined();
    await notice.findByText('Assigned to water');
    expect(notice.getByText('Li Wei').tagName).toBe('BDI');
    expect(document.querySelector('.state')?.textContent).toBe('In progress');
    expect(document.querySelectorAll('img')).toHaveLength(0);
    w.post = () => json(201, { event: { id: 'e' }, case: raw({ state: 'acknowledged', version: 7 }) });
    fireEvent.click(notice.getByRole('button', { name: 'Try again against the new state' }));
    await screen.findByText('Acknowledge: stored');
    expect(posts(calls).map(({ body }) => body['expected_version'])).toEqual([3, 6]);
  });

  test('that the new state no longer allows say so and offer no second try', async () => {
    const now = raw({ state: 'closed', version: 6, may: [] });
    const { w } = open({ post: () => json(409, { code: 'transition_not_allowed', case: now }) });
    const press = await screen.findByRole('button', { name: 'Acknowledge' });
    w.case = now;
    fireEvent.click(press);
    const notice = within(await screen.findByRole('alert'));
    expect(notice.getByText('From “Closed” this is no longer possible.')).toBeDefined();
    expect(notice.queryByRole('button', { name: 'Try again against the new state' })).toBeNull();
  });

  test('that are refused say why in our words and in the daemon’s', async () => {
    open({ post: () => json(403, { code: 'forbidden', detail: 'role supervisor needed', request_id: 'r7', errors: [{ pointer: '/role', detail: 'operator' }] }) });
    fireEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }));
    const notice = within(await screen.findByRole('alert'));
    for (const text of ['Your role is not enough for this.', 'role supervisor needed', 'r7', '/role · operator']) expect(notice.getByText(text)).toBeDefined();
  });

  test('have no accessibility fault that axe finds, open and refused', async () => {
    const { container } = open({ post: () => json(403, { code: 'forbidden', detail: 'no' }), duplicates: [raw({ id: 'd1', title: 'Twin', distance_m: 4 })] });
    fireEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }));
    await screen.findByRole('alert');
    fireEvent.click(button('Suspend, as supervisor'));
    fireEvent.click(button('How it is counted'));
    expect(await faults(container)).toEqual([]);
  });
});

describe('the deadline bar', () => {
  test('shows the light as a glyph and a word, the time left, and its ledger behind a button', async () => {
    open();
    const bar = within(await screen.findByRole('region', { name: 'Deadline' }));
    expect(bar.getByText('Due soon')).toBeDefined();
    expect(document.querySelector('.deadline svg[data-light="yellow"]')).not.toBeNull();
    expect(bar.getByText(/ left$/)).toBeDefined();
    const why = await bar.findByRole('button', { name: 'How it is counted' });
    expect(bar.queryByText('Fri 16:40–17:00 counted 20 min')).toBeNull();
    fireEvent.click(why);
    expect(await bar.findByText('Fri 16:40–17:00 counted 20 min')).toBeDefined();
    expect(bar.getByText('Resident’s total')).toBeDefined();
  });

  test('says late where the due time has passed, and paused where the clock stands', async () => {
    const { unmount } = open({ case: raw({ light: 'red', due_at: '2020-01-01T00:00:00Z' }) });
    expect(await screen.findByText(/ late$/)).toBeDefined();
    unmount();
    open({ case: raw({ light: 'grey', due_at: '2020-01-01T00:00:00Z' }) });
    expect(await screen.findByText('paused')).toBeDefined();
    expect(screen.queryByText(/ late$/)).toBeNull();
  });
});

describe('likely duplicates', () => {
  test('are merged only after a question that names both cases', async () => {
    const user = userEvent.setup();
    const { calls } = open({ duplicates: [raw({ id: 'd1', title: HOSTILE, distance_m: 12.4, hours_apart: 1.5 })] });
    const list = within(await screen.findByRole('region', { name: 'Likely duplicates' }));
    expect(list.getByText(/12 m away · 1.5 h apart/)).toBeDefined();
    await user.click(list.getByRole('button', { name: `Merge into this: ${HOSTILE}` }));
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByText('Water leak', { selector: 'bdi' })).toBeDefined();
    expect(dialog.getAllByText(HOSTILE, { selector: 'bdi' })).toHaveLength(2);
    expect(posts(calls)).toHaveLength(0);
    await user.click(dialog.getByRole('button', { name: 'Merge' }));
    await waitFor(() => expect(posts(calls)[0]).toMatchObject({ path: '/cases/c1/merges', body: { into: 'd1', expected_version: 3 } }));
  });

  test('leave the panel open while their question is up, wherever the focus is', async () => {
    const { app } = open({ duplicates: [raw({ id: 'd1', title: 'Twin' })] });
    fireEvent.click(await screen.findByRole('button', { name: 'Merge into this: Twin' }));
    await screen.findByRole('alertdialog');
    expect(handleKey(app, new KeyboardEvent('keydown', { key: 'Escape' }))).toBe(false);
    expect(app.screen.get().selection.kind).toBe('case');
  });

  test('that were merged can be parted again, after a question', async () => {
    const user = userEvent.setup();
    const { calls } = open({ case: raw({ state: 'merged', parent: 'p1', may: [{ action: 'unmerge', needs: [], role: 'operator' }] }) });
    await user.click(await screen.findByRole('button', { name: /More actions/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Undo the merge' }));
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Undo the merge' }));
    await waitFor(() => expect(posts(calls)[0]).toMatchObject({ path: '/cases/c1/merges', body: { undo: true } }));
  });
});

describe('the keys of actions', () => {
  const press = (app: Parameters<typeof handleKey>[0], key: string) => handleKey(app, new KeyboardEvent('keydown', { key }));

  test('act on the open case where that is allowed', async () => {
    const { app, calls } = open({ post: () => json(201, {}) });
    await screen.findByRole('region', { name: 'Actions' });
    act(() => void press(app, 'n'));
    expect(screen.getByRole('form', { name: 'Note' })).toBeDefined();
    expect(document.activeElement?.tagName).toBe('TEXTAREA');
    act(() => void press(app, 'a'));
    await waitFor(() => expect(posts(calls)[0]).toMatchObject({ body: { to: 'acknowledged' } }));
  });

  test('mean nothing where it is not allowed, or when single keys are off', async () => {
    const { app, calls } = open({ case: raw({ may: [] }) });
    await screen.findByText('Nothing can be done to this case now.');
    for (const key of ['a', 'n', 't']) expect(press(app, key)).toBe(false);
    app.set({ singleKeys: false });
    expect(press(app, 'i')).toBe(false);
    expect(posts(calls)).toHaveLength(0);
  });
});
