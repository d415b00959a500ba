// What an office is appraised by, for any days, area, unit and class, with the cases that every number is made of.

import { useMemo } from 'react';
import { api } from '../http/api';
import { isEmpty } from '../state/figure_facts';
import { figuresQuery } from '../state/figures_view';
import { addDays, dayOf, daysOf, monthOf, type Days } from '../state/period';
import type { City } from '../wire/city';
import { AppraisalSheet } from './appraisal_sheet';
import { CaseText } from './case_text';
import { Comparison } from './comparison';
import { useApp, useNow, useScreen, useTexts } from './context';
import { CopyButton } from './copy_button';
import { FigureSettings } from './figure_settings';
import { FigureTable } from './figure_table';
import { useFigureWords, useScopeWords } from './figure_words';
import { FiguresState } from './figures_state';
import { Trend } from './trend';
import { useAsked } from './use_asked';

const load = (query: string, signal: AbortSignal) => api.figureReport(query, signal);

export function FiguresPage({ city }: { readonly city: City }) {
  const { figures: view } = useScreen();
  const today = dayOf(useNow(), city.timeZone);
  const days = useMemo(() => daysOf(view.period, today), [view.period, today]);
  return view.sheet === null ? <Overview city={city} days={days} today={today} /> : <AppraisalSheet city={city} month={view.sheet} today={today} />;
}

function Overview({ city, days, today }: { readonly city: City; readonly days: Days; readonly today: string }) {
  const app = useApp();
  const { t, f } = useTexts();
  const { figures: view } = useScreen();
  const words = useFigureWords();
  const scope = useScopeWords();
  const asked = useAsked(figuresQuery(view, days), load);
  const { data } = asked;
  return (
    <div className="figures-scroll">
      <header className="page-head">
        <h2>{t('figures.title')}</h2>
        <span className="figures-days num">{words.days(days)}</span>
        <span className="sub"><CaseText text={scope(view)} /></span>
        {data && <span className="sub num">{t('figures.asOf', { time: f.moment(data.asOfMs) })}</span>}
        <span className="grow" />
        <CopyButton text={() => location.origin + location.pathname + app.figuresAddress({ ...view, period: days })} label={t('backlog.link')} icon="link" />
        <button type="button" className="small-button" onClick={() => window.print()}>{t('backlog.print')}</button>
        <button type="button" className="small-button" onClick={() => app.setFigures({ sheet: monthOf(days.to) })}>{t('sheet.open')}</button>
      </header>
      <FigureSettings city={city} today={today} days={days} />
      <div className="figures-top">
        <section id="figures" className="panel figures-panel" aria-label={t('figures.title')} tabIndex={-1}>
          <FiguresState asked={asked} />
          {data && isEmpty(data.figures) && <p className="note" role="status">{t('figures.empty')}</p>}
          {data && <FigureTable figures={data.figures} previous={{ from: data.previousFrom, to: addDays(data.from, -1) }} />}
        </section>
        <div className="figures-side">
          <Trend city={city} days={days} today={today} />
          <Comparison city={city} days={days} />
        </div>
      </div>
    </div>
  );
}
