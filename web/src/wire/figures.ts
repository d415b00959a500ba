// Figures of a period and counts over time, with the formula that each figure is made by.

import { WireError, boolean, listOf, maybe, number, object, string, type Json } from './check';

/** What a figure is made of in one period. */
export interface FigureValue {
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** Null where there was nothing to divide by. */
  readonly value: number | null;
}

export interface Figure extends FigureValue {
  readonly name: string;
  readonly formula: string;
  /** cases, share or minutes */
  readonly unit: string;
  /** Of so few cases that it says little. */
  readonly small: boolean;
  /** The same of as many days before. */
  readonly previous: FigureValue | null;
}

export type Figures = ReadonlyMap<string, Figure>;

/** The share in time that a group would have with everybody's classes, and where it lies with 95 %. */
export interface Adjusted {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface FigureGroup {
  /** Null: outside every area, or of no unit. */
  readonly key: string | null;
  readonly figures: Figures;
  readonly adjusted: Adjusted | null;
}

interface Counted {
  /** Days of the city, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly previousFrom: string;
  readonly asOfMs: number;
}

export interface FigureReport extends Counted {
  readonly figures: Figures;
}

export interface GroupReport extends Counted {
  readonly groups: readonly FigureGroup[];
}

export interface SeriesPoint {
  /** epoch seconds */
  readonly t: number;
  readonly opened: number;
  readonly closed: number;
  readonly open: number;
}

export function decodeFigures(value: unknown): Figures {
  return figuresOf(object(value, 'figures')['figures'], 'figures');
}

export function decodeFigureReport(value: unknown): FigureReport {
  return { ...decodeCounted(value), figures: decodeFigures(value) };
}

export function decodeGroupReport(value: unknown): GroupReport {
  const groups = listOf(object(value, 'figures')['groups'], 'groups', (item, path) => {
    const g = object(item, path);
    return {
      key: maybe(g['key'], `${path}.key`, string),
      figures: figuresOf(g['figures'], `${path}.figures`),
      adjusted: maybe(g['adjusted_in_time'], `${path}.adjusted_in_time`, (v, p) => {
        const a = object(v, p);
        return { value: number(a['value'], `${p}.value`), low: number(a['low'], `${p}.low`), high: number(a['high'], `${p}.high`) };
      }),
    };
  });
  return { ...decodeCounted(value), groups };
}

function decodeCounted(value: unknown): Counted {
  const r = object(value, 'figures');
  const time = string(object(r['as_of'], 'as_of')['time'], 'as_of.time');
  const asOfMs = Date.parse(time);
  if (Number.isNaN(asOfMs)) throw new WireError('as_of.time', 'time');
  return { from: string(r['from'], 'from'), to: string(r['to'], 'to'), previousFrom: string(r['previous_from'], 'previous_from'), asOfMs };
}

function figuresOf(value: unknown, path: string): Figures {
  const figures = listOf(value, path, (item, at) => {
    const f = object(item, at);
    return {
      name: string(f['name'], `${at}.name`),
      ...valueOf(f, at),
      formula: maybe(f['formula'], `${at}.formula`, string) ?? '',
      unit: maybe(f['unit'], `${at}.unit`, string) ?? '',
      small: maybe(f['small'], `${at}.small`, boolean) ?? false,
      previous: maybe(f['previous'], `${at}.previous`, (v, p) => valueOf(object(v, p), p)),
    };
  });
  return new Map(figures.map((figure) => [figure.name, figure]));
}

function valueOf(f: Json, path: string): FigureValue {
  return {
    numerator: maybe(f['numerator'], `${path}.numerator`, number),
    denominator: maybe(f['denominator'], `${path}.denominator`, number),
    value: maybe(f['value'], `${path}.value`, number),
  };
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
