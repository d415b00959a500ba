// Lines from zero, told apart by dashes as well as by colour.

import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Formats } from '../i18n/format';
import type { Step } from '../state/period';
import type { SeriesPoint } from '../wire/figures';
import { useTexts } from './context';
import { useWidth } from './use_width';

const HEIGHT = 120;
export function stepWords(f: Formats, step: Step, seconds: number): string {
  const ms = seconds * 1000;
  return step === 'hour' ? f.due(ms) : step === 'day' ? f.day(ms) : f.month(ms);
}

/** Hours by the clock alone, but for the first of a day. */
function tickWords(f: Formats, step: Step, seconds: number): string {
  const minute = f.minute(seconds * 1000);
  return step === 'hour' && minute !== '00:00' ? minute : stepWords(f, step === 'hour' ? 'day' : step, seconds);
}

type Line = 'opened' | 'closed' | 'open';
const LOOKS: Readonly<Record<Line, { readonly stroke: string; readonly dash: number[] }>> = {
  opened: { stroke: '#56b4e9', dash: [] },
  closed: { stroke: '#4cc38a', dash: [5, 3] },
  open: { stroke: '#7fa9d6', dash: [] },
};

interface Props {
  readonly points: readonly SeriesPoint[];
  readonly lines: readonly Line[];
  readonly step: Step;
  readonly zone: string;
  readonly label: string;
}

export function TrendChart({ points, lines, step, zone, label }: Props) {
  const { t, f } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const key = lines.join();
  useEffect(() => {
    const element = box.current;
    if (!element || width === 0) return;
    const shown = key.split(',') as Line[];
    const axis = { stroke: '#93a4ba', grid: { stroke: '#1f3049', width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    const plot = new uPlot(
      {
        width, height: HEIGHT, legend: { show: false }, cursor: { show: false },
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
        scales: { y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
        axes: [{ ...axis, space: 90, size: 26, values: (_, at) => at.map((seconds) => tickWords(f, step, seconds)) }, { ...axis, size: 52, values: (_, at) => at.map((n) => (Number.isInteger(n) ? f.number(n) : '')) }],
        series: [{}, ...shown.map((line) => ({ ...LOOKS[line], width: 1.5, points: { show: points.length < 3 }, ...(line === 'open' ? { fill: `${LOOKS.open.stroke}22` } : {}) }))],
      },
      [points.map((point) => point.t), ...shown.map((line) => points.map((point) => point[line]))],
      element,
    );
    return () => plot.destroy();
  }, [points, key, step, zone, f, width]);
  return (
    <figure className="trend-figure">
      <figcaption className="trend-legend">
        {lines.map((line) => (
          <span key={line} className="with-icon">
            <svg width="22" height="8" aria-hidden="true"><line x1="0" x2="22" y1="4" y2="4" stroke={LOOKS[line].stroke} strokeWidth="2" strokeDasharray={LOOKS[line].dash.join(' ')} /></svg>
            {t(`over.${line}`)}
          </span>
        ))}
      </figcaption>
      <div ref={box} className="trend-chart" role="img" aria-label={label} />
    </figure>
  );
}
