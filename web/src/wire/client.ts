// What this page sends on the live socket.

import type { EscalationLevel } from './case';
import type { Bbox } from '../geo/mercator';
import type { Position } from './live';
import type { Kind, Light, Severity } from './words';

export interface LiveFilter {
  readonly severity?: readonly Severity[];
  readonly light?: readonly Light[];
  readonly kind?: readonly Kind[];
  readonly service_code?: readonly string[];
  readonly area?: string;
  readonly escalation?: readonly EscalationLevel[];
  readonly state?: readonly string[];
  readonly located?: false;
  /** false: no drills; true: drills alone. */
  readonly exercise?: boolean;
}

export interface View {
  readonly bbox: Bbox;
  readonly level: number;
}

export type Want = 'cells' | 'cases' | 'totals';

export interface SubSpec {
  readonly want: readonly Want[];
  readonly view?: View;
  readonly filter?: LiveFilter;
  readonly newest?: number;
  /** Rows with unit, owner, last change, address, areas and escalation. */
  readonly rows?: 'wide';
}

export type ClientMessage =
  | ({ readonly op: 'sub'; readonly id: string; readonly since?: Position } & SubSpec)
  | { readonly op: 'view'; readonly id: string; readonly v: number; readonly view: View }
  | { readonly op: 'unsub'; readonly id: string }
  | { readonly op: 'ping'; readonly t: number };
