// The five severity shapes as SVG paths centred on the origin, for lists, legend and badges;
// and the glyphs of the deadline lights, stroked, in a box of 16.

import type { Light } from '../wire/words';

const SIZES = [3.2, 4.6, 4.4, 6.6, 8.6] as const;

export function severityPath(severity: number): string {
  const r = SIZES[severity] ?? SIZES[0];
  switch (severity) {
    case 4: {
      const points = Array.from({ length: 10 }, (_, k) => {
        const angle = -Math.PI / 2 + (k * Math.PI) / 5;
        const radius = k % 2 === 0 ? r : r * 0.45;
        return `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`;
      });
      return `M${points.join('L')}Z`;
    }
    case 3:
      return `M0 ${-r}L${r} 0L0 ${r}L${-r} 0Z`;
    case 2:
      return `M${-r} ${-r}H${r}V${r}H${-r}Z`;
    default:
      return `M${-r} 0A${r} ${r} 0 1 0 ${r} 0A${r} ${r} 0 1 0 ${-r} 0Z`;
  }
}

const GLYPHS: Readonly<Record<Light, string>> = {
  green: 'M3 8.5L6.5 12L13 4.5',
  yellow: 'M8 2.5A5.5 5.5 0 1 0 13.5 8H8Z',
  red: 'M8 2V9.5M8 12V14',
  grey: 'M5.5 3V13M10.5 3V13',
  unset: 'M4 8H12',
};

export function lightPath(light: Light): string {
  return GLYPHS[light];
}
