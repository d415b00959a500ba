import type { Escalation } from '../wire/case';
import { useCodeNames } from './code_names';
import { useTexts } from './context';

/** How far the case was escalated, and since when. */
export function EscalationLine({ escalation: { level, unit, at } }: { readonly escalation: Escalation }) {
  const { t, f } = useTexts();
  const names = useCodeNames();
  return (
    <p className="escalation" data-level={level}>
      <b>{unit === null ? t(`escalation.${level}`) : t('escalation.raisedTo', { unit: names.unit(unit) })}</b>
      <time className="num sub" dateTime={at}>{t('escalation.since', { time: f.due(Date.parse(at)) })}</time>
    </p>
  );
}
