// How long the open cases have been waiting, from the same counts as the matrix.

import { useMemo, useState } from 'react';
import { AGE_GROUPS, withoutParts, type BacklogView } from '../state/backlog_view';
import { ageWords } from './backlog_names';
import { ChartToggle } from './chart_toggle';
import { useScreen, useTexts } from './context';
import { RowsLink } from './rows_link';
import { useTally } from './use_tally';

const AGE = ['age'];

export function Ageing() {
  const { t, f } = useTexts();
  const { backlog: view } = useScreen();
  const [table, setTable] = useState(false);
  const others = useMemo(() => withoutParts(view.filters, 'age'), [view.filters]);
  const { data } = useTally(view, others, AGE);
  const groups = AGE_GROUPS.map((bound) => {
    const row = data?.rows.find(({ key }) => key[0] === String(bound));
    return { bound, words: ageWords(t, bound), open: row?.open ?? 0, red: row?.red ?? 0 };
  });
  const most = Math.max(1, ...groups.map(({ open }) => open));
  const of = (bound: number): BacklogView => ({ ...view, filters: { ...view.filters, age: [bound] } });
  const number = (n: number) => (data ? f.number(n) : t('backlog.none'));
  return (
    <section className="panel ageing" aria-label={t('ageing.title')}>
      <header>
        <h3 className="panel-title">{t('ageing.title')}</h3>
        <span className="sub">{t('ageing.sub')}</span>
        <span className="grow" />
        <ChartToggle table={table} onChange={setTable} />
      </header>
      {table ? (
        <table className="chart-table">
          <thead><tr><th scope="col">{t('ageing.group')}</th><th scope="col">{t('tile.open')}</th><th scope="col">{t('tile.overdue')}</th></tr></thead>
          <tbody>
            {groups.map(({ bound, words, open, red }) => (
              <tr key={bound}><th scope="row">{words}</th><td className="num"><RowsLink view={of(bound)} className="text-button">{number(open)}</RowsLink></td><td className="num">{number(red)}</td></tr>
            ))}
          </tbody>
        </table>
      ) : (
        <ul className="age-bars">
          {groups.map(({ bound, words, open, red }, k) => (
            <li key={bound}>
              <RowsLink view={of(bound)} className="age-bar" aria-current={view.filters.age.includes(bound) || undefined} title={words}>
                <span className="age-numbers"><span className="num">{number(open)}{' '}<span className="hidden">{t('matrix.open')}</span></span>{' '}{red > 0 && <span className="matrix-red num">!{f.number(red)}{' '}<span className="hidden">{t('matrix.late')}</span></span>}</span>{' '}
                <span className="age-column" aria-hidden="true"><i style={{ height: `${(open / most) * 100}%` }}><b style={{ height: `${open === 0 ? 0 : (red / open) * 100}%` }} /></i></span>
                <span className="age-words">{AGE_GROUPS[k + 1] === undefined ? `≥ ${bound}` : k === 0 ? `< ${AGE_GROUPS[1]!}` : `${bound}–${AGE_GROUPS[k + 1]!}`}</span>
              </RowsLink>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
