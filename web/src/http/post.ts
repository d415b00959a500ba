// One write. The caller's key makes it safe to send the very same words again when no answer came.

import { Refused, decodeProblem, type Refusal } from '../wire/problem';

/** A daemon that is there answers within this; silence beyond it counts as a lost line. */
const ANSWER_MS = 20_000;

/** Throws Refused where the daemon said no; anything else thrown means that nobody knows whether it was stored. */
export async function post<T>(url: string, body: object, key: string, signal: AbortSignal, decode: (value: unknown) => T): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(body),
  });
  if (response.ok) return decode(await response.json());
  throw new Refused(await refusalOf(response));
}

async function refusalOf(response: Response): Promise<Refusal> {
  const { status } = response;
  const bare = { status, code: `http_${status}`, detail: response.statusText, retry: status >= 500, requestId: null, errors: [], case: null };
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) return bare;
  try {
    return decodeProblem(await response.json(), status);
  } catch {
    return bare;
  }
}
