import { describe, expect, test } from 'vitest';
import type { CaseRow } from '../wire/rows';
import { SILENT, foldAlarm } from './alarm';
import { readAddress, writeAddress, type Address } from './address';
import { FIRST_BACKLOG } from './backlog_view';
import { FIRST_FIGURES } from './figures_view';
import { EMPTY_FEED, foldFeed } from './feed';
import { NO_FILTERS, toLive, toggleLight, toggleSeverity } from './filters';
import { USUAL_LOOK } from './look';
import { START, dataAgeMs, foldHealth, isStale, phaseOf, roundTripQuantile, type Health } from './health';
import { Minutes } from './minutes';
import { Stacks, stackOffset } from './stacks';
import { CellStore } from './cells';
import { badgeSlots } from './badges';
import { tokenAt } from '../geo/s2';

const row = (id: string, t: number, severity = 1): CaseRow => ({ id, cell: null, class: 'k', state: 'filed', light: 'unset', severity, lat: null, lng: null, t, due: null, title: id });

describe('the feed', () => {
  const shown = foldFeed(EMPTY_FEED, [row('b', 2), row('a', 1)], false);

  test('stands still while held, and counts the newcomers', () => {
    const held = foldFeed(shown, [row('d', 4), row('c', 3), row('b', 2), row('a', 1)], true);
    expect(held.rows.map((r) => r.id)).toEqual(['b', 'a']);
    expect(held.waiting).toBe(2);
  });

  test('changes a held row in its place and marks one that has left', () => {
    const held = foldFeed(shown, [{ ...row('a', 1), state: 'resolved' }], true);
    expect(held.rows.map((r) => `${r.id} ${r.state}`)).toEqual(['b filed', 'a resolved']);
    expect([...held.left]).toEqual(['b']);
  });

  test('shows everything when it is let go', () => {
    const after = foldFeed(foldFeed(shown, [row('c', 3)], true), [row('c', 3), row('b', 2)], false);
    expect(after.rows.map((r) => r.id)).toEqual(['c', 'b']);
    expect(after.waiting).toBe(0);
  });
});

describe('the alarm', () => {
  test('says nothing about what was there when the board was first shown', () => {
    expect(foldAlarm(SILENT, ['old'], 0).sound).toBe(false);
  });

  test('sounds for a newcomer, once a minute, until it is acknowledged', () => {
    let alarm = foldAlarm(SILENT, ['old'], 0).alarm;
    const at = (ids: string[], now: number) => {
      const next = foldAlarm(alarm, ids, now);
      alarm = next.alarm;
      return next.sound;
    };
    expect(at(['old', 'new'], 1000)).toBe(true);
    expect(at(['old', 'new', 'newer'], 30_000)).toBe(false);
    expect(at(['old', 'new'], 61_000)).toBe(true);
    expect(at(['old'], 200_000)).toBe(false);
  });
});

describe('the line', () => {
  const fold = (...events: Parameters<typeof foldHealth>[1][]): Health => events.reduce(foldHealth, START);

  const heard = (at: number) => ({ type: 'heard' as const, at, serverNowMs: at });
  const closed = (at: number, attempt = 1) => ({ type: 'closed' as const, at, retryAt: at + 1000, attempt, reason: '' });

  test('is stale after three seconds without a word of the board', () => {
    const last = fold({ type: 'opened', at: 0 }, heard(1000));
    expect(isStale(last, 4000)).toBe(false);
    expect(isStale(last, 4001)).toBe(true);
    expect(phaseOf(last, 4001)).toBe('slow');
  });

  test('is not live before the board has been heard of, however open it is', () => {
    expect(phaseOf(fold({ type: 'opened', at: 0 }), 1)).toBe('connecting');
  });

  test('goes stale while pings are answered and the board stands still', () => {
    const dead = fold({ type: 'opened', at: 0 }, heard(0), ...[1000, 2000, 3000, 4000].map((at) => ({ type: 'pong' as const, at, roundTripMs: 4 })));
    expect(isStale(dead, 4001)).toBe(true);
    expect(phaseOf(dead, 4001)).toBe('slow');
  });

  test('stays stale over a reconnect until the board is heard of again', () => {
    const back = fold({ type: 'opened', at: 0 }, heard(0), closed(1000), { type: 'opened', at: 5000 });
    expect(isStale(back, 5001)).toBe(true);
    expect(phaseOf(back, 5001)).toBe('reconnecting');
    expect(phaseOf(foldHealth(back, heard(6000)), 6001)).toBe('live');
  });

  test('says since when it is lost, from the first loss of a row of them', () => {
    const lost = fold({ type: 'opened', at: 0 }, heard(0), closed(1000), closed(5000, 2));
    expect(lost.closedAt).toBe(1000);
    expect(phaseOf(lost, 6000)).toBe('reconnecting');
    expect(phaseOf(lost, 61_000)).toBe('offline');
  });

  test('stops where a person must look', () => {
    expect(phaseOf(fold({ type: 'closed', at: 0, retryAt: null, attempt: 1, reason: '4503' }), 1)).toBe('offline');
  });

  test('is slow while the daemon says that it lags', () => {
    const lagging = fold({ type: 'opened', at: 0 }, heard(100), { type: 'lag', at: 100, behindMs: 1800, skipped: 412 });
    expect(phaseOf(lagging, 200)).toBe('slow');
    expect(lagging.skipped).toBe(412);
    expect(dataAgeMs(lagging, 200)).toBe(1900);
  });

  test('adds a lag to the age of the data only while it is news', () => {
    const lagged = fold({ type: 'opened', at: 0 }, heard(100), { type: 'lag', at: 100, behindMs: 1800, skipped: 0 }, heard(60_000));
    expect(dataAgeMs(lagged, 60_200)).toBe(200);
  });

  test('gives the quantiles of its round trips', () => {
    const health = fold(...Array.from({ length: 100 }, (_, k) => ({ type: 'pong' as const, at: k, roundTripMs: k + 1 })));
    expect(roundTripQuantile(health, 0.5)).toBe(51);
    expect(roundTripQuantile(health, 0.99)).toBe(100);
    expect(roundTripQuantile(START, 0.5)).toBeNull();
  });
});

describe('the last hour', () => {
  const now = 600_000 * 60;

  test('counts a case once, however often it changes', () => {
    const minutes = new Minutes();
    for (let k = 0; k < 5; k++) minutes.add(row('a', now - 90, 2), now);
    minutes.add(row('a', now - 90, 4), now);
    const bars = minutes.last(now);
    expect(bars.flatMap((bar) => [...bar.counts]).reduce((a, b) => a + b)).toBe(1);
    expect(bars.at(-3)!.counts[4]).toBe(1);
  });

  test('tells what it does not know from what is zero', () => {
    const minutes = new Minutes();
    minutes.cover(now - 600);
    const bars = minutes.last(now);
    expect(bars.filter((bar) => bar.covered)).toHaveLength(11);
  });

  test('forgets what is older than an hour', () => {
    const minutes = new Minutes();
    minutes.add(row('a', now - 10), now);
    expect(minutes.last(now + 7200).every((bar) => bar.counts.every((n) => n === 0))).toBe(true);
  });
});

describe('the address', () => {
  test('gives its reader what its sender saw', () => {
    const sent: Address = {
      tab: 'map',
      backlog: FIRST_BACKLOG,
      figures: FIRST_FIGURES,
      view: { lat: 31.00012, lng: 108.00034, zoom: 13.25 },
      filters: { severity: [4, 3], light: ['red', 'grey'], kind: 'incident', class: 'noise.*', area: '103' },
      selection: { kind: 'case', id: 'c/1 &x', cell: tokenAt({ lat: 31, lng: 108 }, 15) },
      language: 'zh',
      inView: true,
      look: { showCells: false, showGrid: false, dim: true, table: true },
      colourBy: 'light',
    };
    expect(readAddress(writeAddress(sent))).toEqual(sent);
  });

  test('numbers severities as the keys do: 1 is Extreme', () => {
    expect(readAddress('?sev=12').filters.severity).toEqual([4, 3]);
  });

  test('ignores what makes no sense', () => {
    expect(readAddress('?v=900,x,1&sev=99&light=blue&by=x&kind=zzz&cell=zz&lang=fr&look=upside-down')).toEqual({
      tab: 'map', backlog: FIRST_BACKLOG, figures: FIRST_FIGURES, view: null, filters: NO_FILTERS, selection: { kind: 'none' }, language: null, inView: false, look: USUAL_LOOK, colourBy: 'severity',
    });
  });
});

describe('filters', () => {
  test('a chip counts without its own part', () => {
    const filters = { ...NO_FILTERS, severity: [4], area: '1' };
    expect(toLive(filters)).toEqual({ severity: ['Extreme'], area: '1' });
    expect(toLive(filters, 'severity')).toEqual({ area: '1' });
  });

  test('all four lights are still a filter: cases without a deadline have none', () => {
    const all = (['green', 'grey', 'red', 'yellow'] as const).reduce(toggleLight, NO_FILTERS);
    expect(toLive(all).light).toEqual(['red', 'yellow', 'green', 'grey']);
    expect(toLive(all, 'light')).toEqual({});
    expect(toggleLight(all, 'red').light).toEqual(['yellow', 'green', 'grey']);
  });

  test('all five severities are no filter', () => {
    const all = [0, 1, 2, 3, 4].reduce(toggleSeverity, NO_FILTERS);
    expect(all.severity).toEqual([]);
  });
});

test('cases at one point stand in a stack, and a hole in it is filled', () => {
  const stacks = new Stacks();
  for (let slot = 0; slot < 4; slot++) stacks.place(slot, 0.5, 0.5);
  expect([...stacks.index.slice(0, 4)]).toEqual([0, 1, 2, 3]);
  expect(stacks.place(1, NaN, NaN)).toEqual([1, 3]);
  expect(stacks.index[3]).toBe(1);
  stacks.place(0, 0.6, 0.6);
  expect(stacks.index[0]).toBe(0);
});

test('a stack goes up like floors and then starts a new column', () => {
  expect(stackOffset(0)).toEqual([0, -0]);
  expect(stackOffset(7)).toEqual([0, -7]);
  expect(stackOffset(8)).toEqual([1, -0]);
});

test('badges go to the worst cells, one a block, Extreme before all', () => {
  const cells = new CellStore();
  const put = (lat: number, lng: number, open: number, worst: number) => cells.put({ cell: tokenAt({ lat, lng }, 15), open, red: 0, yellow: 0, worst });
  put(31, 108, 9, 3);
  put(31.2, 108.2, 1, 4);
  put(31.4, 108.4, 2, 1);
  const slots = badgeSlots(cells, 15, 10);
  expect(slots.map((slot) => cells.worst[slot])).toEqual([4, 3]);
});
