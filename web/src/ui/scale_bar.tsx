import { useApp, useCell, useTexts } from './context';

const WIDEST_PX = 120;
const STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 500_000];

export function ScaleBar() {
  const app = useApp();
  const { t, f } = useTexts();
  const seen = useCell(app.seen);
  if (!seen) return null;
  const metres = STEPS.findLast((step) => step / seen.metresPerPixel <= WIDEST_PX) ?? STEPS[0]!;
  const label = metres >= 1000 ? t('unit.km', { n: metres / 1000 }) : t('unit.m', { n: metres });
  return (
    <div className="scale">
      <span className="num">{t('map.zoom', { z: f.fixed(seen.view.zoom, 1) })}</span>
      <i style={{ width: metres / seen.metresPerPixel }} />
      <span>{label}</span>
    </div>
  );
}
