import { expect, test } from 'vitest';
import { csvText } from './csv';

test('texts are quoted, numbers are not, and what is unknown is empty', () => {
  expect(csvText([['a "b", c', 1.5, null, ''], ['d']])).toBe('\uFEFF"a ""b"", c",1.5,,\r\n"d"\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠a'])('the text %j is no formula in a spreadsheet', (text) => {
  expect(csvText([[text]])).toBe(`\uFEFF"'${text}"\r\n`);
});

test('a number of our own below zero stays a number', () => {
  expect(csvText([[-3]])).toBe('\uFEFF-3\r\n');
});
