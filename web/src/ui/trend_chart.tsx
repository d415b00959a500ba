// Lines from zero, told apart by dashes as well as by colour.

import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Formats } from '../i18n/format';
import type { Step } from '../state/period';
import { useTexts } from './context';
import { useWidth } from './use_width';

const HEIGHT = 120;
const TICK_PX = 90;
const LOOKS = {
  opened: { text: 'over.opened', stroke: '#56b4e9', dash: [] },
  closed: { text: 'over.closed', stroke: '#4cc38a', dash: [5, 3] },
  open: { text: 'over.open', stroke: '#7fa9d6', dash: [] },
  inTime: { text: 'figure.closed_in_time', stroke: '#f5c542', dash: [] },
} as const;

export interface ChartLine {
  readonly name: keyof typeof LOOKS;
  readonly values: readonly (number | null)[];
}

interface Props {
  /** Epoch seconds. */
  readonly times: readonly number[];
  /** The same objects as long as they say the same. */
  readonly lines: readonly ChartLine[];
  readonly step: Step;
  readonly zone: string;
  readonly label: string;
  /** From 0 to 100 %. */
  readonly shares?: boolean;
}

export function TrendChart({ times, lines, step, zone, label, shares = false }: Props) {
  const { t, f } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  useEffect(() => {
    const element = box.current;
    if (!element || width === 0) return;
    const axis = { stroke: '#93a4ba', grid: { stroke: '#1f3049', width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    const upright = (n: number) => (shares ? `${f.number(n * 100)}%` : Number.isInteger(n) ? f.number(n) : '');
    const plot = new uPlot(
      {
        width, height: HEIGHT, padding: [8, 36, 0, 0], legend: { show: false }, cursor: { show: false },
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
        scales: { y: { range: (_, __, max) => (shares ? [0, 1.02] : [0, Math.max(1, max * 1.1)]) } },
        axes: [{ ...axis, space: TICK_PX, size: 26, ...(step === 'month' ? { splits: () => thinned(times, width) } : {}), values: (_, at) => at.map((seconds) => tickWords(f, step, seconds)) }, { ...axis, size: 52, values: (_, at) => at.map(upright) }],
        series: [{}, ...lines.map(({ name }) => ({
          stroke: LOOKS[name].stroke, dash: [...LOOKS[name].dash], width: 1.5, points: { show: shares || times.length < 3, size: 5 }, ...(name === 'open' ? { fill: `${LOOKS.open.stroke}22` } : {}),
        }))],
      },
      [[...times], ...lines.map(({ values }) => [...values])],
      element,
    );
    return () => plot.destroy();
  }, [times, lines, step, zone, shares, f, width]);
  return (
    <figure className="trend-figure">
      <figcaption className="trend-legend">
        {lines.map(({ name }) => (
          <span key={name} className="with-icon">
            <svg width="22" height="8" aria-hidden="true"><line x1="0" x2="22" y1="4" y2="4" stroke={LOOKS[name].stroke} strokeWidth="2" strokeDasharray={LOOKS[name].dash.join(' ')} /></svg>
            {t(LOOKS[name].text)}
          </span>
        ))}
      </figcaption>
      <div ref={box} className="trend-chart" role="img" aria-label={label} />
    </figure>
  );
}

/** Months are of different lengths: their ticks stand at the points themselves, as many as there is room for. */
function thinned(times: readonly number[], width: number): number[] {
  const every = Math.max(1, Math.ceil((times.length * TICK_PX) / width));
  return times.filter((_, k) => k % every === 0);
}

export function stepWords(f: Formats, step: Step, seconds: number): string {
  const ms = seconds * 1000;
  return step === 'hour' ? f.due(ms) : step === 'day' ? f.day(ms) : f.month(ms);
}

/** Hours by the clock alone, but for the first of a day. */
function tickWords(f: Formats, step: Step, seconds: number): string {
  const minute = f.minute(seconds * 1000);
  return step === 'hour' && minute !== '00:00' ? minute : stepWords(f, step === 'hour' ? 'day' : step, seconds);
}
