// Area by class, or whatever two things were chosen: how many are open, how many of them late, and into each number its rows.

import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { EMPTY, drilled, isNarrowedTo, levelOfDimension, matrixOf, narrowed, partOf, risen, rowsDimension, type Code, type Matrix } from '../state/backlog_matrix';
import { DIMENSIONS, FIRST_BACKLOG, withoutParts, type BacklogView, type Dimension } from '../state/backlog_view';
import type { City } from '../wire/city';
import type { Counts } from '../wire/tally';
import type { BacklogNames } from './backlog_names';
import { CaseText } from './case_text';
import { useApp, useScreen, useTexts } from './context';
import { LightIcon } from './light_icon';
import { LightsLine } from './lights_line';
import { RowsLink } from './rows_link';
import { useTally } from './use_tally';
import { useWidth } from './use_width';

const NAME_PX = 150;
const CELL_PX = 68;

interface Props {
  readonly city: City;
  readonly names: BacklogNames;
}

export function BacklogMatrix({ city, names }: Props) {
  const app = useApp();
  const { t } = useTexts();
  const view = useScreen().backlog;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const levels = city.layers.map(({ level }) => level);
  const rowsBy = rowsDimension(view, levels);
  const columnsBy = partOf(view.columns) !== partOf(rowsBy) ? view.columns : partOf(rowsBy) === FIRST_BACKLOG.columns ? 'unit' : FIRST_BACKLOG.columns;
  const others = useMemo(() => withoutParts(view.filters, partOf(rowsBy), partOf(columnsBy)), [view.filters, rowsBy, columnsBy]);
  const { data, error } = useTally(view, others, [rowsBy, columnsBy]);
  const fit = width === 0 ? 10 : Math.max(3, Math.floor((width - NAME_PX) / CELL_PX) - 1);
  const matrix = useMemo(() => data && matrixOf(data, columnsBy, fit), [data, columnsBy, fit]);
  return (
    <section className="matrix-panel panel" aria-label={t('matrix.title', { rows: names.dimension(rowsBy), columns: names.dimension(columnsBy) })}>
      <header>
        <h3 className="panel-title">{t('matrix.title', { rows: names.dimension(rowsBy), columns: names.dimension(columnsBy) })}</h3>
        <Path view={view} names={names} />
        <span className="grow" />
        <Lights />
        <Choice label={t('matrix.rows')} value={rowsBy} except={columnsBy} levels={levels} names={names} onChange={(rows) => app.setBacklog({ rows })} />
        <Choice label={t('matrix.columns')} value={columnsBy} except={rowsBy} levels={levels} names={names} onChange={(columns) => app.setBacklog({ columns })} />
      </header>
      {error !== null && !data && <p className="note" role="alert">{t('matrix.failed')}</p>}
      <div ref={box} className="matrix-box">
        {matrix && (matrix.rows.length === 0 ? <p className="note">{t('matrix.empty')}</p> : <Table matrix={matrix} roomy={matrix.columns.length < fit - 2} view={view} rowsBy={rowsBy} columnsBy={columnsBy} levels={levels} names={names} />)}
      </div>
    </section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: Dimension;
  readonly except: Dimension;
  readonly levels: readonly string[];
  readonly names: BacklogNames;
  readonly onChange: (dimension: Dimension) => void;
}

function Choice({ label, value, except, levels, names, onChange }: ChoiceProps) {
  const all = [...levels.map((level) => `area:${level}`), ...DIMENSIONS].filter((dimension) => partOf(dimension) !== partOf(except));
  return (
    <label className="matrix-choice">
      <span>{label}</span>
      <select className="select" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {all.map((dimension) => <option key={dimension} value={dimension}>{names.dimension(dimension)}</option>)}
      </select>
    </label>
  );
}

/** The way back up from what was drilled into. */
function Path({ view, names }: { readonly view: BacklogView; readonly names: BacklogNames }) {
  const { t } = useTexts();
  if (view.within.length === 0) return null;
  return (
    <nav aria-label={t('matrix.path')} className="matrix-path">
      <RowsLink view={risen(view, 0)} className="text-button">{t('backlog.city')}</RowsLink>
      {view.within.map((code, k) => (
        <span key={code}>
          <span aria-hidden="true"> › </span>
          {k + 1 < view.within.length ? <RowsLink view={risen(view, k + 1)} className="text-button"><CaseText text={names.area(code)} /></RowsLink> : <b aria-current="true"><CaseText text={names.area(code)} /></b>}
        </span>
      ))}
    </nav>
  );
}

function Lights() {
  const { t } = useTexts();
  return (
    <span className="matrix-legend">
      {(['green', 'yellow', 'red', 'grey'] as const).map((light) => (
        <span key={light} className="with-icon"><LightIcon light={light} size={12} named={false} />{t(`light.${light}`)}</span>
      ))}
    </span>
  );
}

interface TableProps extends Cut {
  readonly matrix: Matrix;
  /** There is room for whole names of the rows. */
  readonly roomy: boolean;
}
/** How the matrix is cut. */
interface Cut {
  readonly view: BacklogView;
  readonly rowsBy: Dimension;
  readonly columnsBy: Dimension;
  readonly levels: readonly string[];
  readonly names: BacklogNames;
}

function Table({ matrix, roomy, view, rowsBy, columnsBy, levels, names }: TableProps) {
  const { t } = useTexts();
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState({ row: 0, column: 1 });
  const { columns, summed, rows, totals } = matrix;
  const hasOther = summed.length > 0;
  const width = columns.length + (hasOther ? 1 : 0) + 2;
  const here = { row: Math.min(at.row, rows.length), column: Math.min(at.column, width - 1) };

  /** Arrows go from number to number; the names of areas that can be opened are in the grid too. */
  const onKey = (event: KeyboardEvent) => {
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    let { row, column } = here;
    for (;;) {
      row += step[0];
      column += step[1];
      if (row < 0 || column < 0 || row > rows.length || column >= width) return;
      const link = table.current?.querySelector<HTMLElement>(`[data-at="${row} ${column}"]`);
      if (!link) continue;
      setAt({ row, column });
      link.focus();
      return;
    }
  };
  const place = (row: number, column: number) => ({ 'data-at': `${row} ${column}`, tabIndex: row === here.row && column === here.column ? 0 : -1, onFocus: () => setAt({ row, column }) });

  const narrow = (row: readonly Code[] | null, column: readonly Code[] | null): BacklogView => ({
    ...view, filters: narrowed(narrowed(view.filters, rowsBy, row ?? []), columnsBy, column ?? []),
  });
  const chosen = (row: readonly Code[] | null, column: readonly Code[] | null) =>
    isNarrowedTo(view.filters, rowsBy, row ?? []) && isNarrowedTo(view.filters, columnsBy, column ?? []) && (row !== null || column !== null);
  const deepest = levelOfDimension(rowsBy) === levels.at(-1);
  const most = Math.max(1, ...rows.flatMap(({ cells }) => cells.map((cell) => cell?.open ?? 0)));
  const other = t('matrix.other');
  const total = t('matrix.total');

  const line = (counts: readonly (Counts | null)[], otherCounts: Counts | null, sum: Counts, rowCode: readonly Code[] | null, rowName: string, r: number) => (
    <>
      {columns.map((code, k) => <Cell key={code ?? ''} counts={counts[k] ?? EMPTY} row={rowName} column={names.code(columnsBy, code)} view={narrow(rowCode, [code])} chosen={chosen(rowCode, [code])} most={rowCode ? most : 0} place={place(r, k + 1)} />)}
      {hasOther && <Cell counts={otherCounts ?? EMPTY} row={rowName} column={other} view={narrow(rowCode, summed)} chosen={chosen(rowCode, summed)} most={0} place={place(r, columns.length + 1)} />}
      <Cell counts={sum} row={rowName} column={total} view={narrow(rowCode, null)} chosen={chosen(rowCode, null)} most={0} place={place(r, width - 1)} />
    </>
  );
  return (
    <table ref={table} className={roomy ? 'matrix matrix-roomy' : 'matrix'} onKeyDown={onKey}>
      <caption className="hidden">{t('matrix.hint')}. {t('matrix.keys')}</caption>
      <thead>
        <tr>
          <td />
          {columns.map((code) => <th key={code ?? ''} scope="col" title={names.code(columnsBy, code)}><CaseText text={names.code(columnsBy, code)} /></th>)}
          {hasOther && <th scope="col" title={t('matrix.otherNote', { n: summed.length })}>{other}<span className="hidden"> ({t('matrix.otherNote', { n: summed.length })})</span></th>}
          <th scope="col">{total}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ code, cells, other: rest, total: sum }, r) => {
          const name = names.code(rowsBy, code);
          return (
            <tr key={code ?? ''}>
              <th scope="row" title={name}>
                {partOf(rowsBy) === 'area' && code !== null && !deepest
                  ? <RowsLink view={drilled(view, code)} className="matrix-drill" title={t('matrix.drill', { area: name })} {...place(r, 0)}><CaseText text={name} /></RowsLink>
                  : <CaseText text={name} />}
              </th>
              {line(cells, rest, sum, [code], name, r)}
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{total}</th>
          {line(totals.cells, totals.other, totals.total, null, total, rows.length)}
        </tr>
      </tfoot>
    </table>
  );
}

const ARROWS: Readonly<Record<string, readonly [number, number] | undefined>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Percent; beyond it red numbers would not stand out. */
const SHADE_MAX = 24;

interface CellProps {
  readonly counts: Counts;
  readonly row: string;
  readonly column: string;
  readonly view: BacklogView;
  readonly chosen: boolean;
  /** The largest number of the matrix, for its shade; 0: no shade. */
  readonly most: number;
  readonly place: { readonly 'data-at': string; readonly tabIndex: number; readonly onFocus: () => void };
}

function Cell({ counts, row, column, view, chosen, most, place }: CellProps) {
  const { t, f } = useTexts();
  if (counts.open === 0) return <td className="matrix-empty"><span aria-hidden="true">·</span><span className="hidden">0</span></td>;
  const shade = most === 0 ? 0 : Math.round((counts.open / most) * SHADE_MAX);
  return (
    <td style={shade > 0 ? { backgroundColor: `color-mix(in srgb, #3a6ea5 ${shade}%, transparent)` } : undefined}>
      <RowsLink view={view} className="matrix-cell" aria-current={chosen || undefined} {...place}>
        <span className="hidden">{t('matrix.where', { row, column })}</span>{' '}
        <span className="matrix-numbers">
          {counts.red > 0 && <span className="matrix-red num">!{f.number(counts.red)}{' '}<span className="hidden">{t('matrix.late')}</span></span>}{' '}
          <span className="num">{f.number(counts.open)}{' '}<span className="hidden">{t('matrix.open')}</span></span>
        </span>
        <LightsLine counts={counts} />
      </RowsLink>
    </td>
  );
}
