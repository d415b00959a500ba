// Typed texts: a missing key or a missing value fails the compile.

import type { Language } from '../state/address';
import { en, type Dictionary, type Key } from './en';
import { zh } from './zh';

export type { Key } from './en';

type Values<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Bare}|${string}` ? Bare : Name) | Values<Rest>
  : never;

type Arguments<K extends Key> = [Values<(typeof en)[K]>] extends [never] ? [] : [Readonly<Record<Values<(typeof en)[K]>, string | number>>];

export type Translate = <K extends Key>(key: K, ...values: Arguments<K>) => string;

export const DICTIONARIES: Readonly<Record<Language, Dictionary>> = { en, zh };
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

export function translator(language: Language): Translate {
  const texts = DICTIONARIES[language];
  const plural = new Intl.PluralRules(LOCALES[language]);
  const count = new Intl.NumberFormat(LOCALES[language]);
  return (key, ...[values]) => {
    const given = (values ?? {}) as Readonly<Record<string, string | number>>;
    return texts[key].replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (_, name: string, one?: string, many?: string) => {
      const value = given[name] ?? '';
      const shown = typeof value === 'number' ? count.format(value) : value;
      return one === undefined ? shown : `${shown} ${plural.select(Number(value)) === 'one' ? one : many!}`;
    });
  };
}

/** A word of an open vocabulary: translated where this page knows it, else as the daemon says it. */
export function known(t: Translate, prefix: 'state' | 'kind.one' | 'role' | 'reason' | 'clock' | 'flag' | 'basis', word: string): string {
  const key = `${prefix}.${word}`;
  return Object.hasOwn(en, key) ? (t as (key: string) => string)(key) : word;
}

export function severityWord(t: Translate, rank: number): string {
  return t(`severity.${Math.max(0, Math.min(4, rank)) as 0 | 1 | 2 | 3 | 4}`);
}
