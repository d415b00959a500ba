import type { Counts } from '../wire/tally';

const PARTS = ['red', 'yellow', 'green', 'paused', 'unset'] as const;

/** The lights of a number as one thin line; the words stand in the number's name. */
export function LightsLine({ counts }: { readonly counts: Counts }) {
  return (
    <span className="lights-line" aria-hidden="true">
      {PARTS.map((part) => counts[part] > 0 && <i key={part} data-light={part} style={{ flexGrow: counts[part] }} />)}
    </span>
  );
}
