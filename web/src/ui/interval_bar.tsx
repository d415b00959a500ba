import type { Adjusted } from '../wire/figures';
import { useTexts } from './context';

const WIDTH = 72;
const HEIGHT = 12;

/** A share with the interval it lies in: drawn from 0 to 100 %, and in figures. */
export function IntervalBar({ adjusted: { value, low, high } }: { readonly adjusted: Adjusted }) {
  const { t, f } = useTexts();
  const at = (share: number) => 1 + share * (WIDTH - 2);
  const middle = HEIGHT / 2;
  return (
    <span className="interval">
      <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
        <line className="interval-scale" x1={at(0)} x2={at(1)} y1={middle} y2={middle} />
        <line className="interval-range" x1={at(low)} x2={at(high)} y1={middle} y2={middle} />
        <line className="interval-value" x1={at(value)} x2={at(value)} y1={1} y2={HEIGHT - 1} />
      </svg>
      <span>
        {f.share(value)}
        <span className="group-parts">{t('compare.interval', { low: f.share(low), high: f.share(high) })}</span>
      </span>
    </span>
  );
}
