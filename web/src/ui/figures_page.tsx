// What an office is appraised by, for any days, area, unit and class, with the cases that every number is made of.

import { useMemo } from 'react';
import { api } from '../http/api';
import { isEmpty } from '../state/figure_facts';
import { figuresQuery } from '../state/figures_view';
import { addDays, dayOf, daysOf } from '../state/period';
import type { City } from '../wire/city';
import { useApp, useNow, useScreen, useTexts } from './context';
import { CopyButton } from './copy_button';
import { FigureSettings } from './figure_settings';
import { FigureTable } from './figure_table';
import { useFigureWords } from './figure_words';
import { FiguresState } from './figures_state';
import { useAsked } from './use_asked';

const load = (query: string, signal: AbortSignal) => api.figureReport(query, signal);

export function FiguresPage({ city }: { readonly city: City }) {
  const app = useApp();
  const { t, f } = useTexts();
  const { figures: view } = useScreen();
  const now = useNow();
  const words = useFigureWords();
  const today = dayOf(now, city.timeZone);
  const days = useMemo(() => daysOf(view.period, today), [view.period, today]);
  const asked = useAsked(figuresQuery(view, days), load);
  const { data } = asked;
  return (
    <div className="figures-scroll">
      <header className="page-head">
        <h2>{t('figures.title')}</h2>
        <span className="figures-days num">{words.days(days)}</span>
        {data && <span className="sub num">{t('figures.asOf', { time: f.moment(data.asOfMs, now) })}</span>}
        <span className="grow" />
        <CopyButton text={() => location.origin + location.pathname + app.figuresAddress({ ...view, period: days })} label={t('backlog.link')} icon="link" />
      </header>
      <FigureSettings city={city} today={today} days={days} />
      <section id="figures" className="panel figures-panel" aria-label={t('figures.title')} tabIndex={-1}>
        <FiguresState asked={asked} />
        {data && isEmpty(data.figures) && <p className="note" role="status">{t('figures.empty')}</p>}
        {data && <FigureTable figures={data.figures} previous={{ from: data.previousFrom, to: addDays(data.from, -1) }} />}
      </section>
    </div>
  );
}
