// Jittered exponential backoff: a thousand dashboards that lost one daemon must not return as one.

const BASE_MS = 500;
const CEILING_MS = 15_000;

export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(CEILING_MS, BASE_MS * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

/** Close codes of gridhall.dash.v1 after which trying again is wrong: a person must look. */
export function mustStop(code: number): boolean {
  return [1002, 1003, 1007, 1008, 1009].includes(code) || (code >= 4500 && code <= 4999);
}
