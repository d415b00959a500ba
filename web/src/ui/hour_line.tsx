import { useTexts } from './context';

const [W, H] = [266, 36];

/** New cases an hour over a day, from zero. */
export function HourLine({ hours }: { readonly hours: readonly number[] }) {
  const { t, f } = useTexts();
  if (hours.length < 2) return null;
  const max = Math.max(...hours);
  const sum = hours.reduce((a, b) => a + b, 0);
  const points = hours.map((n, k) => `${((k * W) / (hours.length - 1)).toFixed(1)} ${(H - 2 - (n / Math.max(1, max)) * (H - 5)).toFixed(1)}`);
  return (
    <figure className="hour-line">
      <figcaption>
        <span>{t('cell.hours')}</span>
        <span className="num">{t('cell.max', { n: f.number(max) })}</span>
      </figcaption>
      <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-label={t('cell.hoursText', { n: sum, max })}>
        <path d={`M0 ${H - 2}L${points.join('L')}L${W} ${H - 2}Z`} className="hour-area" />
        <path d={`M${points.join('L')}`} className="hour-stroke" />
        <path d={`M0 ${H - 1}H${W}`} className="hour-base" />
      </svg>
      <div className="hour-ends">
        <span>{t('cell.yesterday')}</span>
        <span>{t('cell.now')}</span>
      </div>
    </figure>
  );
}
