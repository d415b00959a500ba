// How a case stands to its due time: the words beside the light.

import type { Light } from '../wire/words';

export type Due =
  | { readonly kind: 'none' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'left'; readonly ms: number }
  | { readonly kind: 'late'; readonly ms: number }
  | { readonly kind: 'closed'; readonly inTime: boolean | null };

export function dueOf({ light, dueMs, closed, inTime }: { light: Light; dueMs: number | null; closed: boolean; inTime: boolean | null }, nowMs: number): Due {
  if (closed) return dueMs === null && inTime === null ? { kind: 'none' } : { kind: 'closed', inTime };
  // While it is paused the due time is not running, whatever stands there.
  if (light === 'grey') return { kind: 'paused' };
  if (dueMs === null || !Number.isFinite(dueMs)) return { kind: 'none' };
  return nowMs > dueMs ? { kind: 'late', ms: nowMs - dueMs } : { kind: 'left', ms: dueMs - nowMs };
}
