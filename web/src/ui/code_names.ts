// Codes of classes and units in the reader's language, from whichever table knows them.

import type { App } from '../app';
import type { Language } from '../state/address';
import { nameIn } from '../wire/named';
import { useApp, useCell, useTexts } from './context';

export interface CodeNames {
  readonly class: (code: string) => string;
  readonly unit: (code: string) => string;
}

export function codeNames(app: App, language: Language): CodeNames {
  return {
    class: (code) => {
      const entry = app.desk.classes.get().find((c) => c.code === code);
      const city = app.city.get()?.classes.find((c) => c.code === code);
      return nameIn(language, entry?.name ?? null, city ? (language === 'zh' ? (city.nameZh ?? city.name) : city.name) : code);
    },
    unit: (code) => nameIn(language, app.desk.units.get().find((u) => u.code === code)?.name ?? null, code),
  };
}

export function useCodeNames(): CodeNames {
  const app = useApp();
  const { language } = useTexts();
  useCell(app.desk.units);
  useCell(app.desk.classes);
  return codeNames(app, language);
}
