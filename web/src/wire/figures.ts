// Figures of a period and counts over time, with the formula that each figure is made by.

import { WireError, boolean, listOf, maybe, number, object, string } from './check';

export interface Figure {
  readonly name: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** Null where there was nothing to divide by. */
  readonly value: number | null;
  readonly formula: string;
  /** Of so few cases that it says little. */
  readonly small: boolean;
}

export interface SeriesPoint {
  /** epoch seconds */
  readonly t: number;
  readonly opened: number;
  readonly closed: number;
  readonly open: number;
}

export function decodeFigures(value: unknown): ReadonlyMap<string, Figure> {
  const figures = listOf(object(value, 'figures')['figures'], 'figures', (item, path) => {
    const f = object(item, path);
    return {
      name: string(f['name'], `${path}.name`),
      numerator: maybe(f['numerator'], `${path}.numerator`, number),
      denominator: maybe(f['denominator'], `${path}.denominator`, number),
      value: maybe(f['value'], `${path}.value`, number),
      formula: maybe(f['formula'], `${path}.formula`, string) ?? '',
      small: maybe(f['small'], `${path}.small`, boolean) ?? false,
    };
  });
  return new Map(figures.map((figure) => [figure.name, figure]));
}

export function decodeSeries(value: unknown): readonly SeriesPoint[] {
  const s = object(value, 'series');
  const names = listOf(s['cols'], 'cols', string);
  const at = (name: string) => {
    const index = names.indexOf(name);
    if (index < 0) throw new WireError('cols', `column ${name}`);
    return index;
  };
  const [t, opened, closed, open] = [at('t'), at('opened'), at('closed'), at('open')];
  return listOf(s['rows'], 'rows', (item, path) => {
    const row = listOf(item, path, number);
    const n = (index: number) => number(row[index], `${path}[${index}]`);
    return { t: n(t), opened: n(opened), closed: n(closed), open: n(open) };
  });
}
