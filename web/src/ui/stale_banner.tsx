import { useApp, useCell, useNow, useTexts } from './context';

const SAY_FOR_MS = 8000;

/** Old data says so; data that has come back says how it came back. */
export function StaleBanner() {
  const app = useApp();
  const { t, f } = useTexts();
  const stale = useCell(app.stale);
  const now = useNow();
  const { health, resumption } = app.board;
  if (stale) {
    return (
      <div className="banner banner-stale" role="alert">
        {t('stale.showing', { time: health.shownMs === null ? '–' : f.opened(health.shownMs, now) })}
      </div>
    );
  }
  if (!resumption || app.at - resumption.at > SAY_FOR_MS) return null;
  return (
    <div className="banner banner-back" role="status">
      {resumption.filled === null ? t('stale.reloaded') : t('stale.filled', { n: resumption.filled })}
    </div>
  );
}
