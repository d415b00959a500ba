// What the class and area pickers offer: the city's own lists, or the codes the board has seen.

import type { Language } from '../state/address';
import type { City } from '../wire/city';
import type { Totals } from '../wire/live';
import type { Choice } from './picker';

export function classChoices(city: City, open: ReadonlyMap<string, number> | undefined, language: Language, group: (prefix: string) => string): Choice[] {
  const names = new Map(city.classes.map(({ code, name, nameZh }) => [code, language === 'zh' ? (nameZh ?? name) : name]));
  const codes = [...new Set([...names.keys(), ...(open?.keys() ?? [])])].sort();
  const families = new Map<string, string[]>();
  for (const code of codes) {
    const dot = code.indexOf('.');
    if (dot > 0) families.set(code.slice(0, dot), [...(families.get(code.slice(0, dot)) ?? []), code]);
  }
  const single = codes.map((code): Choice => ({ id: code, name: names.get(code) ?? code, count: open?.get(code) ?? 0 }));
  const whole = [...families].filter(([, members]) => members.length > 1).map(([prefix, members]): Choice => ({
    id: `${prefix}.*`,
    name: group(prefix),
    count: members.reduce((sum, code) => sum + (open?.get(code) ?? 0), 0),
  }));
  return [...whole, ...single].sort((a, b) => b.count - a.count);
}

type AreaTotals = Pick<Totals, 'area' | 'areaLight'>;

export function areaChoices(city: City, open: AreaTotals | undefined): Choice[] {
  return city.layers.flatMap(({ areas }) => areas.map(({ code, name }): Choice => {
    const lights = open?.areaLight.get(code);
    return { id: code, name, count: open?.area.get(code) ?? 0, red: lights?.get('red') ?? 0, yellow: lights?.get('yellow') ?? 0 };
  }));
}
