// How the line to the daemon is doing, folded from what happens on it. Times are milliseconds of a monotonic clock.
//
// A line that is open proves nothing about the data: a daemon may answer pings while its board stands still. Only
// 'heard', which says that the board is the daemon's as of now, makes data fresh.

export type LinkEvent =
  | { readonly type: 'opened'; readonly at: number }
  | { readonly type: 'heard'; readonly at: number; readonly serverNowMs: number }
  | { readonly type: 'pong'; readonly at: number; readonly roundTripMs: number }
  | { readonly type: 'lag'; readonly at: number; readonly behindMs: number; readonly skipped: number }
  | { readonly type: 'skipped'; readonly n: number }
  | { readonly type: 'closed'; readonly at: number; readonly retryAt: number | null; readonly attempt: number; readonly reason: string };

export interface Health {
  readonly connected: boolean;
  /** When the board was last known to be the daemon's; null before the first time. */
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
      return { ...health, connected: true, retryAt: null, stopReason: null };
    case 'heard':
      return { ...health, heardAt: event.at, shownMs: event.serverNowMs, closedAt: null, attempt: 0 };
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
  // An open line is not enough: the board must have caught up on it.
  if (!health.connected || health.closedAt !== null || health.heardAt === null) {
    if (health.closedAt === null) return 'connecting';
    return now - health.closedAt >= OFFLINE_AFTER_MS ? 'offline' : 'reconnecting';
  }
  if (isStale(health, now)) return 'slow';
  return lagMs(health, now) > SLOW_ROUND_TRIP_MS || (health.roundTrips.at(-1) ?? 0) > SLOW_ROUND_TRIP_MS ? 'slow' : 'live';
}

/** How far behind the daemon said that we are, while that is still news. */
function lagMs({ lag }: Health, now: number): number {
  return lag !== null && now - lag.at < LAG_MEMORY_MS ? lag.behindMs : 0;
}

/** The age of what is on the screen. */
export function dataAgeMs(health: Health, now: number): number {
  return health.heardAt === null ? 0 : now - health.heardAt + lagMs(health, now);
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
