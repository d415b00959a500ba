import { afterEach, describe, expect, test, vi } from 'vitest';
import { Refused } from '../wire/problem';
import { api } from './api';

const json = (status: number, body: unknown, type = 'application/json') => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type } });
const answers = (response: () => Response | Promise<Response>) => {
  const fetch = vi.fn<(url: string, init: RequestInit) => Promise<Response>>(() => Promise.resolve(response()));
  vi.stubGlobal('fetch', fetch);
  return fetch;
};
const act = () => api.act('c/1', 'comment', { expected_version: 3, note: 'x' }, 'key-1', new AbortController().signal);

afterEach(() => vi.unstubAllGlobals());

describe('a write', () => {
  test('carries its key, its words and where it goes', async () => {
    const fetch = answers(() => json(201, { event: { id: 'e' } }));
    expect(await act()).toEqual({ eventId: 'e', case: null });
    const [url, init] = fetch.mock.calls[0]!;
    expect(url).toBe('/api/v1/cases/c%2F1/comments');
    expect(init.method).toBe('POST');
    expect(init.headers).toMatchObject({ 'Idempotency-Key': 'key-1', 'Content-Type': 'application/json' });
    expect(JSON.parse(init.body as string)).toEqual({ expected_version: 3, note: 'x' });
  });

  test('that was stored before is answered like the first time', async () => {
    answers(() => json(200, { event: { id: 'e' } }));
    expect((await act()).eventId).toBe('e');
  });

  test('that is refused says why', async () => {
    answers(() => json(403, { code: 'forbidden', detail: 'supervisor needed' }, 'application/problem+json'));
    const error: unknown = await act().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Refused);
    expect((error as Refused).refusal).toMatchObject({ status: 403, code: 'forbidden', detail: 'supervisor needed' });
  });

  test('that a stranger on the way refuses is refused too, and may be tried again where he failed', async () => {
    answers(() => new Response('<html>', { status: 502, headers: { 'Content-Type': 'text/html' } }));
    const error: unknown = await act().catch((e: unknown) => e);
    expect((error as Refused).refusal).toMatchObject({ status: 502, code: 'http_502', retry: true, case: null });
  });

  test('that nobody answered is no refusal', async () => {
    answers(() => Promise.reject(new TypeError('network')));
    await expect(act()).rejects.toBeInstanceOf(TypeError);
  });
});
