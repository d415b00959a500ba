// How the line to the daemon is doing, folded from what happens on it. Times are milliseconds of a monotonic clock.

export type LinkEvent =
  | { readonly type: 'opened'; readonly at: number }
  | { readonly type: 'heard'; readonly at: number; readonly serverNowMs?: number }
  | { readonly type: 'pong'; readonly at: number; readonly roundTripMs: number }
  | { readonly type: 'lag'; readonly at: number; readonly behindMs: number; readonly skipped: number }
  | { readonly type: 'skipped'; readonly n: number }
  | { readonly type: 'closed'; readonly at: number; readonly retryAt: number | null; readonly attempt: number; readonly reason: string };

export interface Health {
  readonly connected: boolean;
  /** When anything last came from the daemon; null before the first word. */
  readonly heardAt: number | null;
  /** Server time at `heardAt`, epoch ms: what a stale screen is showing. */
  readonly shownMs: number | null;
  readonly closedAt: number | null;
  readonly retryAt: number | null;
  readonly attempt: number;
  readonly stopReason: string | null;
  readonly roundTrips: readonly number[];
  readonly lag: { readonly at: number; readonly behindMs: number } | null;
  readonly skipped: number;
}

export type Phase = 'connecting' | 'live' | 'slow' | 'reconnecting' | 'offline';

export const STALE_AFTER_MS = 3000;
const OFFLINE_AFTER_MS = 60_000;
const SLOW_ROUND_TRIP_MS = 1000;
const LAG_MEMORY_MS = 5000;
const ROUND_TRIPS_KEPT = 120;

export const START: Health = {
  connected: false, heardAt: null, shownMs: null, closedAt: null, retryAt: null, attempt: 0, stopReason: null,
  roundTrips: [], lag: null, skipped: 0,
};

export function foldHealth(health: Health, event: LinkEvent): Health {
  switch (event.type) {
    case 'opened':
      return { ...health, connected: true, heardAt: event.at, retryAt: null, attempt: 0, stopReason: null };
    case 'heard':
      return { ...health, heardAt: event.at, shownMs: event.serverNowMs ?? health.shownMs, closedAt: null };
    case 'pong':
      return { ...health, roundTrips: [...health.roundTrips, event.roundTripMs].slice(-ROUND_TRIPS_KEPT) };
    case 'lag':
      return { ...health, lag: { at: event.at, behindMs: event.behindMs }, skipped: health.skipped + event.skipped };
    case 'skipped':
      return { ...health, skipped: health.skipped + event.n };
    case 'closed':
      return {
        ...health,
        connected: false,
        closedAt: health.closedAt ?? event.at,
        retryAt: event.retryAt,
        attempt: event.attempt,
        stopReason: event.retryAt === null ? event.reason : null,
      };
  }
}

export function phaseOf(health: Health, now: number): Phase {
  if (health.stopReason !== null) return 'offline';
  if (!health.connected) {
    if (health.closedAt === null) return 'connecting';
    return now - health.closedAt >= OFFLINE_AFTER_MS ? 'offline' : 'reconnecting';
  }
  if (isStale(health, now)) return 'slow';
  const lagging = health.lag !== null && now - health.lag.at < LAG_MEMORY_MS && health.lag.behindMs > SLOW_ROUND_TRIP_MS;
  return lagging || (health.roundTrips.at(-1) ?? 0) > SLOW_ROUND_TRIP_MS ? 'slow' : 'live';
}

/** What is on the screen is old enough that it must look so. */
export function isStale(health: Health, now: number): boolean {
  return health.heardAt !== null && now - health.heardAt > STALE_AFTER_MS;
}

/** The p-quantile of the kept round trips, in milliseconds. */
export function roundTripQuantile(health: Health, p: number): number | null {
  const sorted = [...health.roundTrips].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? null;
}
