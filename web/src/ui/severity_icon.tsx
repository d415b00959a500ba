import { SEVERITY_COLOURS } from '../map/colours';
import { severityPath } from '../map/shapes';
import { severityWord } from '../i18n/translate';
import { useTexts } from './context';

interface Props {
  readonly severity: number;
  readonly size?: number;
  /** Beside its word the shape needs no second name. */
  readonly named?: boolean;
  /** Where colour does not mean severity. */
  readonly colour?: string;
}

export function SeverityIcon({ severity, size = 18, named = true, colour = SEVERITY_COLOURS[severity] ?? SEVERITY_COLOURS[0] }: Props) {
  const { t } = useTexts();
  const label = named ? { role: 'img', 'aria-label': severityWord(t, severity) } : { 'aria-hidden': true as const };
  return (
    <svg className="severity-icon" width={size} height={size} viewBox="-10 -10 20 20" {...label}>
      <path d={severityPath(severity)} fill={colour} />
    </svg>
  );
}
