// Tables as comma-separated text (RFC 4180) for spreadsheets, by the rules of the daemon's own exports: a text that a
// spreadsheet would take for a formula gets an apostrophe in front; numbers are written as they are.

export type CsvCell = string | number | null;

const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** Without it some programs take UTF-8 for their own code page. */
const BYTE_ORDER_MARK = '\uFEFF';

export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(fieldOf).join(',')}\r\n`).join('');
}

function fieldOf(cell: CsvCell): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number') return String(cell);
  return `"${(FORMULA.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`;
}
