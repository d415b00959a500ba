// Five numbers a morning begins with. Each shows its rows, and says how it is counted on hover and on focus.

import { useId, type ReactNode } from 'react';
import { api } from '../http/api';
import { minutesWords } from '../i18n/format';
import { toQuery } from '../state/backlog_query';
import { isSetPart, scopeOf, withoutParts, type BacklogView } from '../state/backlog_view';
import type { Light } from '../wire/words';
import { useApp, useCell, useNow, useScreen, useTexts } from './context';
import { LightIcon } from './light_icon';
import { ifThere } from './optional';
import { RowsLink } from './rows_link';
import { useFetch } from './use_fetch';

const HOUR_MS = 3_600_000;
const loadFigures = ifThere((key, signal) => api.figures(key, signal));

export function BacklogTiles({ onClosed }: { readonly onClosed: () => void }) {
  const app = useApp();
  const { t, f } = useTexts();
  const view = useScreen().backlog;
  const { open, overdue, dueInHour } = useCell(app.backlog.counts);
  const now = useNow();
  // The clock at a pace at which a minute is read.
  const { data: figures } = useFetch(figuresQuery(view), loadFigures, Math.floor(now / 60_000));
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
        name={t('tile.median')} value={duration(median)} sub={t('tile.medianSub', { p90: duration(p90) })} formula={`${formula('median_to_close')} ${t('tile.figureScope')}`} onPress={onClosed}
      />
    </ul>
  );
}

/** Closings are counted by area, class and unit alone. */
function figuresQuery(view: BacklogView): string {
  const { query } = toQuery({ ...view, filters: { ...withoutParts(view.filters, 'severity', 'light', 'state', 'case', 'title', 'address') } });
  const figures = new URLSearchParams();
  for (const [name, wanted] of [['area', 'area'], ['service_code', 'class'], ['unit', 'unit']] as const) {
    const values = query.getAll(name);
    // One of each: several cannot be asked for.
    if (values.length === 1 && (wanted === 'area' || isSetPart(view.filters, wanted))) figures.set(wanted, values[0]!);
  }
  return figures.toString();
}

interface TileProps {
  readonly name: string;
  readonly value: string;
  readonly sub: string;
  readonly formula: string;
  readonly light?: Light;
  readonly view?: BacklogView;
  readonly onPress?: () => void;
}

function Tile({ name, value, sub, formula, light, view, onPress }: TileProps) {
  const id = useId();
  const inside: ReactNode = (
    <>
      <span className="tile-name">{name}</span>
      {' '}
      <b className="tile-value num">{value}{light && <LightIcon light={light} size={18} named={false} />}</b>
      {' '}
      <span className="tile-sub">{sub}</span>
    </>
  );
  return (
    <li className="tile">
      {view ? <RowsLink view={view} className="tile-link" aria-describedby={id}>{inside}</RowsLink> : <button type="button" className="tile-link" aria-describedby={id} onClick={onPress}>{inside}</button>}
      <span role="tooltip" id={id} className="tile-formula">{formula}</span>
    </li>
  );
}
