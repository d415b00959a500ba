// Which classes a caller's words speak of.

import type { ClassEntry } from '../wire/tables';

export const SUGGESTED_MAX = 3;

/** Latin letters, their marks, and digits: what a word of theirs must not touch. Chinese has no spaces between words. */
const PART_OF_WORD = /[\p{Script=Latin}\p{M}\p{N}]/u;

/** Classes whose names or keywords stand in the text: most of them first, then as in the table. */
export function suggestClasses(text: string, classes: readonly ClassEntry[], limit = SUGGESTED_MAX): readonly ClassEntry[] {
  const said = folded(text);
  if (said.trim() === '') return [];
  return classes
    .map((entry) => ({ entry, hits: wordsOf(entry).filter((word) => contains(said, word)).length }))
    .filter(({ hits }) => hits > 0)
    .sort((a, b) => b.hits - a.hits)
    .slice(0, limit)
    .map(({ entry }) => entry);
}

/** A word that stands twice counts once. */
function wordsOf({ name, keywords }: ClassEntry): readonly string[] {
  const words = [...keywords, name?.en ?? '', name?.zh ?? ''].map((word) => folded(word).trim());
  return [...new Set(words)].filter((word) => word !== '');
}

function contains(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!joined(text[at - 1], word[0]) && !joined(word.at(-1), text[at + word.length])) return true;
  }
  return false;
}

function joined(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && PART_OF_WORD.test(left) && PART_OF_WORD.test(right);
}

/** Full-width letters are typed in Chinese too. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
