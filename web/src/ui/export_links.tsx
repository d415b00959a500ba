import { exportUrl, type ExportFormat } from '../http/api';
import { exportQuery } from '../state/backlog_query';
import type { FiltersWords } from './backlog_words';
import { useApp, useCell, useScreen, useTexts } from './context';

const FORMATS: readonly ExportFormat[] = ['csv', 'ndjson', 'geojsonl'];

/** Files of the rows that are shown; where the daemon cannot be asked for exactly these, it says so instead. */
export function ExportLinks({ words }: { readonly words: FiltersWords }) {
  const app = useApp();
  const { t } = useTexts();
  const { backlog: view } = useScreen();
  const { rows } = useCell(app.backlog.table);
  const { query, unsaid, loose } = exportQuery(view);
  if (unsaid.length > 0) return <span className="sub export-unsaid">{t('export.unsaid', { parts: words.parts(unsaid) })}</span>;
  return (
    <span role="group" aria-label={t('export.label')} className="export-links">
      {FORMATS.map((format, k) => (
        <a key={format} className="small-button" href={exportUrl(format, query.toString())} download>
          {loose ? t(`export.${format}`) : k === 0 ? t('export.rows', { format: t('export.csv'), n: rows.length }) : <>{t(`export.${format}`)}<span className="hidden">{t('backlog.join')}{t('export.rows', { format: '', n: rows.length })}</span></>}
        </a>
      ))}
    </span>
  );
}
