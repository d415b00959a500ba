import { age } from '../i18n/format';
import { isSet } from '../state/filters';
import { CaseText } from './case_text';
import { useApp, useNow, useScreen, useTexts, useVersion } from './context';
import { Icon } from './icons';
import { useOldestUnlocated } from './oldest_unlocated';
import { SeverityIcon } from './severity_icon';

const SHOWN_MAX = 50;

/** Reports without a place: counted and listed, oldest first, or they would be forgotten. */
export function Tray() {
  const app = useApp();
  const { t, f } = useTexts();
  const { tray, filters } = useScreen();
  const now = useNow();
  useVersion(app.data, () => `${app.board.unlocated.version} ${app.board.unplaced()}`);
  const rows = useOldestUnlocated(SHOWN_MAX);
  if (rows.length === 0) return null;
  const total = app.board.unplaced();
  return (
    <section className="tray" aria-label={t('tray.title')}>
      <button type="button" className="tray-head" aria-expanded={tray} title={t(tray ? 'tray.close' : 'tray.open')} onClick={() => app.set({ tray: !tray })}>
        <span className="heading">{t('tray.title')}</span>
        <span className="num sub">{f.number(total)}</span>
        <span className="grow" />
        <span className="sub num">{t('tray.oldest', { age: age(t, now - rows[0]!.t * 1000) })}</span>
        <Icon name={tray ? 'down' : 'up'} size={12} />
      </button>
      {tray && isSet(filters, 'area') && <p className="note">{t('tray.everyArea')}</p>}
      {tray && (
        <ul aria-label={t('tray.title')}>
          {rows.map((row) => (
            <li key={row.id}>
              <button type="button" className="tray-row" onClick={() => app.openCase(row.id)}>
                <SeverityIcon severity={row.severity} size={16} />
                <CaseText text={row.title} className="tray-title" />
                <span className="num sub">{f.opened(row.t * 1000, now)}</span>
              </button>
            </li>
          ))}
          {total > rows.length && <li className="note">{t('pinned.more', { n: total - rows.length })}</li>}
        </ul>
      )}
    </section>
  );
}
