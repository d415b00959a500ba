import { COUNT_RGB, COUNT_STEPS } from '../map/colours';
import { severityWord } from '../i18n/translate';
import { useApp, useScreen, useTexts } from './context';
import { IconButton } from './button';
import { SeverityIcon } from './severity_icon';

export function Legend() {
  const app = useApp();
  const { t } = useTexts();
  const { legend } = useScreen();
  if (!legend) {
    return (
      <button type="button" className="legend-open overlay" onClick={() => app.set({ legend: true })}>
        {t('legend.show')}
      </button>
    );
  }
  return (
    <section className="legend overlay" aria-label={t('legend.show')}>
      <header>
        <h2>{t('legend.title')}</h2>
        <IconButton icon="close" label={t('legend.hide')} onPress={() => app.set({ legend: false })} />
      </header>
      <ul className="legend-severity">
        {[4, 3, 2, 1, 0].map((rank) => (
          <li key={rank}>
            <SeverityIcon severity={rank} named={false} />
            {severityWord(t, rank)}
          </li>
        ))}
      </ul>
      <p className="caption">{t('legend.cells')}</p>
      <ol className="ramp">
        {COUNT_STEPS.map(({ from, alpha }, k) => (
          <li key={from}>
            <i style={{ backgroundColor: `rgb(${COUNT_RGB.join(' ')} / ${alpha})` }} />
            <span className="num">{k === COUNT_STEPS.length - 1 ? `${from}+` : from}</span>
          </li>
        ))}
      </ol>
      <p className="legend-line"><i className="legend-edge" aria-hidden="true" />{t('legend.edge')}</p>
      <p className="legend-line"><span className="legend-badge" aria-hidden="true"><SeverityIcon severity={3} size={13} named={false} />9</span>{t('legend.badge')}</p>
    </section>
  );
}
