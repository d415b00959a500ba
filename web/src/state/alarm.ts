// When the tone sounds: for an Extreme that arrived while we watch and that nobody has acknowledged,
// at once, then at most once a minute until it is acknowledged.

export interface Alarm {
  /** Ids that were there when the board was first shown: known, never sounded. */
  readonly known: ReadonlySet<string> | null;
  readonly ringing: ReadonlySet<string>;
  readonly soundedAt: number;
}

export const SILENT: Alarm = { known: null, ringing: new Set(), soundedAt: -Infinity };
export const REPEAT_MS = 60_000;

export function foldAlarm(alarm: Alarm, unacknowledged: readonly string[], now: number): { alarm: Alarm; sound: boolean } {
  if (alarm.known === null) return { alarm: { ...alarm, known: new Set(unacknowledged) }, sound: false };
  const { known } = alarm;
  const ringing = new Set(unacknowledged.filter((id) => !known.has(id)));
  const sound = ringing.size > 0 && now - alarm.soundedAt >= REPEAT_MS;
  return { alarm: { known, ringing, soundedAt: sound ? now : alarm.soundedAt }, sound };
}
