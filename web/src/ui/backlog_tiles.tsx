// Five numbers a morning begins with. Each shows its rows, and says how it is counted on hover and on focus.

import { useId, type ReactNode } from 'react';
import { api } from '../http/api';
import { minutesWords } from '../i18n/format';
import { figuresQuery } from '../state/backlog_query';
import { scopeOf, type BacklogView } from '../state/backlog_view';
import type { Light } from '../wire/words';
import { useApp, useCell, useNow, useScreen, useTexts } from './context';
import { LightIcon } from './light_icon';
import { ifThere } from './optional';
import { RowsLink } from './rows_link';
import { useFetch } from './use_fetch';

const HOUR_MS = 3_600_000;
const AGAIN_MS = 60_000;
const MEND_MS = 5000;
const loadFigures = ifThere((key, signal) => api.figures(key, signal));

export function BacklogTiles({ onClosed }: { readonly onClosed: () => void }) {
  const app = useApp();
  const { t, f } = useTexts();
  const view = useScreen().backlog;
  const { open, overdue, dueInHour } = useCell(app.backlog.counts);
  const now = useNow();
  // Every minute; a daemon that has just begun counts first and is asked again sooner.
  const { data: figures } = useFetch(figuresQuery(view).toString(), loadFigures, Math.floor(now / AGAIN_MS), Math.floor(now / MEND_MS));
  const scope = scopeOf(view);
  const known = app.board.backlogLoaded;
  const count = (n: number) => (known ? f.number(n) : t('backlog.none'));
  const value = (name: string) => figures?.get(name)?.value ?? null;
  const [closed, median, p90] = [value('closed'), value('median_to_close'), value('p90_to_close')];
  const duration = (minutes: number | null) => (minutes === null ? t('backlog.none') : minutesWords(t, minutes));
  const formula = (name: string) => figures?.get(name)?.formula || t('tile.notThere');
  return (
    <ul className="tiles" aria-label={t('tile.list')}>
      <Tile name={t('tile.open')} value={count(open)} sub={t('tile.openSub')} formula={t('tile.openFormula')} view={scope} />
      <Tile name={t('tile.overdue')} value={count(overdue)} light="red" sub={t('tile.overdueSub')} formula={t('tile.overdueFormula')} view={{ ...scope, filters: { ...scope.filters, light: ['red'] } }} />
      <Tile
        name={t('tile.dueInHour')} value={count(dueInHour)} light="yellow" sub={t('tile.dueSub', { time: f.minute(now + HOUR_MS) })} formula={t('tile.dueFormula')}
        view={{ ...scope, filters: { ...scope.filters, due: '60m' } }}
      />
      <Tile name={t('tile.closed')} value={closed === null ? t('backlog.none') : f.number(closed)} sub={t('tile.closedSub')} formula={`${formula('closed')} ${t('tile.figureScope')}`} onPress={onClosed} />
      <Tile
        name={t('tile.median')} value={duration(median)} small={figures?.get('median_to_close')?.small} sub={t('tile.medianSub', { p90: duration(p90) })} formula={`${formula('median_to_close')} ${t('tile.figureScope')}`} onPress={onClosed}
      />
    </ul>
  );
}

interface TileProps {
  readonly name: string;
  readonly value: string;
  readonly sub: string;
  readonly formula: string;
  readonly light?: Light;
  /** Of few cases: it says little, and looks so. */
  readonly small?: boolean | undefined;
  readonly view?: BacklogView;
  readonly onPress?: () => void;
}

function Tile({ name, value, sub, formula, light, small = false, view, onPress }: TileProps) {
  const { t } = useTexts();
  const id = useId();
  const inside: ReactNode = (
    <>
      <span className="tile-name">{name}</span>
      {' '}
      <b className={small ? 'tile-value tile-small num' : 'tile-value num'}>{value}{light && <LightIcon light={light} size={18} named={false} />}</b>
      {' '}
      <span className="tile-sub">{sub}{small && ` · ${t('tile.small')}`}</span>
    </>
  );
  return (
    <li className="tile">
      {view ? <RowsLink view={view} className="tile-link" aria-describedby={id}>{inside}</RowsLink> : <button type="button" className="tile-link" aria-describedby={id} onClick={onPress}>{inside}</button>}
      <span role="tooltip" id={id} className="tile-formula">{formula}</span>
    </li>
  );
}
