import { age } from '../i18n/format';
import type { CaseRow } from '../wire/rows';
import { CaseText, titleOf } from './case_text';
import { ClassName } from './class_name';
import { useApp, useNow, useScreen, useTexts, useVersion } from './context';
import { SeverityIcon } from './severity_icon';

const SHOWN_MAX = 30;

/** Extreme cases that nobody has taken on: above everything, whatever the filters say. */
export function Pinned() {
  const app = useApp();
  const { t, f } = useTexts();
  const { sound } = useScreen();
  useVersion(app.data, () => `${app.board.pinned.version} ${app.board.waiting()}`);
  const rows = app.board.pinned.newest();
  if (rows.length === 0) return null;
  const waiting = app.board.waiting();
  return (
    <section className="pinned" aria-label={t('pinned.title')}>
      <header>
        <h2>{t('pinned.title')}</h2>
        <span className="num sub">{f.number(waiting)}</span>
        <span className="grow" />
        {sound && app.board.alarm.ringing.size > 0 && <span className="faint">{t('pinned.soundNote')}</span>}
      </header>
      <ul aria-label={t('pinned.title')}>
        {rows.slice(0, SHOWN_MAX).map((row) => <li key={row.id}><PinnedRow row={row} /></li>)}
      </ul>
      {waiting > SHOWN_MAX && <p className="note">{t('pinned.more', { n: waiting - SHOWN_MAX })}</p>}
    </section>
  );
}

function PinnedRow({ row }: { readonly row: CaseRow }) {
  const app = useApp();
  const { t, f } = useTexts();
  const now = useNow();
  return (
    <button type="button" className="pin" onClick={() => app.openCase(row.id)}>
      <SeverityIcon severity={row.severity} size={24} />
      <span className="pin-text">
        <CaseText text={titleOf(row)} className="pin-title" />
        <span className="sub"><ClassName code={row.class} /></span>
      </span>
      <span className="pin-times">
        <span className="num sub">{f.opened(row.t * 1000, now)}</span>
        <span className="num pin-age">{t('pinned.age', { age: age(t, now - row.t * 1000) })}</span>
      </span>
    </button>
  );
}
