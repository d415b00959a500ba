// Cases that have just left the map: shown hollow for a moment, so that a closing is seen and not only missed.

import type { CaseRow } from '../wire/rows';

export const LEAVING_MS = 4000;
/** A bulk closing needs no more than an impression. */
const MOST = 200;

export interface Leaver {
  readonly lng: number;
  readonly lat: number;
  readonly severity: number;
  /** 0 = has just left, towards 1 = forgotten */
  readonly faded: number;
}

export class Leaving {
  private items: { readonly lng: number; readonly lat: number; readonly severity: number; readonly at: number }[] = [];

  add({ lng, lat, severity }: CaseRow, at: number): void {
    if (lng === null || lat === null) return;
    this.items.push({ lng, lat, severity, at });
    if (this.items.length > MOST) this.items.shift();
  }

  /** Who is still to be seen. */
  shown(now: number): readonly Leaver[] {
    this.items = this.items.filter(({ at }) => now - at < LEAVING_MS);
    return this.items.map(({ lng, lat, severity, at }) => ({ lng, lat, severity, faded: (now - at) / LEAVING_MS }));
  }
}
