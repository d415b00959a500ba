// The monthly appraisal sheet: one page to sign, on the screen as it comes out of the printer, and as a file.

import { api } from '../http/api';
import { ADJUSTED, USUAL_COLUMNS, USUAL_GROUP_SORT, figuresQuery } from '../state/figures_view';
import { isSmallGroup, sections, sortGroups } from '../state/figure_facts';
import { addMonths, daysOfMonth, monthOf } from '../state/period';
import type { City } from '../wire/city';
import type { FigureGroup, Figures } from '../wire/figures';
import { CaseText } from './case_text';
import { useScreen, useTexts } from './context';
import { useFigureWords, useScopeWords } from './figure_words';
import { FiguresState } from './figures_state';
import { useGroupNames } from './group_names';
import { SheetBar } from './sheet_bar';
import { useAsked } from './use_asked';

const load = (query: string, signal: AbortSignal) => api.figureReport(query, signal);
const loadGroups = (query: string, signal: AbortSignal) => api.groupReport(query, signal);

export function AppraisalSheet({ city, month, today }: { readonly city: City; readonly month: string; readonly today: string }) {
  const { t, f } = useTexts();
  const { figures: view } = useScreen();
  const words = useFigureWords();
  const scope = useScopeWords();
  const names = useGroupNames();
  const days = daysOfMonth(month);
  const outermost = city.layers[0] ? `area:${city.layers[0].level}` : null;
  const asked = useAsked(figuresQuery(view, days), load);
  const before = useAsked(figuresQuery(view, daysOfMonth(addMonths(month, -1))), load);
  const byUnit = useAsked(figuresQuery(view, days, { by: 'unit' }), loadGroups);
  const byArea = useAsked(outermost === null ? null : figuresQuery(view, days, { by: outermost }), loadGroups);
  const order = (groups: readonly FigureGroup[] | undefined, by: string) =>
    groups && sortGroups(groups, USUAL_GROUP_SORT, { of: ({ key }) => names.of(by, key), compare: names.compare });
  const tables = [['unit', byUnit], ...(outermost === null ? [] : ([[outermost, byArea]] as const))] as const;
  const groups = tables.map(([by, { data }]) => ({ by, groups: order(data?.groups, by) }));
  const waiting = [asked, before, ...tables.map(([, one]) => one)].find(({ data, error }) => data === null || error !== null);
  const title = t('sheet.title', { city: city.name, month: words.month(month) });
  const { data } = asked;
  const whole = data && before.data && groups.every((group) => group.groups) ? { title, scope: scope(view), asOfMs: data.asOfMs, figures: data.figures, before: before.data.figures, groups } : null;
  return (
    <div className="figures-scroll sheet-desk">
      <SheetBar month={month} today={today} sheet={whole} />
      {waiting && <FiguresState asked={waiting} />}
      <article className="sheet" aria-label={title}>
        <h2><CaseText text={title} /></h2>
        <p className="sheet-scope">
          <span><CaseText text={scope(view)} /></span>
          {month === monthOf(today) && <span>{t('sheet.unfinished')}</span>}
          {data && <span className="num">{t('figures.asOf', { time: `${f.date(data.asOfMs)} ${f.clock(data.asOfMs)}` })}</span>}
        </p>
        {data && before.data && <FigureSheet figures={data.figures} before={before.data.figures} previous={words.month(addMonths(month, -1))} />}
        {groups.map(({ by, groups: list }) => list && list.length > 0 && <GroupSheet key={by} by={by} groups={list} />)}
        <p className="sheet-note">{t('compare.adjustedWhy')} {t('sheet.smallWhy')}</p>
        <dl className="sheet-signatures">
          {(['compiled', 'reviewed', 'approved', 'date'] as const).map((role) => <div key={role}><dt>{t(`sheet.${role}`)}</dt><dd /></div>)}
        </dl>
      </article>
    </div>
  );
}

function FigureSheet({ figures, before, previous }: { readonly figures: Figures; readonly before: Figures; readonly previous: string }) {
  const { t, f } = useTexts();
  const words = useFigureWords();
  const count = (n: number | null) => (n === null ? '' : f.number(n));
  return (
    <table className="sheet-figures">
      <thead>
        <tr>
          <th scope="col">{t('figures.figure')}</th>
          <th scope="col" className="right">{t('sheet.numerator')}</th>
          <th scope="col" className="right">{t('sheet.denominator')}</th>
          <th scope="col" className="right">{t('figures.value')}</th>
          <th scope="col" className="right">{previous}</th>
          <th scope="col">{t('figures.formula')}</th>
        </tr>
      </thead>
      <tbody>
        {sections(figures).flatMap((section) => section.figures).map((figure) => (
          <tr key={figure.name}>
            <th scope="row">{words.name(figure.name)}{figure.small && figure.value !== null && ' *'}</th>
            <td className="right num">{count(figure.numerator)}</td>
            <td className="right num">{count(figure.denominator)}</td>
            <td className="right num sheet-value">{words.value(figure.unit, figure.value)}</td>
            <td className="right num">{words.value(figure.unit, before.get(figure.name)?.value ?? null)}</td>
            <td className="sheet-formula">{words.formula(figure)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function GroupSheet({ by, groups }: { readonly by: string; readonly groups: readonly FigureGroup[] }) {
  const { t, f } = useTexts();
  const words = useFigureWords();
  const names = useGroupNames();
  return (
    <>
      <h3>{t('sheet.by', { grouping: names.grouping(by) })}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{names.grouping(by)}</th>
            {USUAL_COLUMNS.map((column) => <th key={column} scope="col" className="right">{column === ADJUSTED ? t('compare.adjusted') : words.name(column)}</th>)}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.key ?? ''}>
              <th scope="row"><CaseText text={names.of(by, group.key)} />{isSmallGroup(group) && ' *'}</th>
              {USUAL_COLUMNS.map((column) => {
                const figure = group.figures.get(column);
                const { adjusted } = group;
                return (
                  <td key={column} className="right num">
                    {column !== ADJUSTED ? (figure ? words.value(figure.unit, figure.value) : t('figures.nothing')) : !adjusted ? t('figures.nothing') : (
                      <>{f.share(adjusted.value)} <span className="sheet-interval">{t('compare.interval', { low: f.share(adjusted.low), high: f.share(adjusted.high) })}</span></>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
