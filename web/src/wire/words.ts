// The closed vocabularies of the contract: severities, deadline lights and lifecycle states.

/** Index = rank on the wire: 0 Unknown … 4 Extreme. */
export const SEVERITIES = ['Unknown', 'Minor', 'Moderate', 'Severe', 'Extreme'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A word this version does not know ranks as Unknown, so that the case is still shown. */
export function severityRank(word: string): number {
  return Math.max(0, SEVERITIES.indexOf(word as Severity));
}

/** Index = rank in the stores: 0 no deadline; grey is paused. */
export const LIGHTS = ['unset', 'green', 'yellow', 'red', 'grey'] as const;
export type Light = (typeof LIGHTS)[number];

/** Null and words this version does not know are no light: the case is still shown. */
export function lightOf(word: string | null): Light {
  return LIGHTS.find((light) => light === word) ?? 'unset';
}

export const KINDS = ['incident', 'request'] as const;
export type Kind = (typeof KINDS)[number];

export const STATES = [
  'reported', 'filed', 'dispatched', 'acknowledged', 'in_progress', 'returned', 'suspended',
  'resolved', 'rework', 'closed', 'rejected', 'merged', 'reopened',
] as const;
export type State = (typeof STATES)[number];

/** Open states in which nobody has taken the case on. */
export const UNACKNOWLEDGED: readonly State[] = ['reported', 'filed', 'dispatched', 'returned', 'reopened'];

const CLOSED: readonly string[] = ['closed', 'rejected', 'merged'];

export function isClosed(state: string): boolean {
  return CLOSED.includes(state);
}
