import { describe, expect, test } from 'vitest';
import { decodeAnswer } from './answer';
import { decodeCase, decodeHistory } from './case';
import { decodeDeadline } from './deadline';
import { decodeDuplicates } from './duplicates';
import { nameIn } from './named';
import { decodeProblem } from './problem';
import { decodeClasses, decodeMe, decodeUnits } from './tables';

const OLD = { id: 'c1', state: 'dispatched', opened_at: '2026-11-24T06:00:00Z' };

describe('a case', () => {
  test('of an older daemon has no actions, no light and no owner', () => {
    expect(decodeCase(OLD)).toMatchObject({ may: null, light: 'unset', dueAt: null, inTime: null, owner: null, parent: null, rating: null, className: null });
  });

  test('says what this person may do, without what this page has no form for', () => {
    const { may } = decodeCase({
      ...OLD,
      may: [
        { action: 'transition', to: 'acknowledged', needs: [], role: 'operator' },
        { action: 'comment', needs: ['note'], role: 'operator' },
        { action: 'teleport', needs: [], role: 'operator' },
        { action: 'transition', needs: [] },
      ],
    });
    expect(may).toEqual([
      { action: 'transition', to: 'acknowledged', needs: [], role: 'operator' },
      { action: 'comment', to: null, needs: ['note'], role: 'operator' },
    ]);
  });

  test('with an empty list of actions is not one without a list', () => {
    expect(decodeCase({ ...OLD, may: [] }).may).toEqual([]);
  });

  test('carries owner, due time, parent and names', () => {
    const item = decodeCase({
      ...OLD, light: 'yellow', due_at: '2026-11-24T08:00:00Z', in_time: false, parent: 'c0', rating: 4,
      owner: { name: 'Li Wei', since: '2026-11-24T06:10:00Z', until: '2026-11-24T06:40:00Z' }, unit: 'w', unit_name: { en: 'Water', zh: '水务' },
    });
    expect(item).toMatchObject({ light: 'yellow', inTime: false, parent: 'c0', rating: 4, owner: { name: 'Li Wei', until: '2026-11-24T06:40:00Z' } });
    expect(nameIn('zh', item.unitName, 'w')).toBe('水务');
    expect(nameIn('zh', { en: 'Water', zh: null }, 'w')).toBe('Water');
    expect(nameIn('en', null, 'w')).toBe('w');
  });

  test('says how far it was escalated; a level that this page does not know is more than all it knows', () => {
    expect(decodeCase(OLD).escalation).toBeNull();
    const escalation = { level: 'supervised', unit: null, at: '2026-11-24T08:00:00Z' };
    expect(decodeCase({ ...OLD, escalation }).escalation).toEqual(escalation);
    expect(decodeCase({ ...OLD, escalation: { ...escalation, level: 'told_the_mayor', unit: 'mayor' } }).escalation).toMatchObject({ level: 'raised', unit: 'mayor' });
  });

  test('keeps a light that this page does not know as none', () => {
    expect(decodeCase({ ...OLD, light: 'blue' }).light).toBe('unset');
  });
});

describe('an answer', () => {
  test('is stored even where its case cannot be read', () => {
    expect(decodeAnswer({ event: { id: 'e1', pos: {} }, case: { id: 7 } })).toEqual({ eventId: 'e1', case: null });
  });

  test('brings the case as it is now', () => {
    expect(decodeAnswer({ event: { id: 'e1' }, case: { ...OLD, version: 4 } }).case?.version).toBe(4);
  });
});

describe('a refusal', () => {
  test('says why, where, and how the case stands', () => {
    const refusal = decodeProblem({
      code: 'conflict', detail: 'version moved on', retry: false, request_id: 'r1', case: { ...OLD, state: 'closed', version: 9 },
      errors: [{ pointer: '/expected_version', detail: 'is 8', got: 8, allowed: [9] }],
    }, 409);
    expect(refusal).toMatchObject({ status: 409, code: 'conflict', requestId: 'r1', case: { state: 'closed', version: 9 } });
    expect(refusal.errors).toEqual([{ pointer: '/expected_version', detail: 'is 8', allowed: '9' }]);
  });

  test('without a word is still one', () => {
    expect(decodeProblem({}, 403)).toMatchObject({ code: 'http_403', detail: '', retry: false, case: null, errors: [] });
  });
});

test('a deadline has its clocks and each its ledger', () => {
  const { clocks, zone } = decodeDeadline({
    clocks: [{ clock: 'handling', started_at: '2026-11-24T06:00:00Z', limit: { value: 8, unit: 'working_hours' }, due_from: 'class_table', due_at: null, used_minutes: 12.5, paused: true, light: 'grey', in_time: null,
      ledger: [{ from: '2026-11-24T06:00:00Z', to: '2026-11-24T06:20:00Z', kind: 'counted', counted_minutes: 20 }] }, { clock: 'total' }],
    calendar: { code: 'city', zone: 'Asia/Shanghai' },
  });
  expect(zone).toBe('Asia/Shanghai');
  expect(clocks[0]).toMatchObject({ light: 'grey', usedMinutes: 12.5, limit: { value: 8, unit: 'working_hours' }, ledger: [{ countedMinutes: 20, workingMinutes: 0, makeUpDay: false, name: null }] });
  expect(clocks[1]).toMatchObject({ dueFrom: 'none', ledger: [], limit: null });
});

test('likely duplicates keep their order, distance and hours', () => {
  const found = decodeDuplicates({ cases: [{ ...OLD, distance_m: 12.4, hours_apart: 1.5, score: 0.9 }, { ...OLD, id: 'c2' }] });
  expect(found.map(({ case: { id }, distanceM, hoursApart }) => [id, distanceM, hoursApart])).toEqual([['c1', 12.4, 1.5], ['c2', null, null]]);
});

test('tables may be empty, and rows may lack all but their code', () => {
  expect(decodeClasses({ scheme: null, classes: [] })).toEqual([]);
  expect(decodeClasses({ classes: [{ code: 'x', limits: { handling: { value: 2, unit: 'hours' } } }] })).toEqual([
    { code: 'x', name: null, group: null, handling: { value: 2, unit: 'hours' }, severity: null, keywords: [] },
  ]);
  expect(decodeUnits({ units: [{ code: 'w', name: { en: 'Water', zh: '水务' } }] })).toEqual([{ code: 'w', name: { en: 'Water', zh: '水务' } }]);
  expect(decodeMe({ name: 'demo' })).toEqual({ name: 'demo', roles: [] });
});

test('actions in a history say who did what; members that make no sense are left out', () => {
  const event = (type: string, data: unknown) => ({ seq: 1, recorded_at: '2026-11-24T06:00:00Z', event: { type, data } });
  const { events } = decodeHistory({
    events: [
      event('gridhall.case.assigned.v1', { actor: 'Li Wei', role: 'supervisor', unit: 'w', note: 7, evidence: ['https://x/1', 2] }),
      event('gridhall.claim.lapsed.v1', null),
      event('gridhall.case.updated.v1', {}),
    ],
    transitions: [],
  });
  expect(events[0]!.deed).toMatchObject({ kind: 'assigned', actor: 'Li Wei', role: 'supervisor', unit: 'w', note: null, evidence: ['https://x/1'] });
  expect(events[1]!.deed?.kind).toBe('claimLapsed');
  expect(events[2]!.deed).toBeNull();
});
