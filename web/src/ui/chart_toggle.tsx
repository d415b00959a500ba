import { useTexts } from './context';

/** What a chart shows, in words for whoever prefers them. */
export function ChartToggle({ table, onChange }: { readonly table: boolean; readonly onChange: (table: boolean) => void }) {
  const { t } = useTexts();
  return <button type="button" className="text-button chart-toggle" aria-pressed={table} onClick={() => onChange(!table)}>{t('chart.table')}</button>;
}
