// The class table and the units as choices.

import { limitWords } from '../i18n/ledger';
import { nameIn } from '../wire/named';
import type { Option } from './combo';
import { useApp, useCell, useTexts } from './context';

/** The daemon's class table; the city's list of names where it has none. */
export function useClassOptions(): readonly Option[] {
  const app = useApp();
  const { t, language } = useTexts();
  const table = useCell(app.desk.classes);
  const city = useCell(app.city);
  if (table.length === 0) {
    return (city?.classes ?? []).map(({ code, name, nameZh }) => ({ id: code, name: language === 'zh' ? (nameZh ?? name) : name, sub: code, words: [name, nameZh ?? ''] }));
  }
  return table.map(({ code, name, group, handling, keywords }) => ({
    id: code,
    name: nameIn(language, name, code),
    sub: [nameIn(language, group, ''), handling ? limitWords(t, handling) : '', code].filter(Boolean).join(' · '),
    words: [name?.en ?? '', name?.zh ?? '', ...keywords],
  }));
}

export function useUnitOptions(): readonly Option[] {
  const app = useApp();
  const { language } = useTexts();
  return useCell(app.desk.units).map(({ code, name }) => ({ id: code, name: nameIn(language, name, code), sub: code, words: [name?.en ?? '', name?.zh ?? ''] }));
}
