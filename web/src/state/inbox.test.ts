import { describe, expect, test } from 'vitest';
import { CASE_COLUMNS, caseReader, type CaseRow } from '../wire/rows';
import { foldBell, foldInbox, UNHEARD } from './inbox';

const read = caseReader([...CASE_COLUMNS, 'unit', 'owner', 'updated', 'address', 'areas', 'escalation', 'escalated']);

function row(id: string, escalated: number | null, level = 'supervised'): CaseRow {
  const narrow = CASE_COLUMNS.map((name) => ({ case: id, cell: null, class: 'k', state: 'filed', severity: 'Minor', lat: null, long: null, t: 1, title: id })[name] ?? null);
  return read([...narrow, null, null, 2, null, [], escalated === null ? null : level, escalated]);
}

describe('the inbox', () => {
  test('shows the last escalation first and counts what came after the last look', () => {
    const inbox = foldInbox([row('a', 10), row('b', 30), row('c', 20)], 10);
    expect(inbox.rows.map(({ id }) => id)).toEqual(['b', 'c', 'a']);
    expect(inbox.unread).toBe(2);
    expect(foldInbox(inbox.rows, 30).unread).toBe(0);
  });

  test('keeps an order where two were escalated at once', () => {
    expect(foldInbox([row('b', 5), row('a', 5)], 0).rows.map(({ id }) => id)).toEqual(['a', 'b']);
  });
});

describe('the bell', () => {
  test('is silent about what was there at the first look, even where that was nothing', () => {
    const before = foldBell(UNHEARD, foldInbox([], 0), false);
    expect(before).toEqual({ bell: UNHEARD, sound: false });
    const { bell, sound } = foldBell(before.bell, foldInbox([row('a', 10)], 0), true);
    expect(sound).toBe(false);
    expect(foldBell(bell, foldInbox([row('a', 10)], 0), true).sound).toBe(false);
    expect(foldBell(foldBell(UNHEARD, foldInbox([], 0), true).bell, foldInbox([row('a', 10)], 0), true).sound).toBe(true);
  });

  test('rings once for each new escalation, a further one of the same case included', () => {
    let { bell } = foldBell(UNHEARD, foldInbox([row('a', 10)], 0), true);
    const next = foldBell(bell, foldInbox([row('a', 20, 'raised')], 0), true);
    expect(next.sound).toBe(true);
    ({ bell } = next);
    expect(foldBell(bell, foldInbox([row('a', 20, 'raised')], 0), true).sound).toBe(false);
  });

  test('does not ring when an escalated case closes', () => {
    const { bell } = foldBell(UNHEARD, foldInbox([row('a', 10), row('b', 20)], 0), true);
    expect(foldBell(bell, foldInbox([row('a', 10)], 0), true).sound).toBe(false);
  });
});
