import { describe, expect, test } from 'vitest';
import { decodeCase } from '../wire/case';
import type { Permission } from '../wire/action';
import { newerCase } from './attempt';
import { EMPTY_DRAFT, bodyOf, formFields, isQuick, missingOf, neededFields } from './draft';
import { dueOf } from './due';
import { NO_MARKS, extendMarks, toggleMark } from './marks';
import { EMPTY_CASE, caseBody, missingOfCase } from './new_case';
import { instantOf, wallOf } from './zone_time';

const may = (action: Permission['action'], to: string | null = null, needs: string[] = [], role: string | null = 'operator'): Permission => ({ action, to, needs, role });

describe('a form', () => {
  test('asks for what the contract needs, whatever the daemon lists', () => {
    expect(neededFields(may('transition', 'suspended'))).toEqual(['reason', 'note']);
    expect(neededFields(may('transition', 'closed'))).toEqual(['reason']);
    expect(neededFields(may('extend'))).toEqual(['reason', 'due']);
    expect(neededFields(may('comment'))).toEqual(['note']);
    expect(neededFields(may('transition', 'resolved', ['evidence']))).toEqual(['evidence']);
  });

  test('offers a note and links with every action', () => {
    expect(formFields(may('rate'))).toEqual(['rating', 'note', 'evidence']);
  });

  test('is not ready with blanks, with too much, or with links that are none', () => {
    const comment = may('comment');
    expect(missingOf(comment, { ...EMPTY_DRAFT, note: '   ' })).toMatchObject([{ field: 'note', why: 'empty' }]);
    expect(missingOf(comment, { ...EMPTY_DRAFT, note: '井'.repeat(1366) })).toMatchObject([{ field: 'note', why: 'long' }]);
    expect(missingOf(comment, { ...EMPTY_DRAFT, note: 'x', evidence: 'javascript:alert(1)' })).toMatchObject([{ field: 'evidence', why: 'wrong' }]);
    expect(missingOf(comment, { ...EMPTY_DRAFT, note: 'x', evidence: 'https://a/b\nhttp://c' })).toEqual([]);
  });

  test('is never ready where the daemon needs what this page cannot give', () => {
    expect(missingOf(may('comment', null, ['signature']), { ...EMPTY_DRAFT, note: 'x' })).toMatchObject([{ field: 'unknown', word: 'signature' }]);
  });

  test('sends the version that was seen, the role, and only what was filled in', () => {
    expect(bodyOf(may('transition', 'returned', ['reason_code'], 'supervisor'), { ...EMPTY_DRAFT, reason: ' wrong_class ' }, 7)).toEqual({
      expected_version: 7, role: 'supervisor', to: 'returned', reason_code: 'wrong_class',
    });
    expect(bodyOf(may('claim'), EMPTY_DRAFT, 1)).toEqual({ expected_version: 1, role: 'operator', action: 'take', minutes: 30 });
    expect(bodyOf(may('release', null, [], 'admin'), EMPTY_DRAFT, 1)).toEqual({ expected_version: 1, role: 'admin', action: 'release' });
    expect(bodyOf(may('unmerge', null, [], null), EMPTY_DRAFT, 1)).toEqual({ expected_version: 1, undo: true });
    expect(bodyOf(may('relocate'), { ...EMPTY_DRAFT, place: { lat: 31, lng: 108, datum: 'gcj02' } }, 1)).toMatchObject({ lat: 31, long: 108, datum: 'gcj02' });
  });

  test('is left out only for steps that need no word', () => {
    expect(isQuick(may('transition', 'acknowledged'))).toBe(true);
    expect(isQuick(may('claim'))).toBe(true);
    expect(isQuick(may('transition', 'acknowledged', ['note']))).toBe(false);
    expect(isQuick(may('transition', 'closed'))).toBe(false);
    expect(isQuick(may('unmerge'))).toBe(false);
  });
});

describe('a case by hand', () => {
  test('needs a class and a description', () => {
    expect(missingOfCase(EMPTY_CASE)).toEqual(['class', 'description']);
  });

  test('sends only what was filled in, and the place with its datum', () => {
    expect(caseBody({ ...EMPTY_CASE, class: 'leak', description: ' Water ', severity: 3, place: { lat: 31, lng: 108, datum: 'bd09' }, floor: '27', phone: '110' })).toEqual({
      kind: 'request', service_code: 'leak', description: 'Water', severity: 'Severe', lat: 31, long: 108, datum: 'bd09', floor: '27', contact: { phone: '110' }, channel: 'phone',
    });
    expect(caseBody({ ...EMPTY_CASE, class: 'leak', description: 'x' })).toEqual({ kind: 'request', service_code: 'leak', description: 'x', channel: 'phone' });
  });
});

describe('marks', () => {
  const order = ['a', 'b', 'c', 'd', 'e'];

  test('of a range grow and shrink from their anchor and keep what was marked before', () => {
    let marks = toggleMark(NO_MARKS, 'e');
    marks = extendMarks(marks, order, 'a', 'b');
    expect([...marks.ids].sort()).toEqual(['a', 'b', 'e']);
    marks = extendMarks(marks, order, 'b', 'c');
    expect([...marks.ids].sort()).toEqual(['a', 'b', 'c', 'e']);
    marks = extendMarks(marks, order, 'c', 'b');
    expect([...marks.ids].sort()).toEqual(['a', 'b', 'e']);
  });

  test('are taken away as they were given', () => {
    expect([...toggleMark(toggleMark(NO_MARKS, 'a'), 'a').ids]).toEqual([]);
  });

  test('survive an anchor that has left the list', () => {
    const marks = extendMarks(toggleMark(NO_MARKS, 'gone'), order, 'c', 'd');
    expect([...marks.ids].sort()).toEqual(['c', 'd', 'gone']);
  });
});

describe('a wall-clock time of the city', () => {
  test('is an instant whatever the browser’s zone', () => {
    expect(instantOf('2026-11-27T16:40', 'Asia/Shanghai')).toBe(Date.UTC(2026, 10, 27, 8, 40));
    expect(wallOf(Date.UTC(2026, 10, 27, 8, 40), 'Asia/Shanghai')).toBe('2026-11-27T16:40');
  });

  test('comes out right around a change of clocks', () => {
    expect(instantOf('2026-03-08T01:30', 'America/New_York')).toBe(Date.UTC(2026, 2, 8, 6, 30));
    expect(instantOf('2026-03-08T03:30', 'America/New_York')).toBe(Date.UTC(2026, 2, 8, 7, 30));
    // 02:30 does not exist on that day.
    expect(wallOf(instantOf('2026-03-08T02:30', 'America/New_York')!, 'America/New_York')).toBe('2026-03-08T03:30');
    expect(instantOf('2026-11-01T12:00', 'America/New_York')).toBe(Date.UTC(2026, 10, 1, 17, 0));
  });

  test('is none where nothing was typed', () => {
    expect(instantOf('', 'UTC')).toBeNull();
    expect(instantOf('2026-11', 'UTC')).toBeNull();
  });
});

test('a paused case is neither left nor late, a closed one in time or not', () => {
  const at = (light: 'green' | 'grey' | 'red', closed = false, inTime: boolean | null = null) => dueOf({ light, dueMs: 1000, closed, inTime }, 5000).kind;
  expect(at('grey')).toBe('paused');
  expect(at('red')).toBe('late');
  expect(dueOf({ light: 'green', dueMs: 9000, closed: false, inTime: null }, 5000)).toEqual({ kind: 'left', ms: 4000 });
  expect(at('red', true, false)).toBe('closed');
});

test('an answer that is ahead of what was fetched wins, and no other', () => {
  const of = (version: number) => decodeCase({ id: 'c', state: 'filed', opened_at: 'x', version });
  const [old, young] = [of(3), of(4)];
  expect(newerCase(old, young)).toBe(young);
  expect(newerCase(young, old)).toBe(young);
  expect(newerCase(old, of(3))).toBe(old);
  expect(newerCase(null, old)).toBe(old);
  // An answer does not say what may be done next.
  const may = [{ action: 'comment', to: null, needs: ['note'], role: 'operator' }] as const;
  expect(newerCase({ ...old, may }, young)).toEqual({ ...young, may });
});
