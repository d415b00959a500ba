// Groups side by side: areas of a level, classes or units, by the figures that were chosen.

import { useMemo, type ReactNode } from 'react';
import { api } from '../http/api';
import { isSmallGroup, sortGroups } from '../state/figure_facts';
import { ADJUSTED, NAME, figuresQuery, nextGroupSort, type FiguresView, type GroupColumn } from '../state/figures_view';
import type { Days } from '../state/period';
import type { City } from '../wire/city';
import type { FigureGroup } from '../wire/figures';
import { CaseText } from './case_text';
import { ColumnChoice } from './column_choice';
import { useApp, useScreen, useTexts } from './context';
import { useFigureWords } from './figure_words';
import { FiguresState } from './figures_state';
import { groupingOf, useGroupNames } from './group_names';
import { IntervalBar } from './interval_bar';
import { useAsked } from './use_asked';

const load = (query: string, signal: AbortSignal) => api.groupReport(query, signal);

export function Comparison({ city, days }: { readonly city: City; readonly days: Days }) {
  const app = useApp();
  const { t } = useTexts();
  const { figures: view } = useScreen();
  const names = useGroupNames();
  const by = groupingOf(view);
  const asked = useAsked(figuresQuery(view, days, { by }), load);
  const groups = asked.data?.groups;
  const sorted = useMemo(() => groups && sortGroups(groups, view.sort, { of: ({ key }) => names.of(by, key), compare: names.compare }), [groups, view.sort, by, names]);
  const groupings = [...city.layers.map(({ level }) => `area:${level}`), 'class', 'unit'];
  // Within one class there is no mix of classes to allow for.
  const columns = by === 'class' ? view.columns.filter((column) => column !== ADJUSTED) : view.columns;
  return (
    <section className="panel comparison" aria-label={t('compare.title')}>
      <header>
        <h3 className="panel-title">{t('compare.title')}</h3>
        <label className="matrix-choice">
          {t('compare.by')}
          <select className="select" value={by} onChange={(event) => app.setFigures({ by: event.currentTarget.value })}>
            {(groupings.includes(by) ? groupings : [by, ...groupings]).map((grouping) => <option key={grouping} value={grouping}>{names.grouping(grouping)}</option>)}
          </select>
        </label>
        <span className="grow" />
        <ColumnChoice adjustable={by !== 'class'} />
      </header>
      <FiguresState asked={asked} />
      {sorted?.length === 0 && <p className="note">{t('compare.none')}</p>}
      {sorted && sorted.length > 0 && (
        <div className="figure-scroll" tabIndex={0} role="group" aria-label={t('compare.title')}>
          <table className="figure-table group-table">
            <thead>
              <tr>
                <Head column={NAME} text={names.grouping(by)} />
                {columns.map((column) => <Head key={column} column={column} />)}
              </tr>
            </thead>
            <tbody>
              {sorted.map((group) => <Row key={group.key ?? ''} group={group} by={by} columns={columns} view={view} />)}
            </tbody>
          </table>
        </div>
      )}
      {columns.includes(ADJUSTED) && <p className="note">{t('compare.adjustedWhy')}</p>}
    </section>
  );
}

function Head({ column, text }: { readonly column: GroupColumn; readonly text?: string }) {
  const app = useApp();
  const { t } = useTexts();
  const words = useFigureWords();
  const { sort } = useScreen().figures;
  const mine = sort.by === column;
  return (
    <th scope="col" className={column === NAME ? undefined : 'right'} aria-sort={mine ? (sort.descending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" className="sort-button" onClick={() => app.setFigures({ sort: nextGroupSort(sort, column) })}>
        {text ?? (column === ADJUSTED ? t('compare.adjusted') : words.name(column))}
        {mine && <span aria-hidden="true">{sort.descending ? ' ↓' : ' ↑'}</span>}
      </button>
    </th>
  );
}

interface RowProps {
  readonly group: FigureGroup;
  readonly by: string;
  readonly columns: readonly GroupColumn[];
  readonly view: FiguresView;
}

function Row({ group, by, columns, view }: RowProps) {
  const { t } = useTexts();
  const names = useGroupNames();
  const words = useFigureWords();
  const small = isSmallGroup(group);
  const name = <CaseText text={names.of(by, group.key)} />;
  return (
    <tr className={small ? 'figure-small' : undefined}>
      <th scope="row">
        {group.key === null ? name : <GroupLink view={narrowedTo(view, by, group.key)}>{name}</GroupLink>}
        {small && <span className="figure-few">{t('figures.small')}</span>}
      </th>
      {columns.map((column) => {
        if (column === ADJUSTED) return <td key={column} className="right num">{group.adjusted ? <IntervalBar adjusted={group.adjusted} /> : t('figures.nothing')}</td>;
        const figure = group.figures.get(column);
        return (
          <td key={column} className="right num">
            {figure ? words.value(figure.unit, figure.value) : t('figures.nothing')}
            {figure?.unit === 'share' && figure.denominator !== 0 && <span className="group-parts">{words.parts(figure)}</span>}
          </td>
        );
      })}
    </tr>
  );
}

/** The page of this group alone. */
function narrowedTo(view: FiguresView, by: string, key: string): FiguresView {
  return { ...view, [by.startsWith('area') ? 'area' : by]: key };
}

function GroupLink({ view, children }: { readonly view: FiguresView; readonly children: ReactNode }) {
  const app = useApp();
  return (
    <a
      className="group-link" href={app.figuresAddress(view)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        app.setFigures(view);
      }}
    >
      {children}
    </a>
  );
}
