import { LIGHT_COLOURS } from '../map/colours';
import { lightPath } from '../map/shapes';
import type { Light } from '../wire/words';
import { useTexts } from './context';

interface Props {
  readonly light: Light;
  readonly size?: number;
  /** Beside its word the glyph needs no second name. */
  readonly named?: boolean;
}

/** Deadline light by colour and glyph: ✓ in time, ◔ due soon, ! overdue, ‖ paused. */
export function LightIcon({ light, size = 14, named = true }: Props) {
  const { t } = useTexts();
  const label = named ? { role: 'img', 'aria-label': t(`light.${light}`) } : { 'aria-hidden': true as const };
  return (
    <svg className="light-icon" width={size} height={size} viewBox="0 0 16 16" fill="none" stroke={LIGHT_COLOURS[light]} strokeWidth="2" data-light={light} {...label}>
      <path d={lightPath(light)} />
    </svg>
  );
}
