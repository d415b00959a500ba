// What the map shows of the cells, in words. Instead of the map where it cannot be drawn, or by choice.

import { useEffect } from 'react';
import { levelFor } from '../geo/s2';
import { padBbox, type Bbox } from '../geo/mercator';
import { compareSlots } from '../state/badges';
import { severityWord } from '../i18n/translate';
import type { City } from '../wire/city';
import { useApp, useTexts, useVersion } from './context';
import { SeverityIcon } from './severity_icon';

const ROWS_MAX = 200;
const COLUMNS = 40;
const WORLD: Bbox = [-170, -60, 170, 70];

interface Props {
  readonly city: City;
  /** No map sets the view: the table asks for the whole city itself. */
  readonly whole: boolean;
}

export function CellsTable({ city, whole }: Props) {
  const app = useApp();
  const { t, f } = useTexts();
  useVersion(app.data, () => Math.floor(app.board.cells.version));
  useEffect(() => {
    if (!whole) return;
    const bbox = padBbox(city.bbox ?? WORLD, 0.1);
    const metres = ((bbox[2] - bbox[0]) * 111_320 * Math.cos((bbox[1] * Math.PI) / 180)) / COLUMNS;
    app.session.setScope({ bbox, level: levelFor(metres, 1), withCases: false });
  }, [app, city, whole]);

  const { cells } = app.board;
  const slots = [...cells.occupied()].sort((a, b) => compareSlots(cells, a, b));
  if (slots.length === 0) return <p className="note">{t('cells.none')}</p>;
  return (
    <table className="cells-table">
      <caption>{t('cells.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('cells.cell')}</th>
          <th scope="col">{t('cells.worst')}</th>
          <th scope="col" className="right">{t('cells.open')}</th>
          <th scope="col" className="right">{t('cells.red')}</th>
          <th scope="col" className="right">{t('cells.yellow')}</th>
        </tr>
      </thead>
      <tbody>
        {slots.slice(0, ROWS_MAX).map((slot) => {
          const token = cells.tokens[slot]!;
          return (
            <tr key={token}>
              <td>
                <button type="button" className="text-button mono" onClick={() => app.select({ kind: 'cell', token })}>{token}</button>
              </td>
              <td>
                <span className="with-icon">
                  <SeverityIcon severity={cells.worst[slot]!} named={false} />
                  {severityWord(t, cells.worst[slot]!)}
                </span>
              </td>
              <td className="right num">{f.number(cells.open[slot]!)}</td>
              <td className="right num">{f.number(cells.red[slot]!)}</td>
              <td className="right num">{f.number(cells.yellow[slot]!)}</td>
            </tr>
          );
        })}
      </tbody>
      {slots.length > ROWS_MAX && (
        <tfoot>
          <tr><td colSpan={5}>{t('cells.more', { n: slots.length - ROWS_MAX })}</td></tr>
        </tfoot>
      )}
    </table>
  );
}
