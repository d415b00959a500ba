import { HttpError } from '../http/api';
import { useTexts } from './context';
import type { Asked } from './use_asked';

/** Why there is nothing yet, or nothing newer. */
export function FiguresState({ asked }: { readonly asked: Asked<{ readonly asOfMs: number } | readonly unknown[]> }) {
  const { t, f } = useTexts();
  const { data, error, counting, again } = asked;
  if (error === null) return data ? null : <p className="note" role="status">{t('figures.loading')}</p>;
  if (counting) return <p className="note" role="status">{t('figures.counting')}</p>;
  const why = error instanceof HttpError ? `HTTP ${error.status}` : error instanceof Error ? error.message : '';
  return (
    <p className="note" role="alert">
      {data && 'asOfMs' in data ? t('figures.old', { time: f.moment(data.asOfMs) }) : t('figures.failed', { why })}
      {' '}
      <button type="button" className="text-button" onClick={again}>{t('figures.again')}</button>
    </p>
  );
}
