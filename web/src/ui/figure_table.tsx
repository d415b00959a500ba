// The figures with what they are made of, how they were before, and how they are counted.

import { changeOf, sections } from '../state/figure_facts';
import type { Days } from '../state/period';
import type { Figure, Figures } from '../wire/figures';
import { CaseText } from './case_text';
import { ChangeMark } from './change_mark';
import { useTexts } from './context';
import { useFigureWords } from './figure_words';

export function FigureTable({ figures, previous }: { readonly figures: Figures; readonly previous: Days }) {
  const { t } = useTexts();
  const words = useFigureWords();
  return (
    <div className="figure-scroll" tabIndex={0} role="group" aria-label={t('figures.title')}>
      <table className="figure-table">
        <thead>
          <tr>
            <th scope="col">{t('figures.figure')}</th>
            <th scope="col" className="right">{t('figures.value')}</th>
            <th scope="col" className="right">{t('figures.parts')}</th>
            <th scope="col" className="right" title={words.days(previous)}>{t('figures.previous')}</th>
            <th scope="col">{t('figures.change')} <span className="sub num">{t('figures.against', { days: words.days(previous) })}</span></th>
            <th scope="col" className="figure-formula">{t('figures.formula')}</th>
          </tr>
        </thead>
        {sections(figures).map((section) => (
          <tbody key={section.name}>
            <tr><th scope="rowgroup" colSpan={6} className="figure-section">{t(`section.${section.name}`)}</th></tr>
            {section.figures.map((figure) => <Row key={figure.name} figure={figure} />)}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Row({ figure }: { readonly figure: Figure }) {
  const { t } = useTexts();
  const words = useFigureWords();
  const { name, unit, value, small, previous } = figure;
  const change = changeOf(name, unit, value, previous?.value ?? null);
  return (
    <tr className={small ? 'figure-small' : undefined} data-figure={name}>
      <th scope="row">
        <CaseText text={words.name(name)} />
        {small && value !== null && <span className="figure-few">{t('figures.small')}</span>}
      </th>
      <td className="right num figure-value">
        {words.value(unit, value)}
        {value === null && <span className="hidden"> {t('figures.nothingWhy')}</span>}
      </td>
      <td className="right num">{words.parts(figure)}</td>
      <td className="right num" title={previous ? words.parts(previous) : undefined}>{words.value(unit, previous?.value ?? null)}</td>
      <td>{change && <ChangeMark change={change} text={words.change(unit, change)} />}</td>
      <td className="figure-formula"><CaseText text={words.formula(figure)} /></td>
    </tr>
  );
}
