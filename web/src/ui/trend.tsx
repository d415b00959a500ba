// What came in, what was closed and how high the pile stood at the end of each hour, day or month of the period.

import { useState } from 'react';
import { api } from '../http/api';
import { NO_BACKLOG_FILTERS, FIRST_BACKLOG } from '../state/backlog_view';
import { figuresQuery, type FiguresView } from '../state/figures_view';
import { stepFor, stepsFor, type Days, type Step } from '../state/period';
import type { City } from '../wire/city';
import type { SeriesPoint } from '../wire/figures';
import { ChartToggle } from './chart_toggle';
import { useApp, useScreen, useTexts } from './context';
import { FiguresState } from './figures_state';
import { TrendChart, stepWords } from './trend_chart';
import { useAsked } from './use_asked';

const load = (query: string, signal: AbortSignal) => api.series(query, signal);

export function Trend({ city, days, today }: { readonly city: City; readonly days: Days; readonly today: string }) {
  const app = useApp();
  const { t, f } = useTexts();
  const { figures: view } = useScreen();
  const [table, setTable] = useState(false);
  const step = stepFor(view.step, days);
  const asked = useAsked(figuresQuery(view, days, { step }), load);
  const points = asked.data;
  const last = points?.at(-1);
  return (
    <section className="panel trend" aria-label={t('trend.title')}>
      <header>
        <h3 className="panel-title">{t('trend.title')}</h3>
        <label className="matrix-choice">
          {t('trend.step')}
          <select className="select" value={step} onChange={(event) => app.setFigures({ step: event.currentTarget.value as Step })}>
            {stepsFor(days).map((name) => <option key={name} value={name}>{t(`trend.${name}`)}</option>)}
          </select>
        </label>
        <span className="grow" />
        {last && <ChartToggle table={table} onChange={setTable} />}
      </header>
      <FiguresState asked={asked} />
      {points?.length === 0 && <p className="note">{t('trend.none')}</p>}
      {last && (
        <p className="trend-end sub">
          {days.to === today ? t('trend.now') : t('trend.end')}{' '}
          <OpenNow view={view} shown={days.to === today} point={last} />
        </p>
      )}
      {points && last && (table ? (
        <div className="chart-scroll" tabIndex={0} role="group" aria-label={t('trend.title')}>
          <table className="chart-table">
            <thead><tr><th scope="col">{t(`trend.${step}`)}</th><th scope="col">{t('over.opened')}</th><th scope="col">{t('over.closed')}</th><th scope="col">{t('over.open')}</th></tr></thead>
            <tbody>
              {points.map(({ t: at, opened, closed, open }) => (
                <tr key={at}><th scope="row">{stepWords(f, step, at)}</th><td className="num">{f.number(opened)}</td><td className="num">{f.number(closed)}</td><td className="num">{f.number(open)}</td></tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <>
          <TrendChart points={points} lines={['opened', 'closed']} step={step} zone={city.timeZone} label={t('trend.flowLabel', { opened: sum(points, 'opened'), closed: sum(points, 'closed') })} />
          <TrendChart points={points} lines={['open']} step={step} zone={city.timeZone} label={t('trend.openLabel', { n: last.open })} />
        </>
      ))}
    </section>
  );
}

/** The backlog holds the open cases of now. A unit's teams are counted here and listed there apart: no link then. */
function OpenNow({ view: { area, unit, class: classed }, shown, point }: { readonly view: FiguresView; readonly shown: boolean; readonly point: SeriesPoint }) {
  const app = useApp();
  const { t, f } = useTexts();
  const exact = shown && unit === null && !(classed?.endsWith('*') ?? false);
  if (!exact) return <b className="num">{f.number(point.open)}</b>;
  const backlog = { ...FIRST_BACKLOG, filters: { ...NO_BACKLOG_FILTERS, area: area === null ? [] : [area], class: classed === null ? [] : [classed] } };
  return (
    <a
      className="num" href={app.backlogAddress(backlog)} title={t('trend.rows')}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        app.show('backlog');
        app.setBacklog(backlog);
      }}
    >
      {f.number(point.open)}
    </a>
  );
}

function sum(points: readonly SeriesPoint[], name: 'opened' | 'closed'): number {
  return points.reduce((total, point) => total + point[name], 0);
}
