import { describe, expect, test } from 'vitest';
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

  test('name every lifecycle state', () => {
    for (const state of STATES) expect(known(translator('zh'), 'state', state)).not.toBe(state);
  });
});

test('English counts its nouns', () => {
  const t = translator('en');
  expect(t('stale.filled', { n: 1 })).toBe('Back. Filled 1 change, 0 missing.');
  expect(t('stale.filled', { n: 1312 })).toBe('Back. Filled 1,312 changes, 0 missing.');
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

test('an old case shows its day, a fresh one its second', () => {
  const f = formats('en', 'Asia/Shanghai');
  const ms = Date.UTC(2026, 10, 24, 6, 2, 11);
  expect(f.opened(ms, ms + 60_000)).toBe('14:02:11');
  expect(f.opened(ms, ms + 3 * 86_400_000)).toBe('24 Nov 2026');
});

test('ages show two units and are never negative', () => {
  const t = translator('en');
  expect(age(t, -5000)).toBe('0 s');
  expect(age(t, 59 * 60_000)).toBe('59 min');
  expect(age(t, (3 * 24 + 4) * 3_600_000)).toBe('3 d 4 h');
});
