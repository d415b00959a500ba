// Which month the sheet is of, and what can be done with it. None of it is printed.

import { csvText } from '../state/csv';
import { ADJUSTED, USUAL_COLUMNS } from '../state/figures_view';
import { addMonths, monthOf } from '../state/period';
import { figureRows, groupRows, type SheetWords } from '../state/sheet_rows';
import type { FigureGroup, Figures } from '../wire/figures';
import { useApp, useTexts } from './context';
import { useFigureWords } from './figure_words';
import { useGroupNames } from './group_names';

const MONTHS = 36;

export interface Sheet {
  readonly title: string;
  readonly scope: string;
  readonly asOfMs: number;
  readonly figures: Figures;
  readonly before: Figures;
  readonly groups: readonly { readonly by: string; readonly groups: readonly FigureGroup[] | undefined }[];
}

/** `sheet`: null while a part of it is still asked for. */
export function SheetBar({ month, today, sheet }: { readonly month: string; readonly today: string; readonly sheet: Sheet | null }) {
  const app = useApp();
  const { t } = useTexts();
  const words = useFigureWords();
  const csv = useSheetText();
  const latest = monthOf(today);
  const offered = Array.from({ length: MONTHS }, (_, k) => addMonths(latest, -k));
  const months = offered.includes(month) ? offered : [...offered, month];
  const show = (next: string) => app.setFigures({ sheet: next });
  return (
    <header className="page-head sheet-bar">
      <button type="button" className="small-button" onClick={() => app.setFigures({ sheet: null })}>{t('sheet.close')}</button>
      <span className="grow" />
      <button type="button" className="small-button" aria-label={t('sheet.earlier')} onClick={() => show(addMonths(month, -1))}>‹</button>
      <select className="select" aria-label={t('sheet.month')} value={month} onChange={(event) => show(event.currentTarget.value)}>
        {months.map((one) => <option key={one} value={one}>{words.month(one)}</option>)}
      </select>
      <button type="button" className="small-button" aria-label={t('sheet.later')} disabled={month >= latest} onClick={() => show(addMonths(month, 1))}>›</button>
      <span className="grow" />
      <button type="button" className="small-button" disabled={!sheet} onClick={() => window.print()}>{t('backlog.print')}</button>
      <button type="button" className="small-button" disabled={!sheet} onClick={() => { if (sheet) save(csv(sheet, month), `appraisal-${month}.csv`); }}>{t('export.csv')}</button>
    </header>
  );
}

function useSheetText(): (sheet: Sheet, month: string) => string {
  const { t, f } = useTexts();
  const words = useFigureWords();
  const names = useGroupNames();
  return (sheet, month) => {
    const said: SheetWords = {
      figure: (name) => (name === ADJUSTED ? t('compare.adjusted') : words.name(name)),
      formula: words.formula,
      unit: (unit) => (unit === 'share' ? '%' : unit === 'minutes' ? t('sheet.minutes') : unit === 'cases' ? t('sheet.cases') : unit),
      head: [t('figures.figure'), t('sheet.numerator'), t('sheet.denominator'), t('figures.value'), t('sheet.unit'), words.month(addMonths(month, -1)), t('figures.formula')],
      parts: [t('sheet.numerator'), t('sheet.denominator'), t('sheet.low'), t('sheet.high')],
    };
    const groups = sheet.groups.flatMap(({ by, groups: list }) => [[], ...groupRows(names.grouping(by), list ?? [], USUAL_COLUMNS, (key) => names.of(by, key), said)]);
    const asOf = t('figures.asOf', { time: `${f.date(sheet.asOfMs)} ${f.clock(sheet.asOfMs)}` });
    return csvText([[sheet.title], [sheet.scope], [asOf], [], ...figureRows(sheet.figures, sheet.before, said), ...groups]);
  };
}

/** The page's policy allows no data: addresses; an object's address lives until the browser has taken the file. */
function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
