// All stores that the live socket keeps, in one place.

import { CaseStore } from '../state/cases';
import { CellStore } from '../state/cells';
import { SILENT, type Alarm } from '../state/alarm';
import { START, type Health } from '../state/health';
import { Leaving } from '../state/leaving';
import { Minutes } from '../state/minutes';
import type { FilterPart } from '../state/filters';
import type { Totals } from '../wire/live';

export type Facet = FilterPart | 'all';

export interface Resumption {
  readonly at: number;
  /** null: the position was too old, the board was loaded anew. */
  readonly filled: number | null;
}

export class Board {
  readonly cells = new CellStore();
  /** Located open cases of the map's view, from zoom 12. */
  readonly cases = new CaseStore();
  /** Those that have just left `cases`. */
  readonly leaving = new Leaving();
  readonly recent = new CaseStore();
  readonly inView = new CaseStore();
  readonly pinned = new CaseStore();
  readonly unlocated = new CaseStore();
  /** Exercises and tests, which no list, count or alarm holds: the map marks them. */
  readonly drills = new CaseStore();
  /** All open cases, while the backlog is shown. */
  readonly backlog = new CaseStore();
  backlogLoaded = false;
  /** Open cases of the pinned kind, as the daemon counts them. */
  pinnedOpen = 0;
  /** Open cases under supervision or raised a level. */
  readonly inbox = new CaseStore();
  inboxOpen = 0;
  inboxLoaded = false;
  /** Names of the lists that hold only their newest. */
  readonly cut = new Set<string>();
  readonly minutes = new Minutes();
  readonly totals = new Map<Facet, Totals>();
  /** Level of the cells held, as served. */
  level = 0;
  loaded = false;
  health: Health = START;
  alarm: Alarm = SILENT;
  resumption: Resumption | null = null;
  epoch = '';
  seq = 0;
  /** Server clock minus ours, milliseconds. */
  clockOffsetMs = 0;
  /** Messages that failed their check: never zero quietly. */
  refused = 0;

  /** Counts for one part's chips: filtered by every other part. */
  facet(part: FilterPart): Totals | undefined {
    return this.totals.get(part) ?? this.totals.get('all');
  }

  /** Extreme cases that nobody has acknowledged, listed or not. */
  waiting(): number {
    return this.cut.has('pinned') ? Math.max(this.pinned.size, this.pinnedOpen) : this.pinned.size;
  }

  /** Open cases without a place. No area holds them, so an area filter does not count. */
  unplaced(): number {
    return this.cut.has('unlocated') ? Math.max(this.unlocated.size, this.facet('area')?.unlocated ?? 0) : this.unlocated.size;
  }

  nowMs(): number {
    return Date.now() + this.clockOffsetMs;
  }

  find(id: string) {
    // While the backlog is shown the map's lists stand still.
    if (this.backlogLoaded) return this.backlog.get(id) ?? this.pinned.get(id);
    return this.recent.get(id) ?? this.pinned.get(id) ?? this.cases.get(id) ?? this.inView.get(id) ?? this.unlocated.get(id) ?? this.drills.get(id);
  }
}
