// Open cases over two weeks, from zero: whether the pile grows.

import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { api } from '../http/api';
import { figuresQuery } from '../state/backlog_query';
import type { BacklogView } from '../state/backlog_view';
import { wallOf } from '../state/zone_time';
import type { City } from '../wire/city';
import type { SeriesPoint } from '../wire/figures';
import { ChartToggle } from './chart_toggle';
import { useNow, useScreen, useTexts } from './context';
import { ifThere } from './optional';
import { useFetch } from './use_fetch';
import { useWidth } from './use_width';

const DAYS = 14;
const DAY_MS = 86_400_000;
const HEIGHT = 150;
const AGAIN_MS = 60_000;
const MEND_MS = 5000;
const load = ifThere((key, signal) => api.series(key, signal));

export function OpenOverTime({ city }: { readonly city: City }) {
  const { t, f } = useTexts();
  const { backlog: view } = useScreen();
  const [table, setTable] = useState(false);
  const now = useNow();
  const day = (ms: number) => wallOf(ms, city.timeZone).slice(0, 10);
  const { data } = useFetch(seriesQuery(view, day(now - (DAYS - 1) * DAY_MS), day(now)), load, Math.floor(now / AGAIN_MS), Math.floor(now / MEND_MS));
  const last = data?.at(-1);
  return (
    <section className="panel over-time" aria-label={t('over.title')}>
      <header>
        <h3 className="panel-title">{t('over.title')}</h3>
        <span className="sub">{t('over.sub')}</span>
        <span className="grow" />
        {last && <ChartToggle table={table} onChange={setTable} />}
      </header>
      {!last ? <p className="note" title={t('over.empty')}>{t('backlog.none')}</p> : table ? (
        <div className="chart-scroll" tabIndex={0} role="group" aria-label={t('over.title')}>
          <table className="chart-table">
            <thead><tr><th scope="col">{t('over.day')}</th><th scope="col">{t('over.opened')}</th><th scope="col">{t('over.closed')}</th><th scope="col">{t('over.open')}</th></tr></thead>
            <tbody>
              {byDay(data!, day).map(({ t: at, opened, closed, open }) => (
                <tr key={at}><th scope="row">{f.day(at * 1000)}</th><td className="num">{f.number(opened)}</td><td className="num">{f.number(closed)}</td><td className="num">{f.number(open)}</td></tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : <Line points={data!} label={t('over.label', { n: last.open })} zone={city.timeZone} />}
    </section>
  );
}

function seriesQuery(view: BacklogView, from: string, to: string): string {
  const query = figuresQuery(view);
  for (const [name, value] of Object.entries({ from, to, step: 'hour' })) query.set(name, value);
  return query.toString();
}

/** The last count of each day, and all that came and went in it. */
function byDay(points: readonly SeriesPoint[], day: (ms: number) => string): SeriesPoint[] {
  const days = new Map<string, SeriesPoint>();
  for (const point of points) {
    const key = day(point.t * 1000);
    const before = days.get(key);
    days.set(key, before ? { t: before.t, opened: before.opened + point.opened, closed: before.closed + point.closed, open: point.open } : point);
  }
  return [...days.values()].reverse();
}

function Line({ points, label, zone }: { readonly points: readonly SeriesPoint[]; readonly label: string; readonly zone: string }) {
  const { f } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const width = useWidth(box);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const axis = { stroke: '#93a4ba', grid: { stroke: '#1f3049', width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    const plot = new uPlot(
      {
        width: element.clientWidth, height: HEIGHT, legend: { show: false }, cursor: { show: false },
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
        scales: { y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
        axes: [{ ...axis, space: 90, values: (_, at) => at.map((seconds) => f.day(seconds * 1000)) }, { ...axis, size: 46, values: (_, at) => at.map((n) => f.number(n)) }],
        series: [{}, { stroke: '#7fa9d6', width: 1.5, fill: '#7fa9d622', points: { show: false } }],
      },
      [[], []],
      element,
    );
    chart.current = plot;
    return () => {
      chart.current = null;
      plot.destroy();
    };
  }, [f, zone]);
  useEffect(() => {
    if (width > 0) chart.current?.setSize({ width, height: HEIGHT });
  }, [width]);
  useEffect(() => {
    chart.current?.setData([points.map(({ t }) => t), points.map(({ open }) => open)]);
  }, [points, f, zone]);
  return <div ref={box} className="over-chart" role="img" aria-label={label} />;
}
