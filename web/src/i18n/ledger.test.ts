import { describe, expect, test } from 'vitest';
import { decodeDeadline, type Clock } from '../wire/deadline';
import { formats, minutesWords } from './format';
import { ledgerWords, limitWords, rungWords, sourceWords, type Voice } from './ledger';
import { translator } from './translate';

const voice = (language: 'en' | 'zh'): Voice => ({ t: translator(language), f: formats(language, 'Asia/Shanghai'), language });

/** City times of one week in November 2026; the 27th is a Friday. */
const at = (day: number, time: string) => `2026-11-${day}T${time}:00+08:00`;
const entry = (kind: string, from: string, to: string, more: object = {}) => ({ kind, from, to, ...more });

function clockOf(ledger: object[], more: object = {}): Clock {
  return decodeDeadline({ clocks: [{ clock: 'handling', ledger, ...more }] }).clocks[0]!;
}

const WEEKEND = clockOf([
  entry('counted', at(27, '16:40'), at(27, '17:00'), { counted_minutes: 20 }),
  entry('off_hours', at(27, '17:00'), at(28, '00:00')),
  entry('day_off', at(28, '00:00'), at(29, '00:00')),
  entry('counted', at(29, '09:00'), at(29, '17:00'), { counted_minutes: 480, make_up_day: true }),
  entry('paused', at(30, '09:10'), at(30, '13:00'), { state: 'suspended', working_minutes: 230 }),
]);

describe('the ledger in plain words', () => {
  test('says what counted and why the rest did not', () => {
    expect(ledgerWords(WEEKEND, voice('en'))).toEqual([
      'Fri 16:40–17:00 counted 20 min',
      'Fri 17:00–24:00 outside working hours, not counted',
      'Sat weekend, not counted',
      'Sun 09:00–17:00 make-up workday, counted 8 h',
      'Suspended Mon 09:10–13:00, 3 h 50 min of it working, not counted',
    ]);
  });

  test('says the same in Chinese', () => {
    expect(ledgerWords(WEEKEND, voice('zh'))).toEqual([
      '周五 16:40–17:00 计入 20 分钟',
      '周五 17:00–24:00 非工作时间，不计',
      '周六 周末，不计',
      '周日 09:00–17:00 调休上班，计入 8 小时',
      '挂账 周一 09:10–13:00，其中工作时间 3 小时 50 分，不计',
    ]);
  });

  test('names the holiday in the reader’s language', () => {
    const clock = clockOf([entry('holiday', at(26, '00:00'), at(28, '00:00'), { name: { en: 'National Day', zh: '国庆节' } })]);
    expect(ledgerWords(clock, voice('en'))).toEqual(['Thu – Fri holiday: National Day, not counted']);
    expect(ledgerWords(clock, voice('zh'))).toEqual(['周四 至 周五 节假日（国庆节），不计']);
  });

  test('adds the date where a weekday alone could be two days', () => {
    const clock = clockOf([entry('counted', at(10, '09:00'), at(10, '10:00'), { counted_minutes: 60 }), entry('counted', at(27, '09:00'), at(27, '10:00'), { counted_minutes: 60 })]);
    expect(ledgerWords(clock, voice('en'))[1]).toMatch(/Fri,? 27 Nov 09:00–10:00 counted 1 h/);
  });

  test('shows a kind of a newer daemon as it is called', () => {
    expect(ledgerWords(clockOf([entry('eclipse', at(27, '09:00'), at(27, '10:00'))]), voice('en'))).toEqual(['Fri 09:00–10:00 eclipse']);
  });
});

test('an extension says that the old due time is kept', () => {
  const clock = clockOf([], { due_from: 'extension', due_at: at(30, '11:30'), original_due_at: at(27, '17:00'), limit: { value: 8, unit: 'working_hours' }, used_minutes: 370, allowance_minutes: 480 });
  const words = sourceWords(clock, voice('en'));
  expect(words[0]).toBe('An extension set the due time.');
  expect(words[1]).toMatch(/^Before the extension it was due Fri,? 27 Nov,? (at )?17:00; that time is kept\.$/);
  expect(words.slice(2)).toEqual(['Limit: 8 working hours', '6 h 10 min of 8 h used']);
});

test('a due time of the source is said to be the source’s', () => {
  expect(sourceWords(clockOf([], { due_from: 'source' }), voice('en'))).toEqual(['The source set the due time; it runs from the report.']);
  expect(sourceWords(clockOf([], { due_from: 'class_table' }), voice('zh'))).toEqual(['应办结时间依类别表计算。']);
});

test('limits count their nouns', () => {
  const { t } = voice('en');
  expect(limitWords(t, { value: 1, unit: 'working_days' })).toBe('1 working day');
  expect(limitWords(t, { value: 24, unit: 'hours' })).toBe('24 hours');
});

test('working time is never said in days', () => {
  const { t } = voice('en');
  expect([0.5, 20, 60, 230, 2880].map((m) => minutesWords(t, m))).toEqual(['30 s', '20 min', '1 h', '3 h 50 min', '48 h']);
});

describe('the ladder in plain words', () => {
  const ladder = decodeDeadline({
    clocks: [],
    ladder: [
      { at: 'yellow', after: null, level: 'nudged', due_at: at(27, '10:00'), climbed: true },
      { at: 'red', after: null, level: 'supervised', due_at: at(27, '16:00'), climbed: false },
      { at: 'red', after: { value: 4, unit: 'working_hours' }, level: 'raised', due_at: null, climbed: false },
    ],
  }).ladder;

  test('says what was done, what is due when, and what waits for a clock that does not run', () => {
    const words = ladder.map((rung) => rungWords(rung, voice('en')));
    expect(words[0]).toBe('✓ Nudged');
    expect(words[1]).toMatch(/^Under supervision .*16:00 \(when the deadline has passed\)$/);
    expect(words[2]).toBe('Raised a level, 4 working hours after: when the deadline has passed');
  });

  test('says the same in Chinese', () => {
    expect(rungWords(ladder[0]!, voice('zh'))).toBe('✓ 已催办');
    expect(rungWords(ladder[2]!, voice('zh'))).toMatch(/^已提级，超过时限时，再过/);
  });

  test('is empty where the daemon knows none', () => {
    expect(decodeDeadline({ clocks: [] }).ladder).toEqual([]);
  });
});
