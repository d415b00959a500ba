import { expect, test } from 'vitest';
import { FIRST_FIGURES, figuresQuery, nextGroupSort, readFigures, writeFigures, type FiguresView } from './figures_view';

const through = (view: FiguresView) => {
  const query = new URLSearchParams();
  writeFigures(view, query);
  return readFigures(query);
};

test('a link shows all that its sender has chosen', () => {
  const view: FiguresView = {
    period: { from: '2026-10-01', to: '2026-10-31' }, area: '520102', unit: 'sanitation', class: 'noise.*', by: 'area:street',
    columns: ['due', 'adjusted'], sort: { by: 'adjusted', descending: false }, step: 'day', sheet: '2026-10',
  };
  expect(through(view)).toEqual(view);
  expect(through(FIRST_FIGURES)).toEqual(FIRST_FIGURES);
});

test('what an address cannot mean is left out', () => {
  const query = new URLSearchParams('period=ever&group=colour&cols=<b>&sort=--x&step=week&sheet=2026-13');
  expect(readFigures(query)).toEqual(FIRST_FIGURES);
});

test('the daemon is asked for exactly what is chosen', () => {
  const days = { from: '2026-10-01', to: '2026-10-31' };
  expect(figuresQuery({ area: null, unit: null, class: null }, days)).toBe('from=2026-10-01&to=2026-10-31');
  expect(figuresQuery({ area: '1', unit: 'a b', class: 'noise.*' }, days, { by: 'unit' })).toBe('from=2026-10-01&to=2026-10-31&area=1&unit=a+b&class=noise.*&by=unit');
});

test('a column sorts from its largest, names from A, and a second press turns round', () => {
  expect(nextGroupSort({ by: 'due', descending: true }, 'closing_rate')).toEqual({ by: 'closing_rate', descending: true });
  expect(nextGroupSort({ by: 'due', descending: true }, 'name')).toEqual({ by: 'name', descending: false });
  expect(nextGroupSort({ by: 'due', descending: true }, 'due')).toEqual({ by: 'due', descending: false });
});
