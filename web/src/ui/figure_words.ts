// Figures, their parts and their periods in the reader's words.

import { useMemo } from 'react';
import { minutesWords } from '../i18n/format';
import { en } from '../i18n/en';
import type { Translate } from '../i18n/translate';
import type { Change } from '../state/figure_facts';
import type { Scope } from '../state/figures_view';
import type { Days } from '../state/period';
import { instantOf } from '../state/zone_time';
import type { Figure, FigureValue } from '../wire/figures';
import { useBacklogNames } from './backlog_names';
import { useApp, useCell, useTexts } from './context';

export interface FigureWords {
  readonly name: (figure: string) => string;
  readonly formula: (figure: Pick<Figure, 'name' | 'formula'>) => string;
  readonly value: (unit: string, value: number | null) => string;
  /** 5,912 ÷ 6,026 */
  readonly parts: (value: FigureValue) => string;
  readonly change: (unit: string, change: Change) => string;
  readonly day: (day: string) => string;
  readonly days: (days: Days) => string;
  readonly month: (month: string) => string;
}

export function useFigureWords(): FigureWords {
  const app = useApp();
  const { t, f } = useTexts();
  const zone = useCell(app.city)?.timeZone ?? 'UTC';
  return useMemo(() => {
    // Noon is on every day, whatever the clocks do at midnight.
    const noon = (day: string) => instantOf(`${day}T12:00`, zone) ?? NaN;
    const day = (of: string) => f.calendarDay(noon(of));
    return {
      name: (figure) => said(t, `figure.${figure}`) ?? figure,
      formula: ({ name, formula }) => said(t, `formula.${name}`) ?? formula,
      value: (unit, value) => {
        if (value === null) return t('figures.nothing');
        return unit === 'share' ? f.share(value) : unit === 'minutes' ? minutesWords(t, value) : f.number(value);
      },
      parts: ({ numerator, denominator }) => {
        if (denominator === null) return '';
        return numerator === null ? t('figures.ofCases', { n: denominator }) : t('figures.ratio', { above: numerator, below: denominator });
      },
      change: (unit, { by }) => {
        const size = Math.abs(by);
        return unit === 'share' ? t('figures.points', { n: f.fixed(size * 100, 2) }) : unit === 'minutes' ? minutesWords(t, size) : f.number(size);
      },
      day,
      days: ({ from, to }) => (from === to ? day(from) : t('figures.days', { from: day(from), to: day(to) })),
      month: (month) => f.month(noon(`${month}-01`)),
    };
  }, [t, f, zone]);
}

/** Null where the dictionaries don't know it. */
function said(t: Translate, key: string): string | null {
  return Object.hasOwn(en, key) ? (t as (key: string) => string)(key) : null;
}

/** Whose figures: all that is set, or the whole city. */
export function useScopeWords(): (scope: Scope) => string {
  const { t } = useTexts();
  const names = useBacklogNames(0);
  return ({ area, unit, class: classed }) => {
    const set = [area && names.value('area', area), unit && names.value('unit', unit), classed && names.value('class', classed)].filter((text) => text !== null);
    return set.length === 0 ? t('backlog.city') : set.join(' · ');
  };
}
