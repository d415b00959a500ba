import { SEVERITY_COLOURS } from '../map/colours';
import { severityPath } from '../map/shapes';
import type { Bar } from '../state/minutes';
import { useApp, useNow, useTexts } from './context';

const WIDTH = 1200;
const HEIGHT = 76;
const TOP = 14;
const TICK_EVERY = 15;

/** New cases a minute over the last hour, worst severity on top. */
export function Histogram() {
  const app = useApp();
  const { t, f } = useTexts();
  const now = useNow();
  const bars = app.board.minutes.last(now / 1000);
  const sums = bars.map((bar) => bar.counts.reduce((a, b) => a + b, 0));
  const most = Math.max(...sums);
  const total = sums.reduce((a, b) => a + b, 0);
  const at = bars[sums.indexOf(most)]!.minute;
  const unknown = bars.some((bar) => !bar.covered);
  const unit = (HEIGHT - TOP) / Math.max(4, most);
  return (
    <section className="histogram" aria-label={t('hist.title')}>
      <header>
        <h2>{t('hist.title')}</h2>
        <span className="sub">{t('hist.range')}</span>
        <span className="num sub">{t('cell.max', { n: f.number(most) })}</span>
        <span className="grow" />
        {unknown && <span className="faint">{t('hist.unknown')}</span>}
      </header>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 16}`} preserveAspectRatio="none" role="img" aria-label={t('hist.label', { n: total, max: most, time: f.minute(at * 60_000) })}>
        <defs>
          <pattern id="unknown" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0V6" stroke="#93a4ba" strokeOpacity="0.35" strokeWidth="2" />
          </pattern>
        </defs>
        {bars.map((bar, k) => <MinuteBar key={bar.minute} bar={bar} k={k} unit={unit} />)}
        <path d={`M0 ${HEIGHT + 0.5}H${WIDTH}`} stroke="#2C4A6B" />
      </svg>
      <div className="hist-ticks" aria-hidden="true">
        {bars.map((bar, k) => (bar.minute % TICK_EVERY === 0 || k === 0 ? <span key={bar.minute} className="num" style={{ left: `${((k + 0.5) / bars.length) * 100}%` }} hidden={k === 0 ? bars.slice(0, 5).some((b, i) => i > 0 && b.minute % TICK_EVERY === 0) : false}>{f.minute(bar.minute * 60_000)}</span> : null))}
      </div>
    </section>
  );
}

function MinuteBar({ bar, k, unit }: { readonly bar: Bar; readonly k: number; readonly unit: number }) {
  const width = WIDTH / 60;
  const x = k * width + 2;
  if (!bar.covered && bar.counts.every((n) => n === 0)) return <rect x={x} y={HEIGHT - 14} width={width - 4} height="14" fill="url(#unknown)" />;
  const parts = bar.counts.map((n, severity) => {
    const below = bar.counts.slice(0, severity).reduce((a, b) => a + b, 0);
    return { n, severity, y: HEIGHT - (below + n) * unit };
  });
  const top = Math.min(...parts.map((part) => part.y));
  return (
    <g>
      {parts.map(({ n, severity, y }) => n > 0 && (
        <rect key={severity} x={x} y={y} width={width - 4} height={Math.max(1, n * unit - 0.6)} fill={SEVERITY_COLOURS[severity]} fillOpacity={severity >= 3 ? 1 : 0.62} />
      ))}
      {bar.counts[4]! > 0 && <path d={severityPath(4)} transform={`translate(${x + width / 2 - 2} ${top - 7}) scale(0.75)`} fill={SEVERITY_COLOURS[4]} />}
    </g>
  );
}
