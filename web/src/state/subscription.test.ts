import { describe, expect, test } from 'vitest';
import { tokenAt } from '../geo/s2';
import { decodeServerMessage, type Delta, type ServerMessage, type Snap } from '../wire/live';
import { SEVERITIES } from '../wire/words';
import { CaseStore } from './cases';
import { CellStore } from './cells';
import { Subscription } from './subscription';

const LEVEL = 14;

function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface ServerCase { id: string; lat: number; lng: number; severity: number; open: boolean; t: number }

/** The daemon's side of one subscription, as gridhall.dash.v1 states it. */
class Server {
  seq = 100;
  readonly cases = new Map<string, ServerCase>();
  readonly touched: { seq: number; cell: string; id: string }[] = [];

  constructor(private readonly rnd: () => number) {}

  private readonly tokens = new Map<string, string>();

  cell = (c: ServerCase, level = LEVEL) => {
    const key = `${c.lat} ${c.lng} ${level}`;
    const token = this.tokens.get(key) ?? tokenAt({ lat: c.lat, lng: c.lng }, level);
    this.tokens.set(key, token);
    return token;
  };

  /** One event: a new case, a closing, a change, or a move to another place. */
  happen(): void {
    const roll = this.rnd();
    const open = [...this.cases.values()].filter((c) => c.open);
    this.seq++;
    const some = open[Math.floor(this.rnd() * open.length)];
    const place = () => ({ lat: 31 + this.rnd() * 0.05, lng: 108 + this.rnd() * 0.05 });
    if (roll < 0.5 || !some) {
      const made: ServerCase = { id: `c${this.seq}`, ...place(), severity: Math.floor(this.rnd() * 5), open: true, t: 1_700_000_000 + this.seq };
      this.cases.set(made.id, made);
      this.touch(made);
    } else if (roll < 0.75) {
      some.open = false;
      this.touch(some);
    } else if (roll < 0.9) {
      some.severity = Math.floor(this.rnd() * 5);
      this.touch(some);
    } else {
      this.touch(some);
      Object.assign(some, place());
      this.touch(some);
    }
  }

  snapshot(id: string): ServerMessage[] {
    const cells = [...new Set([...this.cases.values()].filter((c) => c.open).map((c) => this.cell(c)))].map((token) => this.cellRow(token));
    const cases = [...this.cases.values()].filter((c) => c.open).map((c) => this.row(c));
    const half = Math.ceil(cases.length / 2);
    const page = (n: number, last: boolean, cellRows: unknown[], caseRows: unknown[]) =>
      decodeServerMessage({ op: 'snap', id, v: 0, epoch: 'e', seq: this.seq, page: n, last, cells: cellRows, cases: caseRows });
    return [page(0, false, cells, cases.slice(0, half)), page(1, true, [], cases.slice(half))];
  }

  delta(id: string, from: number, resume: boolean): ServerMessage {
    const events = this.touched.filter(({ seq }) => (resume ? seq >= from : seq > from));
    const tokens = new Set(events.map(({ cell }) => cell));
    const all = [...this.cases.values()];
    const changed = new Set(events.map((event) => event.id));
    const cases = all.filter((c) => c.open && (resume ? tokens.has(this.cell(c)) : changed.has(c.id)));
    const gone = resume ? [] : all.filter((c) => !c.open && changed.has(c.id)).map((c) => c.id);
    return decodeServerMessage({
      op: 'delta', id, v: 0, from, seq: this.seq, t: 0, skipped: 0, gone,
      cells: [...tokens].map((token) => this.cellRow(token)),
      cases: cases.map((c) => this.row(c)),
    });
  }

  private touch(c: ServerCase): void {
    this.touched.push({ seq: this.seq, cell: this.cell(c), id: c.id });
  }

  private row(c: ServerCase): unknown[] {
    return [c.id, this.cell(c, 16), 'k', 'dispatched', null, SEVERITIES[c.severity], c.lat, c.lng, c.t, null, 'x'];
  }

  cellRow(token: string): unknown[] {
    const inside = [...this.cases.values()].filter((c) => c.open && this.cell(c) === token);
    return inside.length === 0 ? [token, null] : [token, inside.length, 0, 0, Math.max(...inside.map((c) => c.severity)), this.seq];
  }
}

function expectSame(server: Server, cells: CellStore, cases: CaseStore): void {
  const open = [...server.cases.values()].filter((c) => c.open);
  expect(cases.newest().map((row) => `${row.id} ${row.severity} ${row.lat} ${row.lng}`).sort()).toEqual(open.map((c) => `${c.id} ${c.severity} ${c.lat} ${c.lng}`).sort());
  const held = [...cells.occupied()].map((slot) => `${cells.tokens[slot]!} ${cells.open[slot]!} ${cells.worst[slot]!}`);
  const wanted = [...new Set(open.map((c) => server.cell(c)))].map((token) => {
    const row = server.cellRow(token);
    return `${token} ${String(row[1])} ${String(row[4])}`;
  });
  expect(held.sort()).toEqual(wanted.sort());
}

describe('the stores equal the server', () => {
  test.each([1, 2, 3])('after random deltas and 50 random disconnects, seed %i', (seed) => {
    const rnd = random(seed);
    const server = new Server(rnd);
    for (let k = 0; k < 40; k++) server.happen();
    const cells = new CellStore();
    const cases = new CaseStore();
    const sub = new Subscription({ cells, cases });
    sub.asked();
    sub.subbed(false);
    for (const page of server.snapshot('m')) sub.snap(page as Snap, 'e');
    expectSame(server, cells, cases);

    for (let cut = 0; cut < 50; cut++) {
      for (let tick = 0; tick < 5; tick++) {
        for (let k = Math.floor(rnd() * 4); k > 0; k--) server.happen();
        if (sub.position!.seq === server.seq) sub.tick(server.seq);
        else expect(sub.delta(server.delta('m', sub.position!.seq, false) as Delta)).toBe('applied');
        expectSame(server, cells, cases);
      }
      // The line is cut; the city goes on; what is said meanwhile is lost.
      sub.asked();
      for (let k = Math.floor(rnd() * 12); k > 0; k--) server.happen();
      expect(sub.delta(server.delta('m', sub.position!.seq, false) as Delta)).toBe('ignored');
      const recovered = rnd() < 0.7;
      const since = sub.position!.seq;
      sub.subbed(recovered);
      if (recovered) {
        expect(sub.current).toBe(false);
        const before = new Map(cases.newest().map((row) => [row.id, row]));
        expect(sub.delta(server.delta('m', since, true) as Delta)).toBe('applied');
        const after = new Map(cases.newest().map((row) => [row.id, row]));
        const ids = new Set([...before.keys(), ...after.keys()]);
        expect(sub.filled).toBe([...ids].filter((id) => JSON.stringify(before.get(id)) !== JSON.stringify(after.get(id))).length);
      } else {
        for (const page of server.snapshot('m')) sub.snap(page as Snap, 'e');
      }
      expectSame(server, cells, cases);
    }
  });
});

const snap = (extra: object) => decodeServerMessage({ op: 'snap', id: 'm', v: 0, epoch: 'e', seq: 10, page: 0, last: true, ...extra }) as Snap;
const delta = (extra: object) => decodeServerMessage({ op: 'delta', id: 'm', v: 0, from: 10, seq: 12, ...extra }) as Delta;
const A = tokenAt({ lat: 31, lng: 108 }, LEVEL);
const B = tokenAt({ lat: 31.03, lng: 108.03 }, LEVEL);
const inA = ['a', tokenAt({ lat: 31, lng: 108 }, 16), 'k', 'filed', null, 'Minor', 31, 108, 5, null, ''];
const inB = ['b', tokenAt({ lat: 31.03, lng: 108.03 }, 16), 'k', 'filed', null, 'Minor', 31.03, 108.03, 6, null, ''];

function started() {
  const cells = new CellStore();
  const cases = new CaseStore();
  const sub = new Subscription({ cells, cases });
  sub.asked();
  sub.subbed(false);
  sub.snap(snap({ cells: [[A, 1, 0, 0, 1, 1]], cases: [inA] }), 'e');
  return { cells, cases, sub };
}

test('a gap is always seen and never applied', () => {
  const { sub, cases } = started();
  expect(sub.delta(delta({ from: 11, cases: [inB] }))).toBe('gap');
  expect(cases.size).toBe(1);
});

test('nothing is applied before the server has said subbed', () => {
  const cases = new CaseStore();
  const sub = new Subscription({ cases });
  sub.asked();
  expect(sub.snap(snap({ cases: [inA] }), 'e')).toBe('ignored');
  expect(cases.size).toBe(0);
});

test('a moved view adds what is new and cuts the cells left behind, with their cases', () => {
  const { sub, cells, cases } = started();
  sub.snap(snap({ v: 1, add: true, seq: 11, cut: [A], cells: [[B, 1, 0, 0, 1, 1]], cases: [inB] }), 'e');
  expect(cases.newest().map((row) => row.id)).toEqual(['b']);
  expect(cells.slotOf(A)).toBeUndefined();
  expect(sub.position).toEqual({ epoch: 'e', seq: 11 });
});

test('a tick moves the position, so that the next delta follows it', () => {
  const { sub } = started();
  sub.tick(15);
  expect(sub.delta(delta({ from: 15, seq: 16 }))).toBe('applied');
});

test('a bad row leaves everything as it was', () => {
  const { sub, cases } = started();
  expect(() => sub.delta(delta({ cases: [inB, ['broken']] }))).toThrow();
  expect(cases.newest().map((row) => row.id)).toEqual(['a']);
  expect(sub.position!.seq).toBe(10);
});

test('a list keeps only its newest', () => {
  const cases = new CaseStore();
  const sub = new Subscription({ cases, newest: 4 });
  sub.asked();
  sub.subbed(false);
  const rows = Array.from({ length: 10 }, (_, k) => [`n${k}`, null, 'k', 'filed', null, 'Minor', null, null, k, null, '']);
  sub.snap(snap({ cases: rows }), 'e');
  expect(cases.newest().map((row) => row.t)).toEqual([9, 8, 7, 6]);
});

test('a resume says how much it really changed, not how much it was told', () => {
  const { sub } = started();
  sub.asked();
  sub.subbed(true);
  expect(sub.current).toBe(false);
  sub.delta(delta({ cells: [[A, 1, 0, 0, 1, 1], [B, 1, 0, 0, 1, 12]], cases: [inA, inB] }));
  expect(sub.filled).toBe(1);
  expect(sub.current).toBe(true);
});

test('where only cells are held, a resume counts the cells that changed', () => {
  const cells = new CellStore();
  const sub = new Subscription({ cells });
  sub.asked();
  sub.subbed(false);
  sub.snap(snap({ cells: [[A, 1, 0, 0, 1, 1]] }), 'e');
  sub.asked();
  sub.subbed(true);
  sub.delta(delta({ cells: [[A, 1, 0, 0, 1, 1], [B, 2, 0, 0, 1, 12]] }));
  expect(sub.filled).toBe(1);
});
