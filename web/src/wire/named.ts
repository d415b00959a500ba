// A name in the languages of the page, as class tables and calendars carry it.

import { maybe, object, string } from './check';

export interface Named {
  readonly en: string | null;
  readonly zh: string | null;
}

export function decodeNamed(value: unknown, path: string): Named {
  if (typeof value === 'string') return { en: value, zh: null };
  const n = object(value, path);
  return { en: maybe(n['en'], `${path}.en`, string), zh: maybe(n['zh'], `${path}.zh`, string) };
}

/** The name in this language, else in the other, else what stands for it. */
export function nameIn(language: 'en' | 'zh', named: Named | null, otherwise: string): string {
  const [first, second] = language === 'zh' ? [named?.zh, named?.en] : [named?.en, named?.zh];
  return first || second || otherwise;
}
