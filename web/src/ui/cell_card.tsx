import { useMemo } from 'react';
import { api } from '../http/api';
import { cellEdgeMetres, levelOf } from '../geo/s2';
import { age } from '../i18n/format';
import { severityWord } from '../i18n/translate';
import type { CellFigures } from '../wire/city';
import { IconButton } from './button';
import { CasesHere } from './cases_here';
import { CaseText } from './case_text';
import { useApp, useNow, useTexts } from './context';
import { CopyButton } from './copy_button';
import { LightIcon } from './light_icon';
import { SeverityIcon } from './severity_icon';
import { HourLine } from './hour_line';
import { useCellNews } from './news';
import { useFetch } from './use_fetch';
import { useReturnFocus } from './use_return_focus';

const CLASSES_SHOWN = 4;
const load = (token: string, signal: AbortSignal) => api.cell(token, signal);

export function CellCard({ token }: { readonly token: string }) {
  const app = useApp();
  const { t, f } = useTexts();
  const heading = useReturnFocus();
  const calm = useCellNews(token);
  const { data, error } = useFetch(token, load, calm);
  const level = levelOf(token) ?? 16;
  return (
    <section className="card cell-card overlay" aria-labelledby="cell-title">
      <header>
        <h2 id="cell-title" ref={heading} tabIndex={-1}>{t('cell.title', { token })}</h2>
        <IconButton icon="close" label={t('case.close')} keys="Esc" onPress={() => app.back()} />
      </header>
      <p className="sub">
        {data && data.areas.length > 0 && <><CaseText text={[...data.areas].reverse().map((a) => a.name).join(', ')} />{' · '}</>}
        {t('cell.size', { level, metres: f.number(Math.round(cellEdgeMetres(level) / 10) * 10) })}
      </p>
      {error !== null && data === null && <p className="note" role="alert">{t('cell.failed')}</p>}
      {data && <Figures figures={data} />}
      <CasesHere cell={token} except={null} title={t('cell.cases')} again={calm} />
      <footer><CopyButton text={token} label={t('cell.copy')} /></footer>
    </section>
  );
}

function Figures({ figures }: { readonly figures: CellFigures }) {
  const { t, f, language } = useTexts();
  const app = useApp();
  const now = useNow();
  const names = useMemo(() => new Map(app.city.get()?.classes.map((c) => [c.code, language === 'zh' ? (c.nameZh ?? c.name) : c.name])), [app, language]);
  const oldest = figures.oldestOpenedAt === null ? '–' : age(t, now - Date.parse(figures.oldestOpenedAt));
  const sorted = [...figures.classes].sort((a, b) => b.open - a.open);
  const rest = sorted.slice(CLASSES_SHOWN).reduce((sum, row) => sum + row.open, 0);
  const shown = [
    ...sorted.slice(0, CLASSES_SHOWN).map((row) => ({ id: row.class, name: names.get(row.class) ?? row.name, open: row.open })),
    ...(rest > 0 ? [{ id: '', name: t('cell.other'), open: rest }] : []),
  ];
  // The live row is always there; the figures carry the counts only where the daemon gives them.
  const slot = app.board.cells.slotOf(figures.cell);
  const red = figures.red ?? (slot === undefined ? 0 : app.board.cells.red[slot]!);
  const yellow = figures.yellow ?? (slot === undefined ? 0 : app.board.cells.yellow[slot]!);
  const most = Math.max(1, ...shown.map((row) => row.open));
  return (
    <>
      <dl className="figures">
        <div><dt>{t('cell.open')}</dt><dd className="num">{f.number(figures.open)}</dd></div>
        <div><dt>{t('cell.new')}</dt><dd className="num">{f.number(figures.newLastHour)}</dd></div>
        <div><dt>{t('cell.oldest')}</dt><dd className="num">{oldest}</dd></div>
      </dl>
      {(red > 0 || yellow > 0) && (
        <p className="cell-lights">
          {red > 0 && <span className="with-icon"><LightIcon light="red" named={false} />{t('cell.red')} <b className="num">{f.number(red)}</b></span>}
          {yellow > 0 && <span className="with-icon"><LightIcon light="yellow" named={false} />{t('cell.yellow')} <b className="num">{f.number(yellow)}</b></span>}
        </p>
      )}
      {figures.open > 0 && (
        <p className="with-icon">
          <SeverityIcon severity={figures.worst} named={false} />
          {t('cell.worst', { severity: severityWord(t, figures.worst) })}
        </p>
      )}
      {shown.length > 0 && (
        <ul className="bars" aria-label={t('cell.classes')}>
          {shown.map(({ id, name, open }) => (
            <li key={id}>
              <CaseText text={name} className="bar-name" />
              <span className="bar" aria-hidden="true"><i style={{ width: `${(open / most) * 100}%` }} /></span>
              <span className="num">{f.number(open)}</span>
            </li>
          ))}
        </ul>
      )}
      <HourLine hours={figures.hours} />
    </>
  );
}
