// The wire fixtures are the contract that the daemon's own tests read too.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CaseStore } from '../state/cases';
import { CellStore } from '../state/cells';
import { Subscription } from '../state/subscription';
import { decodeServerMessage, type Totals } from './live';

const FOLDER = join(import.meta.dirname, '../../../tests/fixtures/wire');
const FILES = readdirSync(FOLDER).filter((file) => file.startsWith('dash_') && file.endsWith('.json'));

interface Fixture { name: string; messages: { dir: 'S' | 'C'; msg: unknown }[] }
const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Fixture;

/** Runs the server's side of a fixture through a subscription per id. */
function play({ messages }: Fixture) {
  const subs = new Map<string, { sub: Subscription; cells: CellStore; cases: CaseStore; totals: Totals[]; outcomes: string[] }>();
  const of = (id: string) => {
    let held = subs.get(id);
    if (!held) {
      const parts = { cells: new CellStore(), cases: new CaseStore(), totals: [] as Totals[], outcomes: [] as string[] };
      const sub = new Subscription({ cells: parts.cells, cases: parts.cases, onTotals: (t) => parts.totals.push(t) });
      subs.set(id, (held = { sub, ...parts }));
    }
    return held;
  };
  for (const { dir, msg } of messages) {
    if (dir !== 'S') continue;
    const m = decodeServerMessage(msg);
    expect(m.op, 'an operation this page knows').not.toBe('other');
    if (m.op === 'subbed') of(m.id).sub.subbed(m.recovered);
    if (m.op === 'snap') of(m.id).outcomes.push(of(m.id).sub.snap(m, 'k3x9'));
    if (m.op === 'delta') {
      const held = of(m.id);
      held.sub.position ??= { epoch: 'k3x9', seq: m.from };
      held.outcomes.push(held.sub.delta(m));
    }
    if (m.op === 'tick') for (const { sub } of subs.values()) sub.tick(m.seq);
  }
  return subs;
}

describe('every fixture of the live socket', () => {
  test('there are some', () => expect(FILES.length).toBeGreaterThan(0));

  test.each(FILES)('%s is understood in full', (file) => {
    for (const { outcomes } of play(read(file)).values()) expect(outcomes.every((outcome) => outcome === 'applied')).toBe(true);
  });
});

test('a snapshot and the delta after it leave the board as the daemon has it', () => {
  const { cells, cases, sub } = play(read('dash_snapshot_then_delta.json')).get('map.1')!;
  expect(cases.newest().map((row) => row.id)).toEqual(['01J9Z6', '01J9Z4']);
  expect([...cells.occupied()].map((slot) => `${cells.tokens[slot]!} ${cells.open[slot]!}`)).toEqual(['368df5a43 2']);
  expect(sub.position).toEqual({ epoch: 'k3x9', seq: 913379 });
});

test('totals arrive in the snapshot and again in the delta', () => {
  const { totals } = play(read('dash_lists_and_totals.json')).get('totals.4')!;
  expect(totals.map((t) => t.open)).toEqual([3, 2]);
});

describe('a message that breaks the contract is refused whole', () => {
  test.each([
    ['no operation', {}],
    ['a list', []],
    ['a sequence that is text', { op: 'tick', seq: '1', now: '' }],
    ['a sequence that is not finite', { op: 'tick', seq: Infinity, now: '' }],
    ['a delta without its origin', { op: 'delta', id: 'm', seq: 1 }],
    ['cells that are an object', { op: 'snap', id: 'm', seq: 1, cells: {} }],
  ])('%s', (_, message) => expect(() => decodeServerMessage(message)).toThrow());
});

test('operations of a newer daemon are passed over', () => {
  expect(decodeServerMessage({ op: 'weather', rain: true })).toEqual({ op: 'other' });
});
