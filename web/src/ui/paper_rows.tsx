// The first rows as a plain table, for paper: the rows on the screen are only those that are scrolled to.

import { severityWord } from '../i18n/translate';
import { COLUMNS } from './backlog_columns';
import type { BacklogNames } from './backlog_names';
import { useApp, useCell, useTexts } from './context';
import { usePrinting } from './use_printing';

const PAPER_ROWS = 60;

export function PaperRows({ names }: { readonly names: BacklogNames }) {
  const app = useApp();
  const { t } = useTexts();
  const { rows } = useCell(app.backlog.table);
  if (!usePrinting()) return null;
  const shown = rows.slice(0, PAPER_ROWS);
  return (
    <>
      <p className="rows-printed">{t('rows.printed', { shown: shown.length, all: rows.length })}</p>
      <table className="paper-rows">
        <thead><tr>{COLUMNS.map(({ id }) => <th key={id} scope="col">{t(`column.${id}`)}</th>)}</tr></thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.id}>{COLUMNS.map((column) => <td key={column.id} className={`cell-${column.id}`}>{column.cell(row, names)}{column.id === 'case' && <span> {severityWord(t, row.severity)}</span>}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
