// The golden exchanges over HTTP: what the daemon's own tests hold it to, this page understands.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeAnswer } from './answer';
import { decodeCase, decodeHistory } from './case';
import { decodeDeadline } from './deadline';
import { decodeDuplicates, decodeMerged } from './duplicates';
import { decodeProblem } from './problem';
import { decodeClasses, decodeMe, decodeUnits } from './tables';

const FOLDER = join(import.meta.dirname, '../../../tests/fixtures/wire');

interface Exchange {
  readonly request: { readonly method: string; readonly path: string };
  readonly answer: { readonly status: number; readonly body: unknown };
}

const DECODERS: readonly (readonly [RegExp, (body: unknown) => unknown])[] = [
  [/\/me$/, decodeMe],
  [/\/classes$/, decodeClasses],
  [/\/units$/, decodeUnits],
  [/\/cases\/[^/]+$/, (body) => decodeCase(body)],
  [/\/duplicates$/, decodeDuplicates],
  [/\/merged$/, decodeMerged],
  [/\/history$/, decodeHistory],
  [/\/deadline$/, decodeDeadline],
];

const files = readdirSync(FOLDER).filter((file) => file.startsWith('http_'));
const exchanges = files.flatMap((file) => (JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as { exchanges: Exchange[] }).exchanges);

test('there are some', () => expect(exchanges.length).toBeGreaterThan(0));

describe.each(exchanges.map((exchange) => [`${exchange.request.method} ${exchange.request.path}`, exchange] as const))('%s', (_, { request, answer }) => {
  test('is understood', () => {
    if (request.method === 'POST') {
      if (answer.status >= 400) expect(decodeProblem(answer.body, answer.status).code).not.toBe('');
      else expect(decodeAnswer(answer.body).case).not.toBeNull();
      return;
    }
    const decoder = DECODERS.find(([path]) => path.test(request.path));
    if (decoder) expect(decoder[1](answer.body)).toBeTruthy();
  });
});

test('a merged case stands in its parent’s list', () => {
  const merged = exchanges.find(({ request }) => request.path.endsWith('/merged'))!;
  expect(decodeMerged(merged.answer.body).cases.map(({ id }) => id)).toEqual(['k3x9-3']);
});
