import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EMPTY_DRAFT } from '../state/draft';
import { countBulk } from '../state/bulk';
import { decodeCase, type Case } from '../wire/case';
import type { Permission } from '../wire/action';
import { Desk } from './desk';
import { NewCaseRun } from './new_case_run';

const MAY = [
  { action: 'transition', to: 'acknowledged', needs: [], role: 'operator' },
  { action: 'assign', needs: ['unit'], role: 'operator' },
];
const raw = (id: string, more: object = {}) => ({ id, state: 'dispatched', opened_at: '2026-11-24T06:00:00Z', version: 3, may: MAY, ...more });
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' } });
const stored = (id: string, more: object = {}) => json(201, { event: { id: 'e' }, case: raw(id, { state: 'acknowledged', version: 4, may: [], ...more }) });

interface Call { method: string; url: string; key: string | null; body: Record<string, unknown> }
let calls: Call[];
/** Answers in turn; the last one again and again. */
let respond: (call: Call) => Response;

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    const call: Call = { method: init.method ?? 'GET', url, key: headers.get('Idempotency-Key'), body: init.body ? (JSON.parse(init.body as string) as Record<string, unknown>) : {} };
    calls.push(call);
    return new Promise<Response>((resolve) => resolve(respond(call)));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const posts = () => calls.filter(({ method }) => method === 'POST');
const lost = (): never => {
  throw new TypeError('network');
};
const settle = () => vi.advanceTimersByTimeAsync(20_000);

describe('an action', () => {
  const item: Case = decodeCase(raw('c1'));
  const acknowledge: Permission = item.may![0]!;
  const act = (desk: Desk) => desk.act({ case: item, seq: 10 }, acknowledge);

  test('is pending at once and confirmed only by the daemon’s word', async () => {
    respond = () => stored('c1');
    const desk = new Desk();
    const done = act(desk);
    expect(desk.attempts.get().get('c1')?.phase).toBe('pending');
    await done;
    expect(desk.attempts.get().get('c1')?.phase).toBe('confirmed');
    expect(desk.newest.get().get('c1')?.state).toBe('acknowledged');
    expect(posts()[0]).toMatchObject({ url: '/api/v1/cases/c1/transitions', body: { to: 'acknowledged', expected_version: 3, role: 'operator' } });
  });

  test('is sent again under the same key where the line was lost, and never twice under two', async () => {
    let n = 0;
    respond = () => (n++ < 2 ? lost() : stored('c1'));
    const desk = new Desk();
    void act(desk);
    await vi.advanceTimersByTimeAsync(500);
    expect(desk.attempts.get().get('c1')).toMatchObject({ phase: 'pending', lost: 1 });
    await settle();
    expect(desk.attempts.get().get('c1')?.phase).toBe('confirmed');
    expect(posts()).toHaveLength(3);
    expect(new Set(posts().map(({ key }) => key)).size).toBe(1);
    expect(new Set(posts().map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test('without any answer is said to be so, and sending again keeps its key', async () => {
    respond = lost;
    const desk = new Desk();
    void act(desk);
    await settle();
    expect(desk.attempts.get().get('c1')?.phase).toBe('unanswered');
    respond = () => json(200, { event: { id: 'e' } });
    await desk.resend('c1');
    expect(desk.attempts.get().get('c1')?.phase).toBe('confirmed');
    expect(new Set(posts().map(({ key }) => key)).size).toBe(1);
  });

  test('pressed twice is sent once', async () => {
    respond = () => stored('c1');
    const desk = new Desk();
    await Promise.all([act(desk), act(desk)]);
    expect(posts()).toHaveLength(1);
  });

  test('that is refused is not repeated by itself', async () => {
    respond = () => json(403, { code: 'forbidden', detail: 'no' });
    const desk = new Desk();
    await act(desk);
    await settle();
    expect(posts()).toHaveLength(1);
    expect(desk.attempts.get().get('c1')).toMatchObject({ phase: 'refused', refusal: { code: 'forbidden' } });
  });

  test('waits for a busy store and then says that it was refused', async () => {
    respond = () => json(503, { code: 'storage_busy', retry: true });
    const desk = new Desk();
    void act(desk);
    await settle();
    expect(posts()).toHaveLength(4);
    expect(desk.attempts.get().get('c1')).toMatchObject({ phase: 'refused', refusal: { code: 'storage_busy' } });
  });

  test('after a conflict is tried against the new state with a key of its own', async () => {
    respond = () => json(409, { code: 'conflict', case: raw('c1', { version: 5 }) });
    const desk = new Desk();
    await act(desk);
    expect(desk.newest.get().get('c1')?.version).toBe(5);
    respond = () => stored('c1');
    await desk.tryAgain({ case: desk.newest.get().get('c1')!, seq: 12 });
    expect(desk.attempts.get().get('c1')?.phase).toBe('confirmed');
    expect(posts().map(({ body }) => body['expected_version'])).toEqual([3, 5]);
    expect(new Set(posts().map(({ key }) => key)).size).toBe(2);
  });

  test('that the new state does not allow is not tried again', async () => {
    respond = () => json(409, { code: 'transition_not_allowed', case: raw('c1', { version: 5, state: 'closed', may: [] }) });
    const desk = new Desk();
    await act(desk);
    await desk.tryAgain({ case: desk.newest.get().get('c1')!, seq: 12 });
    expect(posts()).toHaveLength(1);
  });
});

describe('an action on several cases', () => {
  const cases = ['a', 'b', 'c', 'd'].map((id) => ({ id, title: id }));
  const idOf = (url: string) => /cases\/(\w+)/.exec(url)![1]!;

  test('has a call, a key and a result of its own for each', async () => {
    respond = ({ method, url }) => {
      const id = idOf(url);
      if (method === 'GET') return json(200, raw(id, id === 'b' ? { state: 'closed', may: [] } : {}));
      return id === 'c' ? json(409, { code: 'conflict', case: raw(id, { version: 9 }) }) : stored(id);
    };
    const { bulk } = new Desk();
    await bulk.start('acknowledge', EMPTY_DRAFT, cases);
    expect(posts().map(({ url }) => idOf(url)).sort()).toEqual(['a', 'c', 'd']);
    expect(new Set(posts().map(({ key }) => key)).size).toBe(3);
    expect(countBulk(bulk.state.get()!)).toEqual({ confirmed: 2, refused: 2, unanswered: 0, open: 0 });
    expect(bulk.state.get()!.items.map(({ id, phase, notAllowed, refusal }) => [id, phase, notAllowed, refusal?.code])).toEqual([
      ['a', 'confirmed', null, undefined], ['b', 'refused', 'closed', undefined], ['c', 'refused', null, 'conflict'], ['d', 'confirmed', null, undefined],
    ]);
  });

  test('counts silence as silence, and sends that again under its key', async () => {
    respond = ({ method, url }) => (method === 'GET' ? json(200, raw(idOf(url))) : idOf(url) === 'a' ? lost() : stored(idOf(url)));
    const { bulk } = new Desk();
    void bulk.start('assign', { ...EMPTY_DRAFT, unit: 'w' }, cases);
    await settle();
    expect(countBulk(bulk.state.get()!)).toEqual({ confirmed: 3, refused: 0, unanswered: 1, open: 0 });
    respond = ({ url }) => stored(idOf(url));
    await bulk.resend();
    expect(countBulk(bulk.state.get()!)).toEqual({ confirmed: 4, refused: 0, unanswered: 0, open: 0 });
    expect(new Set(posts().filter(({ url }) => idOf(url) === 'a').map(({ key }) => key)).size).toBe(1);
    expect(posts().every(({ body }) => body['unit'] === 'w')).toBe(true);
  });
});

describe('a case by hand', () => {
  const words = { class: 'leak', description: 'Water' };

  test('keeps its key and its words until somebody answers', async () => {
    respond = lost;
    const run = new NewCaseRun();
    run.draft.update(words);
    void run.send();
    await settle();
    expect(run.state.get()?.phase).toBe('unanswered');
    respond = () => stored('n1');
    run.draft.update({ description: 'typed over' });
    expect((await run.send())?.case?.id).toBe('n1');
    expect(new Set(posts().map(({ key }) => key)).size).toBe(1);
    expect(posts().every(({ body }) => body['description'] === 'Water' && !('expected_version' in body))).toBe(true);
  });

  test('that was refused is a new report once its words are others', async () => {
    respond = () => json(400, { code: 'schema_violation' });
    const run = new NewCaseRun();
    run.draft.update(words);
    await run.send();
    expect(run.state.get()).toMatchObject({ phase: 'refused', refusal: { code: 'schema_violation' } });
    respond = () => stored('n1');
    await run.send();
    expect(new Set(posts().map(({ key }) => key)).size).toBe(2);
  });

  test('does not lose its words when the form is closed', () => {
    const run = new NewCaseRun();
    run.draft.update(words);
    run.closed();
    expect(run.draft.get().description).toBe('Water');
    run.discard();
    expect(run.draft.get().description).toBe('');
  });
});
