// What came in, what was closed and how high the pile stood at the end of each hour, day or month of the period.

import { useMemo, useState } from 'react';
import { api } from '../http/api';
import { NO_BACKLOG_FILTERS, FIRST_BACKLOG } from '../state/backlog_view';
import { figuresQuery, type FiguresView } from '../state/figures_view';
import { stepFor, stepsFor, type Days, type Step } from '../state/period';
import type { City } from '../wire/city';
import type { FigureValue, SeriesPoint } from '../wire/figures';
import { ChartToggle } from './chart_toggle';
import { useApp, useScreen, useTexts } from './context';
import { FiguresState } from './figures_state';
import { useFigureWords } from './figure_words';
import { TrendChart, stepWords, type ChartLine } from './trend_chart';
import { useAsked } from './use_asked';
import { BUCKETS_MAX, useInTimeCourse } from './use_in_time_course';

const load = (query: string, signal: AbortSignal) => api.series(query, signal);

export function Trend({ city, days, today }: { readonly city: City; readonly days: Days; readonly today: string }) {
  const app = useApp();
  const { t } = useTexts();
  const { figures: view } = useScreen();
  const [table, setTable] = useState(false);
  const step = stepFor(view.step, days);
  const asked = useAsked(figuresQuery(view, days, { step }), load);
  const points = asked.data;
  const last = points?.at(-1);
  const inTime = useInTimeCourse(view, days, step, today);
  const { times, flow, pile } = useMemo(() => linesOf(points ?? []), [points]);
  const shares = useMemo((): ChartLine[] => [{ name: 'inTime', values: times.map((_, k) => inTime?.[k]?.value ?? null) }], [times, inTime]);
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
        <CourseTable points={points} inTime={inTime} step={step} />
      ) : (
        <>
          <TrendChart times={times} lines={flow} step={step} zone={city.timeZone} label={t('trend.flowLabel', { opened: sum(points, 'opened'), closed: sum(points, 'closed') })} />
          <TrendChart times={times} lines={pile} step={step} zone={city.timeZone} label={t('trend.openLabel', { n: last.open })} />
          {inTime && <TrendChart times={times} lines={shares} step={step} zone={city.timeZone} shares label={t('trend.inTimeLabel')} />}
          {!inTime && step !== 'hour' && <p className="note">{t('trend.inTimeMany', { n: BUCKETS_MAX })}</p>}
        </>
      ))}
    </section>
  );
}

function CourseTable({ points, inTime, step }: { readonly points: readonly SeriesPoint[]; readonly inTime: readonly FigureValue[] | null; readonly step: Step }) {
  const { t, f } = useTexts();
  const words = useFigureWords();
  return (
    <div className="chart-scroll" tabIndex={0} role="group" aria-label={t('trend.title')}>
      <table className="chart-table">
        <thead>
          <tr>
            <th scope="col">{t(`trend.${step}`)}</th><th scope="col">{t('over.opened')}</th><th scope="col">{t('over.closed')}</th><th scope="col">{t('over.open')}</th>
            {inTime && <th scope="col">{words.name('closed_in_time')}</th>}
          </tr>
        </thead>
        <tbody>
          {points.map(({ t: at, opened, closed, open }, k) => (
            <tr key={at}>
              <th scope="row">{stepWords(f, step, at)}</th>
              <td className="num">{f.number(opened)}</td><td className="num">{f.number(closed)}</td><td className="num">{f.number(open)}</td>
              {inTime && <td className="num">{inTime[k] && <>{words.value('share', inTime[k].value)} <span className="faint">{words.parts(inTime[k])}</span></>}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function linesOf(points: readonly SeriesPoint[]): { readonly times: readonly number[]; readonly flow: readonly ChartLine[]; readonly pile: readonly ChartLine[] } {
  const line = (name: 'opened' | 'closed' | 'open'): ChartLine => ({ name, values: points.map((point) => point[name]) });
  return { times: points.map((point) => point.t), flow: [line('opened'), line('closed')], pile: [line('open')] };
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
