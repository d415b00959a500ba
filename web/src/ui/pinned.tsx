import { useApp, useCell, useScreen, useTexts, useVersion } from './context';
import { titleOf } from './case_text';
import { PinnedRow } from './pinned_row';

const SHOWN_MAX = 30;

/** Extreme cases that nobody has taken on: above everything, whatever the filters say. */
export function Pinned() {
  const app = useApp();
  const { t, f } = useTexts();
  const { sound, selection } = useScreen();
  const me = useCell(app.desk.me);
  useVersion(app.data, () => `${app.board.pinned.version} ${app.board.waiting()}`);
  const stored = useCell(app.desk.acknowledged);
  const rows = app.board.pinned.newest();
  const waiting = app.board.waiting();
  const open = selection.kind === 'case' ? selection.id : null;
  return (
    <>
      {/* A row leaves as soon as the board knows; that it was stored must be heard all the same. */}
      <p className="hidden" role="status">{stored ? `${t('act.confirmed', { action: t('act.to.acknowledged') })}: ${titleOf(stored)}` : ''}</p>
      {rows.length > 0 && (
        <section className="pinned" aria-label={t('pinned.title')}>
          <header>
            <h2>{t('pinned.title')}</h2>
            <span className="num sub">{f.number(waiting)}</span>
            <span className="grow" />
            {sound && app.board.alarm.ringing.size > 0 && <span className="faint">{t('pinned.soundNote')}</span>}
          </header>
          <ul aria-label={t('pinned.title')}>
            {rows.slice(0, SHOWN_MAX).map((row, place) => <PinnedRow key={row.id} row={row} place={place} mayAct={me !== null} open={row.id === open} />)}
          </ul>
          {waiting > SHOWN_MAX && <p className="note">{t('pinned.more', { n: waiting - SHOWN_MAX })}</p>}
        </section>
      )}
    </>
  );
}
