import { expect, test } from 'vitest';
import { decodeServerMessage, type Delta, type Snap } from '../wire/live';
import { CASE_COLUMNS, caseReader } from '../wire/rows';
import { CaseStore } from './cases';
import { LEAVING_MS, Leaving } from './leaving';
import { Subscription } from './subscription';

const raw = (id: string, lat: number | null) => [id, null, 'k', 'filed', null, 'Severe', lat, lat, 5, null, id];

test('a case that leaves is shown a moment longer, fading', () => {
  const leaving = new Leaving();
  leaving.add(caseReader(CASE_COLUMNS)(raw('a', 31)), 1000);
  expect(leaving.shown(1000)).toEqual([{ lng: 31, lat: 31, severity: 3, faded: 0 }]);
  expect(leaving.shown(1000 + LEAVING_MS / 2)[0]!.faded).toBe(0.5);
  expect(leaving.shown(1000 + LEAVING_MS)).toEqual([]);
});

test('a case without a place leaves no trace', () => {
  const leaving = new Leaving();
  leaving.add(caseReader(CASE_COLUMNS)(raw('a', null)), 0);
  expect(leaving.shown(0)).toEqual([]);
});

test('a closing leaves the map, a moved view does not', () => {
  const left: string[] = [];
  const sub = new Subscription({ cases: new CaseStore(), onGone: (row) => left.push(row.id) });
  const message = (extra: object) => decodeServerMessage({ id: 'm', v: 0, epoch: 'e', page: 0, last: true, ...extra });
  sub.asked();
  sub.subbed(false);
  sub.snap(message({ op: 'snap', seq: 10, cases: [raw('a', 31), raw('b', 31)] }) as Snap, 'e');
  sub.delta(message({ op: 'delta', from: 10, seq: 11, gone: ['a', 'unknown'] }) as Delta);
  sub.snap(message({ op: 'snap', seq: 12, cases: [] }) as Snap, 'e');
  expect(left).toEqual(['a']);
});
