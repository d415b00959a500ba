import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { App } from '../app';
import { Pinned } from './pinned';
import { faults, json, page, type Call, type Daemon } from './test_screen';

const MAY = [{ action: 'transition', to: 'acknowledged', needs: [], role: 'operator' }, { action: 'transition', to: 'returned', needs: ['reason_code'], role: 'operator' }];
const raw = (id: string, more: object = {}) => ({ id, title: id, state: 'dispatched', severity: 'Extreme', opened_at: '2026-11-24T06:00:00Z', version: 3, may: MAY, ...more });
const idOf = (path: string) => /cases\/([\w-]+)/.exec(path)![1]!;

const pin = (app: App, id: string, t: number, state = 'dispatched') =>
  app.board.pinned.put({ id, cell: null, class: 'k', state, light: 'unset', severity: 4, lat: null, lng: null, t, due: null, title: id });

function list(post: (call: Call) => Response | Promise<Response>, more: { get?: Daemon; signedIn?: boolean; ids?: readonly string[] } = {}) {
  const p = page((call) => (call.method === 'POST' ? post(call) : (more.get ?? (({ path }) => json(200, raw(idOf(path)))))(call)), more.signedIn);
  (more.ids ?? ['gas', 'fire']).forEach((id, k) => pin(p.app, id, 100 - k));
  const leave = (id: string) => act(() => {
    p.app.board.pinned.remove(id);
    p.app.data.bump();
  });
  return { ...p, leave, ...p.show(<main><h1>x</h1><Pinned /><aside id="feed" tabIndex={-1} /></main>) };
}

const posts = (calls: readonly Call[]) => calls.filter(({ method }) => method === 'POST');
const button = (id: string) => screen.getByRole('button', { name: `Acknowledge: ${id}` });
const rowOf = (id: string) => within(button(id).closest('li')!);
const stored = (id: string) => json(201, { event: { id: 'e' }, case: raw(id, { state: 'acknowledged', version: 4, may: [] }) });

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a case that needs acknowledging', () => {
  test('is acknowledged from its row by keyboard: pending until the daemon has stored it', async () => {
    const user = userEvent.setup();
    let answer: (response: Response) => void = () => undefined;
    const { app, calls } = list(() => new Promise((resolve) => (answer = resolve)));
    await user.tab();
    await user.tab();
    expect(document.activeElement).toBe(button('gas'));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(posts(calls)).toHaveLength(1));
    expect(posts(calls)[0]).toMatchObject({ path: '/cases/gas/transitions', body: { to: 'acknowledged', expected_version: 3, role: 'operator' } });
    expect(rowOf('gas').getByText('Acknowledged, sending')).toBeDefined();
    expect(rowOf('gas').getByText('Acknowledge: sending')).toBeDefined();
    expect(button('gas').getAttribute('aria-disabled')).toBe('true');
    await user.keyboard('{Enter}');
    expect(screen.queryByText(/stored/)).toBeNull();
    await act(async () => {
      answer(stored('gas'));
      await Promise.resolve();
    });
    await screen.findByText('Acknowledge: stored: gas');
    expect(rowOf('gas').getByText('Acknowledge: stored')).toBeDefined();
    expect(posts(calls)).toHaveLength(1);
    expect(app.screen.get().selection.kind).toBe('none');
  });

  test('that was refused says why in its row, and can be tried against the new state', async () => {
    let post = (id: string) => json(409, { code: 'conflict', detail: 'version moved on', case: raw(id, { version: 6 }) });
    const { calls } = list(({ path }) => post(idOf(path)));
    fireEvent.click(button('gas'));
    const notice = within(await rowOf('gas').findByRole('alert'));
    expect(notice.getByText('Acknowledge: refused')).toBeDefined();
    expect(notice.getByText('Somebody else acted on the case first.')).toBeDefined();
    expect(rowOf('fire').queryByRole('alert')).toBeNull();
    post = stored;
    fireEvent.click(notice.getByRole('button', { name: 'Try again against the new state' }));
    await rowOf('gas').findByText('Acknowledge: stored');
    expect(posts(calls).map(({ body }) => body['expected_version'])).toEqual([3, 6]);
  });

  test('from whose state that is not possible says so and what is, sends nothing, and opens the case', async () => {
    const filing = [{ action: 'transition', to: 'filed', needs: [], role: 'operator' }, { action: 'transition', to: 'rejected', needs: ['reason_code'], role: 'operator' }, { action: 'comment', needs: ['note'], role: 'operator' }];
    const { app, calls } = list(() => json(500, {}), { get: ({ path }) => json(200, raw(idOf(path), { state: 'reported', may: filing })), ids: [] });
    act(() => {
      pin(app, 'gas', 1, 'reported');
      app.data.bump();
    });
    fireEvent.click(button('gas'));
    const notice = within(await rowOf('gas').findByRole('alert'));
    expect(notice.getByText('Acknowledge: not possible while “Reported”.')).toBeDefined();
    expect(notice.getByText('Possible now: File, Reject')).toBeDefined();
    expect(posts(calls)).toHaveLength(0);
    fireEvent.click(notice.getByRole('button', { name: 'Open the case' }));
    expect(app.screen.get().selection).toMatchObject({ kind: 'case', id: 'gas' });
    // Somebody has moved it on: what was said of the old state goes.
    act(() => {
      pin(app, 'gas', 1, 'dispatched');
      app.data.bump();
    });
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('that cannot be asked about says that nothing was sent', async () => {
    const { calls } = list(() => json(500, {}), { get: () => Promise.reject(new TypeError('network')) });
    fireEvent.click(button('gas'));
    expect(await rowOf('gas').findByText('Acknowledge: no answer. Nothing was sent.')).toBeDefined();
    expect(button('gas').getAttribute('aria-disabled')).toBeNull();
    expect(posts(calls)).toHaveLength(0);
  });

  test('that leaves the list hands the focus to its neighbour’s title, never to its button', () => {
    const { leave } = list(() => json(500, {}));
    button('gas').focus();
    leave('gas');
    expect(document.activeElement).toBe(rowOf('fire').getByText('fire').closest('button'));
    leave('fire');
    expect(document.activeElement?.id).toBe('feed');
  });

  test('that has only just come under the pointer is not taken for the one before it', async () => {
    const user = userEvent.setup();
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const { calls, leave } = list(({ path }) => stored(idOf(path)));
    now.mockReturnValue(2000);
    leave('gas');
    now.mockReturnValue(2300);
    await user.click(button('fire'));
    expect(calls).toHaveLength(0);
    now.mockReturnValue(2600);
    await user.click(button('fire'));
    await waitFor(() => expect(posts(calls)).toHaveLength(1));
  });

  test('that comes back to the list is not shown as stored', async () => {
    const { app, leave } = list(({ path }) => stored(idOf(path)));
    fireEvent.click(button('gas'));
    await rowOf('gas').findByText('Acknowledge: stored');
    leave('gas');
    act(() => {
      pin(app, 'gas', 200);
      app.data.bump();
    });
    expect(rowOf('gas').queryByText('Acknowledge: stored')).toBeNull();
    expect(rowOf('gas').getByText(/^waiting/)).toBeDefined();
  });

  test('has no button for someone who is not signed in', () => {
    list(() => json(500, {}), { signedIn: false });
    expect(screen.queryByRole('button', { name: /^Acknowledge/ })).toBeNull();
  });

  test('has no accessibility fault that axe finds, plain and refused', async () => {
    const { container } = list(() => json(403, { code: 'forbidden', detail: 'no' }));
    expect(await faults(container)).toEqual([]);
    fireEvent.click(button('gas'));
    await rowOf('gas').findByRole('alert');
    expect(await faults(container)).toEqual([]);
  });
});
