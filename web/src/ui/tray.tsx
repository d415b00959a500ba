import { age } from '../i18n/format';
import { CaseText, titleOf } from './case_text';
import { useApp, useNow, useScreen, useTexts, useVersion } from './context';
import { Icon } from './icons';
import { SeverityIcon } from './severity_icon';

const SHOWN_MAX = 50;

/** Reports without a place: counted and listed, oldest first, or they would be forgotten. */
export function Tray() {
  const app = useApp();
  const { t, f } = useTexts();
  const { tray } = useScreen();
  const now = useNow();
  useVersion(app.data, () => app.board.unlocated.version);
  const rows = app.board.unlocated.newest().toReversed();
  if (rows.length === 0) return null;
  return (
    <section className="tray" aria-label={t('tray.title')}>
      <button type="button" className="tray-head" aria-expanded={tray} title={t(tray ? 'tray.close' : 'tray.open')} onClick={() => app.set({ tray: !tray })}>
        <span className="heading">{t('tray.title')}</span>
        <span className="num sub">{f.number(rows.length)}</span>
        <span className="grow" />
        <span className="sub num">{t('tray.oldest', { age: age(t, now - rows[0]!.t * 1000) })}</span>
        <Icon name={tray ? 'down' : 'up'} size={12} />
      </button>
      {tray && (
        <ul aria-label={t('tray.title')}>
          {rows.slice(0, SHOWN_MAX).map((row) => (
            <li key={row.id}>
              <button type="button" className="tray-row" onClick={() => app.openCase(row.id)}>
                <SeverityIcon severity={row.severity} size={16} />
                <CaseText text={titleOf(row)} className="tray-title" />
                <span className="num sub">{f.minute(row.t * 1000)}</span>
              </button>
            </li>
          ))}
          {rows.length > SHOWN_MAX && <li className="note">{t('pinned.more', { n: rows.length - SHOWN_MAX })}</li>}
        </ul>
      )}
    </section>
  );
}
