import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { COUNT_RGB, COUNT_STEPS, LIGHT_COLOURS, PLAIN_SHAPE } from '../map/colours';
import { severityWord } from '../i18n/translate';
import type { ColourBy } from '../state/address';
import { LIGHT_CHIPS } from '../state/filters';
import { useApp, useScreen, useTexts } from './context';
import { IconButton } from './button';
import { LightIcon } from './light_icon';
import { SeverityIcon } from './severity_icon';

export function Legend() {
  const app = useApp();
  const { t } = useTexts();
  const { legend, colourBy } = useScreen();
  const byLight = colourBy === 'light';
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
        <h2>{t('colour.by')}</h2>
        <ToggleButtonGroup
          className="segment" aria-label={t('colour.by')} selectionMode="single" disallowEmptySelection selectedKeys={[colourBy]}
          onSelectionChange={([key]) => app.set({ colourBy: key as ColourBy })}
        >
          <ToggleButton id="severity" className="segment-item">{t('colour.severity')}</ToggleButton>
          <ToggleButton id="light" className="segment-item">{t('colour.light')}</ToggleButton>
        </ToggleButtonGroup>
        <IconButton icon="close" label={t('legend.hide')} onPress={() => app.set({ legend: false })} />
      </header>
      {byLight && (
        <>
          <p className="caption">{t('legend.lightTitle')}</p>
          <ul className="legend-severity">
            {[...LIGHT_CHIPS, 'unset' as const].map((light) => (
              <li key={light}>
                <i className="legend-light" aria-hidden="true" style={{ background: LIGHT_COLOURS[light] }} />
                <LightIcon light={light} size={12} named={false} />
                {t(`light.${light}`)}
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="caption">{t(byLight ? 'legend.shape' : 'legend.severityTitle')}</p>
      <ul className="legend-severity">
        {[4, 3, 2, 1, 0].map((rank) => (
          <li key={rank}>
            <SeverityIcon severity={rank} named={false} {...(byLight ? { colour: PLAIN_SHAPE } : {})} />
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
      <p className="legend-line"><i className={byLight ? 'legend-edge legend-edge-light' : 'legend-edge'} aria-hidden="true" />{t(byLight ? 'legend.edgeLight' : 'legend.edge')}</p>
      <p className="legend-line"><span className="legend-badge" aria-hidden="true"><SeverityIcon severity={3} size={13} named={false} />9 <LightIcon light="red" size={11} named={false} />2 <LightIcon light="yellow" size={11} named={false} />1</span>{t('legend.badge')}</p>
    </section>
  );
}
