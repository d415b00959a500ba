import { useId } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { FIGURE_NAMES } from '../state/figure_facts';
import { ADJUSTED, USUAL_COLUMNS } from '../state/figures_view';
import { useApp, useScreen, useTexts } from './context';
import { useFigureWords } from './figure_words';

/** Which figures the groups are compared by; their order is the sheet's. */
export function ColumnChoice({ adjustable }: { readonly adjustable: boolean }) {
  const app = useApp();
  const { t } = useTexts();
  const words = useFigureWords();
  const { columns } = useScreen().figures;
  const id = useId();
  const offered = FIGURE_NAMES.flatMap((name) => (name === 'closed_in_time' && adjustable ? [name, ADJUSTED] : [name]));
  const toggle = (name: string) => {
    const next = offered.filter((other) => (other === name ? !columns.includes(other) : columns.includes(other)));
    if (next.length > 0) app.setFigures({ columns: next });
  };
  return (
    <DialogTrigger>
      <Button className="small-button">{t('compare.columns')}</Button>
      <Popover className="popover filter-popover">
        <Dialog className="filter-dialog" aria-label={t('compare.columns')}>
          <div className="filter-values">
            <ul>
              {offered.map((name) => (
                <li key={name}>
                  <input type="checkbox" id={`${id} ${name}`} checked={columns.includes(name)} onChange={() => toggle(name)} />
                  <label htmlFor={`${id} ${name}`}>{name === ADJUSTED ? t('compare.adjusted') : words.name(name)}</label>
                </li>
              ))}
            </ul>
          </div>
          <button type="button" className="small-button" onClick={() => app.setFigures({ columns: USUAL_COLUMNS })}>{t('compare.usual')}</button>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
