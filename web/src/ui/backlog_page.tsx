// What a supervisor opens in the morning: what is late, why, who holds it, what will be late next.

import { useEffect, useState } from 'react';
import { withoutParts, NO_BACKLOG_FILTERS } from '../state/backlog_view';
import type { City } from '../wire/city';
import { Ageing } from './ageing';
import { BacklogMatrix } from './backlog_matrix';
import { useBacklogNames } from './backlog_names';
import { BacklogRows } from './backlog_rows';
import { BacklogTiles } from './backlog_tiles';
import { BacklogViews, useCurrentView, useViews } from './backlog_views';
import { useFiltersWords, type FiltersWords } from './backlog_words';
import { CaseText } from './case_text';
import { ClosedToday } from './closed_today';
import { useApp, useNow, useScreen, useTexts, useVersion } from './context';
import { CopyButton } from './copy_button';
import { ExportLinks } from './export_links';
import { Icon } from './icons';
import { OpenOverTime } from './open_over_time';
import { RescueDialog } from './rescue_dialog';

export function BacklogPage({ city }: { readonly city: City }) {
  const app = useApp();
  const { t } = useTexts();
  const { backlog: view } = useScreen();
  const names = useBacklogNames(view.within.length);
  const words = useFiltersWords(names);
  const [closed, setClosed] = useState(false);
  const [rescue, setRescue] = useState(false);
  const loaded = useVersion(app.data, () => String(app.board.backlogLoaded));
  useEffect(() => {
    app.backlog.setLabels(names.labels);
    app.foldBacklog();
  }, [app, names]);
  return (
    <>
      <BacklogViews />
      <div className="backlog-scroll">
        <PageHead words={words} onRescue={() => setRescue(true)} />
        <BacklogTiles onClosed={() => setClosed(true)} />
        {!view.rowsOnly && <div className="backlog-figures">
          <BacklogMatrix city={city} names={names} />
          <div className="backlog-charts">
            <Ageing />
            <OpenOverTime city={city} />
          </div>
        </div>}
        {loaded === 'false' && <p className="note" role="status">{t('backlog.loading')}</p>}
        <BacklogRows names={names} />
      </div>
      {rescue && <RescueDialog onClose={() => setRescue(false)} />}
      {closed && <ClosedToday city={city} onClose={() => setClosed(false)} />}
    </>
  );
}

/** Which rows these are, as of when, and what can be done with all of them. */
function PageHead({ words, onRescue }: { readonly words: FiltersWords; readonly onRescue: () => void }) {
  const app = useApp();
  const { t, f } = useTexts();
  const { backlog: view } = useScreen();
  const now = useNow();
  const current = useCurrentView(useViews());
  const set = words.set(view);
  const shownMs = app.board.health.shownMs ?? now;
  return (
    <header className="page-head">
      <h2>{current ? <CaseText text={current.name} /> : t('backlog.title')}</h2>
      <span className="sub num">{t('backlog.asOf', { time: f.clock(shownMs) })}</span>
      {set.length > 0 && (
        <ul className="filter-chips" aria-label={t('backlog.filters')}>
          {set.map(({ part, text }) => (
            <li key={part}>
              <button type="button" className="chip" aria-label={t('backlog.drop', { filter: text })} onClick={() => app.setBacklog({ filters: withoutParts(view.filters, part) })}>
                <CaseText text={text} /> <Icon name="close" size={11} />
              </button>
            </li>
          ))}
          <li><button type="button" className="text-button" onClick={() => app.setBacklog({ filters: NO_BACKLOG_FILTERS })}>{t('backlog.clear')}</button></li>
        </ul>
      )}
      <p className="paper">{words.all(view)} · {f.date(shownMs)}</p>
      <span className="grow" />
      <button type="button" className="small-button" aria-haspopup="dialog" onClick={onRescue}>{t('rescue.open')}</button>
      <button type="button" className="small-button" aria-pressed={view.rowsOnly} onClick={() => app.setBacklog({ rowsOnly: !view.rowsOnly })}>{t('backlog.rowsOnly')}</button>
      <CopyButton text={() => location.origin + location.pathname + app.backlogAddress()} label={t('backlog.link')} icon="link" />
      <button type="button" className="small-button" onClick={() => window.print()}>{t('backlog.print')}</button>
      <ExportLinks words={words} />
    </header>
  );
}
