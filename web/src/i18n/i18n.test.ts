import { describe, expect, test } from 'vitest';
import { CLOSURE_REASONS, REASONS } from '../wire/reasons';
import { STATES } from '../wire/words';
import { en, type Key } from './en';
import { age, formats } from './format';
import { DICTIONARIES, known, translator } from './translate';
import { zh } from './zh';

const values = (text: string) => [...text.matchAll(/\{(\w+)/g)].map((m) => m[1]!).sort();

describe('both languages', () => {
  test('have the same keys, none of them empty', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
    for (const texts of Object.values(DICTIONARIES)) for (const text of Object.values(texts)) expect(text.trim()).not.toBe('');
  });

  test('take the same values in every text', () => {
    for (const key of Object.keys(en) as Key[]) expect(values(zh[key]), key).toEqual(values(en[key]));
  });

  test('name every reason that a form offers', () => {
    for (const code of [...CLOSURE_REASONS, ...Object.values(REASONS).flat()]) expect(known(translator('zh'), 'reason', code)).not.toBe(code);
  });

  test('name every lifecycle state', () => {
    for (const state of STATES) expect(known(translator('zh'), 'state', state)).not.toBe(state);
  });
});

test('closure reasons and flags are said in both languages, and others as they came', () => {
  const t = translator('zh');
  expect(known(t, 'reason', 'unable_to_fix')).toBe('无法处置');
  expect(known(t, 'flag', 'source_managed')).toBe('由来源管理');
  expect(known(t, 'reason', 'Crew came twice')).toBe('Crew came twice');
});

test('a cell has its full name throughout the Chinese texts', () => {
  for (const text of Object.values(zh)) expect(text.replaceAll('单元网格', '').replaceAll('网格线', '')).not.toContain('网格');
});

test('English counts its nouns', () => {
  const t = translator('en');
  expect(t('stale.filled', { n: 1 })).toBe('Back. Filled 1 change, 0 missing.');
  expect(t('stale.filled', { n: 1312 })).toBe('Back. Filled 1,312 changes, 0 missing.');
  expect(t('stale.reloaded')).not.toContain('0 missing');
});

test('a value that looks like a text of ours stays a value', () => {
  expect(translator('en')('stale.showing', { time: '{n|a|b}' })).toBe('No contact. Showing {n|a|b}.');
});

test('a word that this page does not know is shown as the daemon says it', () => {
  expect(known(translator('en'), 'state', 'on_hold')).toBe('on_hold');
});

test('times are the city’s, whatever the browser’s zone', () => {
  const f = formats('en', 'Asia/Shanghai');
  const ms = Date.UTC(2026, 10, 24, 6, 2, 11);
  expect(f.clock(ms)).toBe('14:02:11');
  expect(f.offset(ms)).toBe('UTC+8');
  expect(formats('en', 'America/New_York').minute(ms)).toBe('01:02');
});

describe('times of other days', () => {
  const f = formats('en', 'Asia/Shanghai');
  const ms = Date.UTC(2026, 10, 24, 6, 2, 11);

  test('a list shows the second today, the day this year and the year where it is another', () => {
    expect(f.opened(ms, ms + 60_000)).toBe('14:02:11');
    expect(f.opened(ms, ms + 3 * 86_400_000)).toBe('24 Nov, 14:02');
    expect(f.opened(ms, ms + 60 * 86_400_000)).toBe('24 Nov 2026');
  });

  test('a moment has its year where it is not the current one', () => {
    expect(f.moment(ms, ms + 86_400_000)).toBe('24 Nov, 14:02:11');
    expect(f.moment(ms, ms + 60 * 86_400_000)).toBe('24 Nov 2026, 14:02:11');
    expect(formats('zh', 'Asia/Shanghai').moment(ms, ms + 60 * 86_400_000)).toContain('2026年');
  });

  test('days and years change at the city’s midnight', () => {
    const beforeMidnight = Date.UTC(2026, 11, 31, 15, 59);
    const afterMidnight = Date.UTC(2026, 11, 31, 16, 1);
    expect(f.opened(beforeMidnight, afterMidnight)).toBe('31 Dec 2026');
    expect(formats('en', 'UTC').opened(beforeMidnight, afterMidnight)).toBe('15:59:00');
  });
});

test('ages show two units and are never negative', () => {
  const t = translator('en');
  expect(age(t, -5000)).toBe('0 s');
  expect(age(t, 59 * 60_000)).toBe('59 min');
  expect(age(t, (3 * 24 + 4) * 3_600_000)).toBe('3 d 4 h');
});
