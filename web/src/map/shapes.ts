// The five severity shapes as SVG paths centred on the origin, for lists, legend and badges.

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
