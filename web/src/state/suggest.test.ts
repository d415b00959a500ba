import { describe, expect, test } from 'vitest';
import type { ClassEntry } from '../wire/tables';
import { suggestClasses } from './suggest';

const entry = (code: string, en: string, zh: string, ...keywords: string[]): ClassEntry => ({ code, name: { en, zh }, group: null, handling: null, severity: null, keywords });

const TABLE = [
  entry('missing', 'Manhole cover missing', '井盖缺失', 'open manhole', '井口'),
  entry('damaged', 'Manhole cover damaged', '井盖破损', 'manhole', '井盖'),
  entry('lamp', 'Street light out', '路灯不亮', 'lamp', '路灯'),
  entry('day', 'Street light on by day', '路灯白天亮', 'lamp', '白天亮灯'),
  entry('gym', 'Outdoor gym broken', '健身器材损坏', 'gym', '健身器材'),
  entry('cafe', 'Café smoke', '油烟', 'café'),
];
const codes = (text: string, limit?: number) => suggestClasses(text, TABLE, limit).map(({ code }) => code);

describe('suggested classes', () => {
  test('are those whose keywords the text holds, in whatever case', () => {
    expect(codes('There is a LAMP broken')).toEqual(['lamp', 'day']);
    expect(codes('nothing of the kind')).toEqual([]);
    expect(codes('  ')).toEqual([]);
  });

  test('have most hits first, then the order of the table', () => {
    expect(codes('An open manhole')).toEqual(['missing', 'damaged']);
    expect(codes('manhole and lamp, 路灯')).toEqual(['lamp', 'damaged', 'day']);
  });

  test('are three at most', () => {
    expect(codes('open manhole under a lamp beside the gym')).toEqual(['missing', 'damaged', 'lamp']);
    expect(codes('open manhole under a lamp beside the gym', 5)).toHaveLength(5);
  });

  test('are found within Chinese text, which has no spaces', () => {
    expect(codes('门口的井盖不见了')).toEqual(['damaged']);
    expect(codes('小区井口敞开，路灯也坏了')).toEqual(['missing', 'lamp']);
  });

  test('ask for whole words of Latin letters', () => {
    expect(codes('a gymnasium, clamps, lamps')).toEqual([]);
    expect(codes('lamp2 and 2lamp')).toEqual([]);
    expect(codes('(lamp) lamp/gym.')).toEqual(['lamp', 'day', 'gym']);
    expect(codes('gymnasium behind the gym')).toEqual(['gym']);
    expect(codes('cafés')).toEqual([]);
    expect(codes('CAFÉ')).toEqual(['cafe']);
  });

  test('find a Latin word between Chinese ones, and full-width letters', () => {
    expect(codes('旁边的manhole坏了')).toEqual(['damaged']);
    expect(codes('ｇｙｍ')).toEqual(['gym']);
  });

  test('know a class by its name too', () => {
    expect(codes('井盖缺失')).toEqual(['missing', 'damaged']);
    expect(codes('the street light out there')).toEqual(['lamp']);
  });

  test('count a word once, however often it is said or listed', () => {
    const twice = [entry('a', 'A thing', '甲', 'lamp'), entry('b', 'lamp', '乙', 'lamp', 'Lamp')];
    expect(suggestClasses('lamp lamp lamp', twice).map(({ code }) => code)).toEqual(['a', 'b']);
  });
});
