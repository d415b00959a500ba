import { beforeEach, describe, expect, test, vi } from 'vitest';
import { NO_FILTERS } from '../state/filters';
import type { ClientMessage } from '../wire/client';
import { Board } from './board';
import { backoffMs, mustStop } from './backoff';
import { PINNED_NEWEST, Session } from './session';

const SCOPE = { bbox: [107.9, 30.9, 108.1, 31.1] as const, level: 14, withCases: false };

function setUp() {
  const sent: ClientMessage[] = [];
  const board = new Board();
  const sound = vi.fn();
  const link = { send: (m: object) => sent.push(m as ClientMessage), healthy: vi.fn(), retryAfter: vi.fn() };
  const session = new Session(board, link, () => undefined, { welcomed: () => undefined, sound });
  const say = (message: object) => session.text(JSON.stringify(message));
  const welcome = () => {
    session.opened();
    say({ op: 'welcome', now: new Date().toISOString(), epoch: 'e', seq: 10 });
  };
  /** The newest subscription of a name. */
  const sub = (name: string) => sent.findLast((m) => m.op === 'sub' && m.id.startsWith(`${name}.`)) as Extract<ClientMessage, { op: 'sub' }> | undefined;
  return { sent, board, session, say, welcome, sub, sound };
}

const row = (id: string, severity = 'Extreme', t = Date.now() / 1000) => [id, null, 'fire', 'dispatched', null, severity, null, null, t, null, id];

describe('the session', () => {
  let s: ReturnType<typeof setUp>;
  beforeEach(() => {
    s = setUp();
    s.session.setFilters(NO_FILTERS);
    s.session.setScope(SCOPE);
    s.welcome();
  });

  const serveMap = () => {
    const id = s.sub('map')!.id;
    s.say({ op: 'subbed', id, recovered: false, seq: 10 });
    s.say({ op: 'snap', id, v: 0, epoch: 'e', seq: 10, page: 0, last: true, cells: [['368df5a41', 3, 0, 0, 2, 9]] });
    return id;
  };

  test('asks for the map, the lists and the totals as soon as it is welcome', () => {
    for (const name of ['map', 'recent', 'pinned', 'unlocated', 'totals-all']) expect(s.sub(name), name).toBeDefined();
  });

  const tick = (seq: number) => s.say({ op: 'tick', seq, now: new Date().toISOString() });
  const loseLine = () => {
    s.session.closed('', 500, 1);
    s.welcome();
  };

  test('resumes the map from its position after a lost line, and says what was filled once it is', () => {
    serveMap();
    tick(14);
    loseLine();
    const { id, since } = s.sub('map')!;
    expect(since).toEqual({ epoch: 'e', seq: 14 });
    s.say({ op: 'subbed', id, recovered: true, from: 14, seq: 326 });
    expect(s.board.resumption).toBeNull();
    s.say({ op: 'delta', id, v: 0, from: 14, seq: 326, cells: [['368df5a41', 3, 0, 0, 2, 9], ['368df5a43', 1, 0, 0, 4, 326]] });
    expect(s.board.resumption?.filled).toBe(1);
  });

  test('does not claim to have filled anything where a gap follows, nor where it had to load afresh', () => {
    serveMap();
    loseLine();
    s.say({ op: 'subbed', id: s.sub('map')!.id, recovered: true, from: 10, seq: 20 });
    s.say({ op: 'delta', id: s.sub('map')!.id, v: 0, from: 12, seq: 20, cells: [] });
    expect(s.board.resumption).toBeNull();
    serveMap();
    expect(s.board.resumption).toMatchObject({ filled: null });
  });

  test('is fresh by words of the board alone', () => {
    vi.useFakeTimers();
    serveMap();
    const heardAt = s.board.health.heardAt!;
    vi.advanceTimersByTime(1000);
    s.say({ op: 'pong', t: performance.now(), now: new Date().toISOString() });
    s.say({ op: 'lag', id: null, behind_ms: 10, skipped: 0 });
    s.say({ op: 'alert', seq: 11, case: { id: 'x', state: 'filed', opened_at: new Date().toISOString() } });
    s.say({ op: 'error', id: null, code: 'busy' });
    expect(s.board.health.heardAt).toBe(heardAt);
    tick(11);
    expect(s.board.health.heardAt).toBe(heardAt + 1000);
    vi.useRealTimers();
  });

  test('is not fresh after a lost line before the map has caught up', () => {
    serveMap();
    const heardAt = s.board.health.heardAt;
    loseLine();
    s.say({ op: 'subbed', id: s.sub('recent')!.id, recovered: false, seq: 12 });
    tick(12);
    expect(s.board.health.heardAt).toBe(heardAt);
    expect(s.board.health.closedAt).not.toBeNull();
    serveMap();
    expect(s.board.health.closedAt).toBeNull();
  });

  test('asks for a snapshot where the view moved while the line was down', () => {
    serveMap();
    s.session.closed('', 500, 1);
    s.session.setScope({ ...SCOPE, level: 15 });
    s.welcome();
    expect(s.sub('map')!.since).toBeUndefined();
  });

  test('resubscribes from its position when it sees a gap', () => {
    const id = serveMap();
    s.say({ op: 'delta', id, v: 0, from: 12, seq: 13, cells: [] });
    expect(s.sub('map')!.id).not.toBe(id);
    expect(s.sub('map')!.since).toEqual({ epoch: 'e', seq: 10 });
  });

  test('never takes words of an older subscription for the newer', () => {
    const id = serveMap();
    s.session.setFilters({ ...NO_FILTERS, area: '1' });
    s.say({ op: 'delta', id, v: 0, from: 10, seq: 11, cells: [['368df5a43', 9, 0, 0, 4, 11]] });
    expect(s.board.cells.slotOf('368df5a43')).toBeUndefined();
  });

  test('sends a moved view on the same subscription', () => {
    const id = serveMap();
    s.session.setScope({ ...SCOPE, bbox: [108, 30.9, 108.2, 31.1] });
    expect(s.sent.at(-1)).toMatchObject({ op: 'view', id, v: 1 });
  });

  test('survives a message that breaks the contract, counts it and asks for everything again two seconds later', () => {
    vi.useFakeTimers();
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    serveMap();
    s.say({ op: 'delta', id: s.sub('map')!.id });
    expect(s.board.refused).toBe(1);
    const before = s.sent.length;
    s.session.second();
    expect(s.sent.length).toBe(before);
    vi.advanceTimersByTime(2000);
    s.session.second();
    const again = s.sent.slice(before).filter((m) => m.op === 'sub').map((m) => m.id.split('.')[0]);
    expect(again).toEqual(expect.arrayContaining(['map', 'recent', 'pinned', 'unlocated', 'totals-all']));
    expect(s.sub('map')!.since).toBeUndefined();
    vi.useRealTimers();
  });

  test('sounds for a new Extreme, and not for those it found', () => {
    const id = s.sub('pinned')!.id;
    s.say({ op: 'subbed', id, recovered: false, seq: 10 });
    s.say({ op: 'snap', id, v: 0, epoch: 'e', seq: 10, page: 0, last: true, cases: [row('old')] });
    expect(s.sound).not.toHaveBeenCalled();
    s.say({ op: 'delta', id, v: 0, from: 10, seq: 11, cases: [row('new')] });
    expect(s.sound).toHaveBeenCalledTimes(1);
  });

  test('keeps drills out of every list and alarm, and asks for them by themselves', () => {
    s.session.setListScope({ bbox: SCOPE.bbox, level: 14 });
    for (const name of ['recent', 'pinned', 'unlocated', 'inview']) expect(s.sub(name)!.filter?.exercise, name).toBe(false);
    expect(s.sub('drills')!.filter).toEqual({ exercise: true });
    // Drills are in no counter by themselves, and an unfiltered board is cheaper to follow.
    for (const name of ['map', 'totals-all']) expect(s.sub(name)!.filter, name).toEqual({});
  });

  test('bounds every list, however many cases are open', () => {
    s.session.setListScope({ bbox: SCOPE.bbox, level: 14 });
    for (const name of ['recent', 'pinned', 'unlocated', 'inview', 'drills']) expect(s.sub(name)!.newest, name).toBeGreaterThan(0);
  });

  test('counts what a bounded list does not hold', () => {
    const id = s.sub('pinned')!.id;
    s.say({ op: 'subbed', id, recovered: false, seq: 10 });
    const cases = Array.from({ length: PINNED_NEWEST }, (_, k) => row(`p${k}`, 'Extreme', 1000 - k));
    s.say({ op: 'snap', id, v: 0, epoch: 'e', seq: 10, page: 0, last: true, cases, totals: { open: 950 } });
    expect(s.board.waiting()).toBe(950);
  });

  test('asks for the next ones when most of a bounded list has left, and does not ring for them', () => {
    let id = s.sub('pinned')!.id;
    const serve = (cases: unknown[]) => {
      s.say({ op: 'subbed', id, recovered: false, seq: 10 });
      s.say({ op: 'snap', id, v: 0, epoch: 'e', seq: 10, page: 0, last: true, cases });
    };
    serve(Array.from({ length: PINNED_NEWEST }, (_, k) => row(`p${k}`, 'Extreme', 1000 - k)));
    s.say({ op: 'delta', id, v: 0, from: 10, seq: 11, cases: [], gone: Array.from({ length: PINNED_NEWEST / 2 + 1 }, (_, k) => `p${k}`) });
    expect(s.sub('pinned')!.id).not.toBe(id);
    id = s.sub('pinned')!.id;
    serve([row('p199', 'Extreme', 801), row('older', 'Extreme', 5)]);
    expect(s.board.pinned.size).toBe(2);
    expect(s.sound).not.toHaveBeenCalled();
    s.say({ op: 'delta', id, v: 0, from: 10, seq: 12, cases: [row('new', 'Extreme', 2000)] });
    expect(s.sound).toHaveBeenCalledTimes(1);
    expect(s.sub('pinned')!.id).toBe(id);
  });

  test('lists cases without a place whatever area is chosen', () => {
    s.session.setFilters({ ...NO_FILTERS, area: '7', severity: [3] });
    expect(s.sub('unlocated')!.filter).toEqual({ severity: ['Severe'], located: false, exercise: false });
  });

  test('counts each chip without its own filter', () => {
    s.session.setFilters({ ...NO_FILTERS, severity: [4] });
    expect(s.sub('totals-all')!.filter).toEqual({ severity: ['Extreme'] });
    expect(s.sub('totals-severity')!.filter).toEqual({});
  });

  test('always watches Extreme cases that nobody has acknowledged, whatever the filters', () => {
    s.session.setFilters({ ...NO_FILTERS, severity: [1], area: '7' });
    expect(s.sub('pinned')!.filter).toMatchObject({ severity: ['Extreme'] });
    expect(s.sub('pinned')!.filter?.area).toBeUndefined();
  });
});

describe('the backlog page', () => {
  let s: ReturnType<typeof setUp>;
  const WIDE = ['case', 'cell', 'class', 'state', 'light', 'severity', 'lat', 'long', 't', 'due', 'title', 'unit', 'owner', 'updated', 'address', 'areas'];
  const wide = (id: string) => [...row(id, 'Minor'), 'police', null, 100, 'Mill Lane', ['1', null]];

  beforeEach(() => {
    s = setUp();
    s.session.setFilters(NO_FILTERS);
    s.session.setScope(SCOPE);
    s.welcome();
    s.say({ op: 'subbed', id: s.sub('map')!.id, recovered: false, seq: 10 });
    s.say({ op: 'snap', id: s.sub('map')!.id, v: 0, epoch: 'e', seq: 10, page: 0, last: true, cells: [['368df5a41', 3, 0, 0, 2, 9]] });
    s.sent.length = 0;
    s.session.setTab('backlog');
  });

  const serve = (cols = WIDE, cases: unknown[] = [wide('a'), wide('b')]) => {
    const id = s.sub('backlog')!.id;
    s.say({ op: 'subbed', id, recovered: false, seq: 10 });
    s.say({ op: 'snap', id, v: 0, epoch: 'e', seq: 10, page: 0, last: true, cols: { cases: cols }, cases });
    return id;
  };

  test('holds none of the map’s subscriptions, but still watches for Extreme cases', () => {
    const ended = s.sent.filter((m) => m.op === 'unsub').map((m) => m.id.split('.')[0]);
    expect(ended).toEqual(expect.arrayContaining(['map', 'recent', 'unlocated', 'drills', 'totals-all']));
    expect(ended).not.toContain('pinned');
    expect(s.sent.filter((m) => m.op === 'sub').map((m) => m.id.split('.')[0])).toEqual(['backlog']);
  });

  test('asks for all open cases but drills, in wide rows', () => {
    const asked = s.sub('backlog')!;
    expect(asked).toMatchObject({ want: ['cases'], rows: 'wide', filter: { exercise: false } });
    expect(asked.newest).toBeUndefined();
    expect(asked.view).toBeUndefined();
    serve();
    expect(s.board.backlog.get('a')).toMatchObject({ unit: 'police', areas: ['1', null] });
    expect(s.board.backlogLoaded).toBe(true);
  });

  test('resumes from its position after a lost line', () => {
    const id = serve();
    s.say({ op: 'delta', id, v: 0, from: 10, seq: 12, cases: [], gone: ['b'] });
    s.session.closed('', 500, 1);
    s.welcome();
    expect(s.sub('backlog')!.since).toEqual({ epoch: 'e', seq: 12 });
    expect(s.sub('map')).toBeUndefined();
  });

  test('gives way to the map, which goes on from where it was', () => {
    serve();
    s.session.setTab('map');
    expect(s.sub('map')!.since).toEqual({ epoch: 'e', seq: 10 });
    for (const name of ['recent', 'unlocated', 'totals-all']) expect(s.sub(name), name).toBeDefined();
    expect(s.board.backlogLoaded).toBe(false);
    s.session.setTab('backlog');
    expect(s.sub('backlog')!.since).toEqual({ epoch: 'e', seq: 10 });
  });

  test('leaves the map nothing to go on from when its filters have changed meanwhile', () => {
    s.session.setFilters({ ...NO_FILTERS, area: '7' });
    s.session.setTab('map');
    expect(s.sub('map')!.since).toBeUndefined();
    expect(s.sub('map')!.filter).toEqual({ area: '7' });
  });

  test('is fresh by its own words, also after a lost line', () => {
    serve();
    s.session.closed('', 500, 1);
    s.welcome();
    const { heardAt } = s.board.health;
    s.say({ op: 'tick', seq: 12, now: new Date().toISOString() });
    expect(s.board.health.heardAt).toBe(heardAt);
    serve();
    expect(s.board.health.closedAt).toBeNull();
  });
});

describe('the session on the figures', () => {
  let s: ReturnType<typeof setUp>;
  beforeEach(() => {
    s = setUp();
    s.session.setTab('figures');
    s.session.setFilters(NO_FILTERS);
    s.welcome();
  });

  const serve = () => {
    const id = s.sub('pinned')!.id;
    s.say({ op: 'subbed', id, recovered: false, seq: 10 });
    s.say({ op: 'snap', id, v: 0, epoch: 'e', seq: 10, page: 0, last: true, cases: [] });
  };

  test('asks for neither map nor backlog, but still watches for Extreme cases', () => {
    for (const name of ['map', 'recent', 'backlog']) expect(s.sub(name), name).toBeUndefined();
    expect(s.sub('pinned')).toBeDefined();
  });

  test('is fresh by what every page watches, also after a lost line', () => {
    serve();
    s.session.closed('', 500, 1);
    s.welcome();
    const { heardAt } = s.board.health;
    s.say({ op: 'tick', seq: 12, now: new Date().toISOString() });
    expect(s.board.health.heardAt).toBe(heardAt);
    serve();
    expect(s.board.health.closedAt).toBeNull();
  });
});

test('waits grow to a ceiling, are jittered and never zero', () => {
  expect(backoffMs(0, () => 0)).toBe(250);
  expect(backoffMs(0, () => 1)).toBe(500);
  expect(backoffMs(30, () => 1)).toBe(15_000);
  expect(backoffMs(30, () => 0)).toBe(7500);
});

test('close codes that need a person stop the retries', () => {
  for (const code of [1002, 1008, 1009, 4500, 4501, 4503]) expect(mustStop(code)).toBe(true);
  for (const code of [1000, 1001, 1006, 1012, 4408, 4410]) expect(mustStop(code)).toBe(false);
});
