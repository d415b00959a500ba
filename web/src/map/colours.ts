// Colours that the map, its legend and the lists share. Severity is always colour and shape and word,
// a deadline light colour and glyph and word.

import type { Light } from '../wire/words';

export const SEVERITY_COLOURS = ['#7F93AB', '#56B4E9', '#F0E442', '#FF8A3D', '#FF2E63'] as const;

export const LIGHT_COLOURS: Readonly<Record<Light, string>> = {
  unset: '#5F7089', green: '#4CC38A', yellow: '#F5C542', red: '#FF5C5C', grey: '#A9B6C8',
};

/** Shapes that say severity where colour says something else. */
export const PLAIN_SHAPE = '#DCE6F2';

/** Open cases a cell: the fill's opacity from each count on. */
export const COUNT_STEPS = [
  { from: 1, alpha: 0.12 },
  { from: 3, alpha: 0.24 },
  { from: 6, alpha: 0.36 },
  { from: 11, alpha: 0.5 },
  { from: 17, alpha: 0.66 },
] as const;

export const COUNT_RGB = [88, 142, 204] as const;

export const MAP = {
  land: '#0d1626', block: '#111c2f', building: '#192840', tower: '#20324f', park: '#10282a', water: '#0a2440', shore: '#1f4d78',
  street: '#1b2b44', arterial: '#2b415f', highway: '#3b5578', rail: '#30445f', casing: '#0b1220',
  border: '#5d7796', grid: '#8cb4e1', name: '#B4C4D8', nameMuted: '#93A4BA', waterName: '#6a9cc9', focus: '#7CC4FF', drill: '#C9A2FF', halo: '#0b1220',
} as const;

export function rgb(hex: string): [number, number, number] {
  const n = parseInt(hex.slice(1), 16);
  return [(n >> 16) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255];
}
