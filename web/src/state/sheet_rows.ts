// The numbers of a monthly appraisal sheet as rows of a file: what stands on the paper, each part in a column of its own.

import type { Figure, FigureGroup, FigureValue, Figures } from '../wire/figures';
import type { CsvCell } from './csv';
import { sections } from './figure_facts';
import { ADJUSTED, type GroupColumn } from './figures_view';

export interface SheetWords {
  readonly figure: (name: string) => string;
  readonly formula: (figure: Figure) => string;
  readonly unit: (unit: string) => string;
  readonly head: readonly [figure: string, above: string, below: string, value: string, unit: string, previous: string, formula: string];
  /** Behind the name of a column: its parts, and the two ends of an interval. */
  readonly parts: readonly [above: string, below: string, low: string, high: string];
}

/** Shares in percent, minutes to a tenth. */
export function sheetValue(unit: string, { value }: FigureValue): number | null {
  if (value === null) return null;
  return unit === 'share' ? percent(value) : Math.round(value * 10) / 10;
}

export function figureRows(figures: Figures, before: Figures, words: SheetWords): CsvCell[][] {
  const rows = sections(figures).flatMap((section) => section.figures).map((figure): CsvCell[] => {
    const previous = before.get(figure.name);
    return [
      words.figure(figure.name), figure.numerator, figure.denominator, sheetValue(figure.unit, figure), words.unit(figure.unit),
      previous ? sheetValue(figure.unit, previous) : null, words.formula(figure),
    ];
  });
  return [[...words.head], ...rows];
}

export function groupRows(title: string, groups: readonly FigureGroup[], columns: readonly GroupColumn[], name: (key: string | null) => string, words: SheetWords): CsvCell[][] {
  const [above, below, low, high] = words.parts;
  const units = new Map(groups.flatMap(({ figures }) => [...figures.values()].map((figure) => [figure.name, figure.unit])));
  const head = columns.flatMap((column): string[] => {
    const text = words.figure(column);
    const unit = units.get(column) ?? '';
    if (column === ADJUSTED) return [`${text} %`, `${text} ${low} %`, `${text} ${high} %`];
    if (unit === 'share') return [`${text} ${above}`, `${text} ${below}`, `${text} %`];
    return [unit === 'minutes' ? `${text} ${words.unit(unit)}` : text];
  });
  const cells = (group: FigureGroup, column: GroupColumn): CsvCell[] => {
    const { adjusted } = group;
    if (column === ADJUSTED) return adjusted ? [percent(adjusted.value), percent(adjusted.low), percent(adjusted.high)] : [null, null, null];
    const figure = group.figures.get(column);
    const unit = units.get(column) ?? '';
    if (unit === 'share') return figure ? [figure.numerator, figure.denominator, sheetValue(unit, figure)] : [null, null, null];
    return [figure ? sheetValue(unit, figure) : null];
  };
  return [[title, ...head], ...groups.map((group) => [name(group.key), ...columns.flatMap((column) => cells(group, column))])];
}

function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}
