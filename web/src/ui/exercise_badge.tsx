import { useTexts } from './context';

/** A drill or test must never be taken for a real case. */
export function ExerciseBadge({ flags }: { readonly flags: readonly string[] }) {
  const { t } = useTexts();
  return flags.includes('exercise') ? <b className="exercise" title={t('exercise.note')}>{t('exercise.word')}</b> : null;
}
