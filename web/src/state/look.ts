// How the map is dressed, and its part of the address: only what differs from the usual is said.

export interface Look {
  readonly showCells: boolean;
  readonly showGrid: boolean;
  readonly dim: boolean;
  /** The cells as a table instead of the map. */
  readonly table: boolean;
}

export const USUAL_LOOK: Look = { showCells: true, showGrid: true, dim: false, table: false };

const PARTS = ['showCells', 'showGrid', 'dim', 'table'] as const;
const WORDS: Readonly<Record<keyof Look, string>> = { showCells: 'nocells', showGrid: 'nogrid', dim: 'dim', table: 'table' };

export function readLook(text: string): Look {
  const words = text.split(',');
  const part = (name: keyof Look) => (words.includes(WORDS[name]) ? !USUAL_LOOK[name] : USUAL_LOOK[name]);
  return { showCells: part('showCells'), showGrid: part('showGrid'), dim: part('dim'), table: part('table') };
}

/** Empty where everything is as usual. */
export function writeLook(look: Look): string {
  return PARTS.filter((name) => look[name] !== USUAL_LOOK[name]).map((name) => WORDS[name]).join(',');
}
