import { useEffect } from 'react';
import type { City } from '../wire/city';
import { BacklogPage } from './backlog_page';
import { CasePanel } from './case_panel';
import { CellCard } from './cell_card';
import { useApp, useCell, useScreen, useTexts, useVersion } from './context';
import { Announcer } from './announcer';
import { Feed } from './feed';
import { FiguresPage } from './figures_page';
import { FilterRow } from './filter_row';
import { Histogram } from './histogram';
import { KeysDialog } from './keys_dialog';
import { MapPane } from './map_pane';
import { NewCase } from './new_case';
import { Pinned } from './pinned';
import { StaleBanner } from './stale_banner';
import { Toasts } from './toasts';
import { TopBar } from './top_bar';
import { Tray } from './tray';
import { useKeys } from './use_keys';

const SKIPS = { map: ['#feed', 'app.skip'], backlog: ['#rows', 'backlog.skip'], figures: ['#figures', 'figures.skip'] } as const;

export function Shell() {
  const app = useApp();
  const { t, language } = useTexts();
  const city = useCell(app.city);
  const cityError = useCell(app.cityError);
  const stale = useCell(app.stale);
  const { tab, selection, newCase } = useScreen();
  const waiting = useVersion(app.data, () => app.board.waiting());
  useKeys();

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  useEffect(() => {
    document.title = `${Number(waiting) > 0 ? `(${waiting}) ` : ''}${t('app.name')}${city ? ` · ${city.name}` : ''}`;
  }, [waiting, city, t]);

  if (!city) {
    return (
      <main className="waiting" aria-busy="true">
        <p>{cityError ? t('app.failed', { why: cityError }) : t('app.loading')}</p>
      </main>
    );
  }
  return (
    <div className={`shell shell-${tab}`} data-stale={stale || undefined}>
      <a className="skip" href={SKIPS[tab][0]}>{t(SKIPS[tab][1])}</a>
      <TopBar city={city} />
      {tab === 'map' ? <MapScreen city={city} /> : (
        <main className={tab === 'backlog' ? 'backlog' : 'figures-page'}>
          {tab === 'backlog' ? <BacklogPage city={city} /> : <FiguresPage city={city} />}
          <StaleBanner />
          {selection.kind === 'case' && <CasePanel id={selection.id} />}
          {newCase && <NewCase />}
          <Toasts />
        </main>
      )}
      <KeysDialog />
      <Announcer />
    </div>
  );
}

function MapScreen({ city }: { readonly city: City }) {
  const { t } = useTexts();
  const { selection, newCase } = useScreen();
  return (
    <>
      <FilterRow city={city} />
      <main className="main">
        <div className="map-column">
          <div className="map-box">
            <MapPane city={city} />
            <StaleBanner />
            {selection.kind === 'cell' && <CellCard key={selection.token} token={selection.token} />}
            {selection.kind === 'case' && <CasePanel id={selection.id} />}
            {newCase && <NewCase />}
            <PickingHint />
            <Toasts />
          </div>
          <Histogram />
        </div>
        <aside className="rail" id="feed" aria-label={t('feed.title')} tabIndex={-1}>
          <Pinned />
          <Feed />
          <Tray />
        </aside>
      </main>
    </>
  );
}

/** Says that the map waits for a click, where nobody looks at the form. */
function PickingHint() {
  const app = useApp();
  const { t } = useTexts();
  return useCell(app.picking) ? <div className="banner banner-back">{t('place.picking')}</div> : null;
}
