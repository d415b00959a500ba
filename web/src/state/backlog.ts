// The backlog page's rows, order and counts, folded from the live store. One flush at a time, a large board at most twice a second.

import type { Tally } from '../wire/tally';
import { BacklogColumns } from './backlog_columns';
import { RED, isDueBy, matcher, type City, type Moment } from './backlog_match';
import { comparison, resorted, sorted, type Compare, type Labels } from './backlog_sort';
import { EMPTY_TABLE, foldTable, type TableView } from './backlog_table';
import { tallied } from './backlog_tally';
import { valueOf, type ListedPart } from './backlog_values';
import { FIRST_BACKLOG, sameRows, scopeOf, withoutParts, type BacklogView, type Dimension } from './backlog_view';
import type { CaseStore } from './cases';
import { Cell } from './signal';

export interface BacklogCounts {
  /** Of what is drilled into and filtered, whatever the lights. */
  readonly open: number;
  readonly overdue: number;
  readonly dueInHour: number;
  /** Open cases of each view that is watched. */
  readonly views: readonly number[];
}

export const NO_COUNTS: BacklogCounts = { open: 0, overdue: 0, dueInHour: 0, views: [] };

const SMALL = 5000;
const LARGE_PACE_MS = 500;
const HOUR_S = 3600;

const BARE_LABELS: Labels = {
  class: (code) => code, unit: (code) => code, area: (areas) => areas.findLast((code) => code !== null) ?? '', compare: (a, b) => (a < b ? -1 : 1),
};

export class Backlog {
  readonly table = new Cell<TableView>(EMPTY_TABLE);
  readonly counts = new Cell<BacklogCounts>(NO_COUNTS);
  readonly columns: BacklogColumns;
  private view: BacklogView = FIRST_BACKLOG;
  private watched: readonly BacklogView[] = [];
  private labels = BARE_LABELS;
  private city: City = { levels: [], classes: new Set() };
  private order = new Uint32Array(0);
  private matches: (slot: number) => boolean = () => false;
  private compare: Compare = (a, b) => a - b;
  private held = false;
  /** The order has to be made anew. */
  private stale = true;
  /** Somebody has chosen another filter or order, and wants to see it at once. */
  private chosen = false;
  private minute = -1;
  private foldedAt = -Infinity;
  private countedVersion = '';

  constructor(private readonly store: CaseStore) {
    this.columns = new BacklogColumns(store);
  }

  setView(view: BacklogView): void {
    if (!sameRows(view, this.view)) this.stale = this.chosen = true;
    this.view = view;
  }

  setLabels(labels: Labels): void {
    this.labels = labels;
    this.stale = true;
  }

  setCity(city: City): void {
    this.city = city;
    this.stale = true;
  }

  /** Views whose open cases are counted. */
  watch(views: readonly BacklogView[]): void {
    this.watched = views;
    this.countedVersion = '';
  }

  hold(held: boolean): void {
    this.held = held;
  }

  /** Lets the waiting rows in once, whether or not the table stays held. */
  release(): void {
    this.table.set(foldTable(EMPTY_TABLE, this.order, this.store, false));
  }

  fold(moment: Moment): void {
    const nowMs = moment.nowS * 1000;
    if (!this.stale && this.store.size > SMALL && nowMs - this.foldedAt < LARGE_PACE_MS) return;
    this.foldedAt = nowMs;
    const changed = this.columns.update();
    const minute = Math.floor(moment.nowS / 60);
    const anew = this.stale || minute !== this.minute || changed.size > this.order.length / 2;
    if (anew) {
      this.matches = matcher(this.columns, this.view, moment, this.city);
      this.compare = comparison(this.columns, this.view.sort, this.labels);
      this.order = sorted(this.slots(this.matches), this.compare);
    } else if (changed.size > 0) {
      this.order = resorted(this.order, changed, this.matches, this.compare);
    }
    const held = this.held && !this.chosen;
    if (anew || changed.size > 0 || !held) this.table.set(foldTable(this.table.get(), this.order, this.store, held));
    this.stale = this.chosen = false;
    this.minute = minute;
    this.count(moment, `${this.store.version} ${minute}`, anew);
  }

  /** Rows that a view would show now. */
  countOf(view: Pick<BacklogView, 'filters' | 'within'>, moment: Moment): number {
    return this.slots(matcher(this.columns, view, moment, this.city)).length;
  }

  /** How many of the rows have each value, whatever is filtered by it. */
  valuesOf(part: ListedPart, moment: Moment): ReadonlyMap<string, number> {
    const view = { ...this.view, filters: withoutParts(this.view.filters, part) };
    const value = valueOf(this.columns, part, view.within.length, this.city.levels, moment.nowS);
    const found = new Map<string, number>();
    for (const slot of this.slots(matcher(this.columns, view, moment, this.city))) {
      const name = value(slot);
      found.set(name, (found.get(name) ?? 0) + 1);
    }
    return found;
  }

  /** What the daemon's matrix would be under any filter. */
  tally(view: Pick<BacklogView, 'filters' | 'within'>, dimensions: readonly Dimension[], moment: Moment): Tally {
    return tallied(this.columns, this.slots(matcher(this.columns, view, moment, this.city)), dimensions, this.city, moment.nowS);
  }

  private count(moment: Moment, version: string, anew: boolean): void {
    if (!anew && version === this.countedVersion) return;
    this.countedVersion = version;
    let [overdue, dueInHour] = [0, 0];
    const scope = this.slots(matcher(this.columns, scopeOf(this.view), moment, this.city));
    for (const slot of scope) {
      if (this.columns.light[slot] === RED) overdue++;
      else if (isDueBy(this.columns, slot, moment.nowS + HOUR_S)) dueInHour++;
    }
    this.counts.set({ open: scope.length, overdue, dueInHour, views: this.watched.map((view) => this.countOf(view, moment)) });
  }

  private slots(takes: (slot: number) => boolean): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.store.length; slot++) if (takes(slot)) slots.push(slot);
    return slots;
  }
}
