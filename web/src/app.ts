// The composition root: makes the stores, the session and the screen's state, and lets each know of the other.

import { Chime } from './browser/chime';
import { readInboxSeen, readPreferences, readViews, writeInboxSeen, writePreferences, writeViews } from './browser/preferences';
import { Desk } from './desk/desk';
import { NewCaseRun } from './desk/new_case_run';
import { SavedViews } from './desk/saved_views';
import { api } from './http/api';
import { DICTIONARIES } from './i18n/translate';
import type { MapController, Seen } from './map/controller';
import { Board } from './socket/board';
import { Link } from './socket/link';
import { Session } from './socket/session';
import { NOTHING, readAddress, writeAddress, type Address, type MapView, type Selection, type Tab } from './state/address';
import { Backlog } from './state/backlog';
import type { Moment } from './state/backlog_match';
import type { BacklogFilters, BacklogView } from './state/backlog_view';
import { compareSlots } from './state/badges';
import type { FiguresView } from './state/figures_view';
import { EMPTY_FEED, foldFeed, type FeedView } from './state/feed';
import { STALE_AFTER_MS, isStale } from './state/health';
import { NO_FILTERS, type Filters } from './state/filters';
import { NO_MARKS, extendMarks, toggleMark, type Marks } from './state/marks';
import { USUAL_LOOK } from './state/look';
import { EMPTY_INBOX, UNHEARD, foldBell, foldInbox, type Inbox } from './state/inbox';
import { FIRST_SCREEN, type Screen } from './state/screen';
import { Cell, Signal } from './state/signal';
import { wallOf } from './state/zone_time';
import { inBbox, type LngLat } from './geo/mercator';
import { cellCentre } from './geo/s2';
import type { City } from './wire/city';
import type { CaseRow } from './wire/rows';

const FLUSH_MS = 100;
const PING_MS = 2000;
const BUILD_POLL_MS = 15 * 60_000;
const SETTLE_MS = 250;
/** Where single cases can be told apart. */
const CLOSE_ZOOM = 15;
/** As in narrow.css: on a smaller screen the legend would lie over a good part of the city. */
const ROOMY = '(min-width: 1501px) and (min-height: 801px)';

/** An address that says nothing of the map, and leaves the language to its reader. */
const NO_MAP = { view: null, filters: NO_FILTERS, selection: NOTHING, language: null, inView: false, look: USUAL_LOOK, colourBy: 'severity' } as const;

export interface Hover {
  readonly row: CaseRow;
  readonly x: number;
  readonly y: number;
}

export class App {
  readonly board = new Board();
  readonly screen: Cell<Screen>;
  readonly city = new Cell<City | null>(null);
  readonly cityError = new Cell<string | null>(null);
  readonly seen = new Cell<Seen | null>(null);
  readonly feed = new Cell<FeedView>(EMPTY_FEED);
  readonly backlog = new Backlog(this.board.backlog);
  readonly inbox = new Cell<Inbox>(EMPTY_INBOX);
  readonly hover = new Cell<Hover | null>(null);
  readonly newBuild = new Cell(false);
  readonly stale = new Cell(false);
  readonly soundBlocked = new Cell(false);
  /** Where the selected case is, as far as anyone knows. */
  readonly selectedAt = new Cell<LngLat | null>(null);
  readonly desk = new Desk();
  readonly newCase = new NewCaseRun();
  readonly views = new SavedViews({ read: readViews, write: writeViews });
  readonly marks = new Cell<Marks>(NO_MARKS);
  /** Who wants the next click on the map. */
  readonly picking = new Cell<((at: LngLat) => void) | null>(null);
  /** The place that a form has chosen. */
  readonly placeAt = new Cell<LngLat | null>(null);
  /** New data, at most ten times a second. */
  readonly data = new Signal();
  /** Once a second. */
  readonly clock = new Signal();
  map: MapController | null = null;
  /** The monotonic clock as of the last flush or second, so that rendering stays a function of its inputs. */
  at = performance.now();

  private bell = UNHEARD;
  private inboxVersion = -1;
  private inboxSeenS = readInboxSeen();
  private readonly chime = new Chime(this.soundBlocked);
  private readonly link: Link;
  readonly session: Session;
  private readonly stopping = new AbortController();
  private flushTimer: number | undefined;
  private flushedAt = 0;
  private settleTimer: number | undefined;
  private addressTimer: number | undefined;
  private feedHeld = false;
  private followed: string | null = null;
  private readonly startView: MapView | null;
  private nextView: MapView | null = null;
  /** What was open on each page when it was left. */
  private readonly left = new Map<Tab, Pick<Screen, 'selection' | 'cursor'>>();

  constructor() {
    const address = readAddress(location.search);
    const preferences = readPreferences();
    this.startView = address.view;
    const browser = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
    this.screen = new Cell<Screen>({
      ...FIRST_SCREEN,
      // Where there is little room the legend waits to be asked for.
      legend: window.matchMedia(ROOMY).matches,
      ...preferences,
      tab: address.tab,
      backlog: address.backlog,
      figures: address.figures,
      filters: address.filters,
      selection: address.selection,
      inView: address.inView,
      ...address.look,
      colourBy: address.colourBy,
      language: address.language ?? preferences.language ?? browser,
    });
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    this.link = new Link(`${scheme}://${location.host}/api/v1/live`, 'gridhall.dash.v1', {
      opened: () => this.session.opened(),
      text: (text) => this.session.text(text),
      closed: ({ code, reason, retryInMs, attempt }) => this.session.closed(reason || String(code), retryInMs, attempt),
    });
    this.session = new Session(this.board, this.link, () => this.flushSoon(), {
      welcomed: () => {
        void this.checkBuild();
        void this.desk.signIn();
      },
      sound: () => {
        if (this.screen.get().sound) this.chime.play();
      },
    });
    this.session.setTab(address.tab);
    this.session.setFilters(address.filters);
    this.backlog.setView(address.backlog);
  }

  start(): void {
    void this.loadCity();
    this.link.open();
    window.setInterval(() => this.session.ping(), PING_MS);
    window.setInterval(() => this.second(), 1000);
    window.setInterval(() => void this.checkBuild(), BUILD_POLL_MS);
    window.addEventListener('online', () => this.link.hurry());
    window.addEventListener('popstate', () => this.readBack());
    document.addEventListener('visibilitychange', () => this.flushSoon());
  }

  reconnect(): void {
    this.link.open();
  }

  // --- what the operator does

  set(change: Partial<Screen>): void {
    const before = this.screen.get();
    this.screen.update(change);
    const after = this.screen.get();
    if (after.filters !== before.filters) this.session.setFilters(after.filters);
    if (after.inView !== before.inView) this.listScopeSoon();
    if (after.tab !== before.tab) this.session.setTab(after.tab);
    if (after.backlog !== before.backlog) {
      this.backlog.setView(after.backlog);
      this.foldBacklog();
    }
    writePreferences(after);
    this.writeAddressSoon();
    this.flushSoon();
  }

  filter(change: Partial<Filters>): void {
    this.set({ filters: { ...this.screen.get().filters, ...change } });
  }

  /** The other page: a step that Back undoes. */
  show(tab: Tab): void {
    const { tab: before, selection, cursor } = this.screen.get();
    if (tab === before) return;
    this.writeAddress();
    history.pushState(null, '', location.href);
    this.left.set(before, { selection, cursor });
    this.clearMarks();
    this.set({ tab, selection: NOTHING, cursor: null, ...this.left.get(tab) });
  }

  /** The rows behind a number: a step that Back undoes. */
  showRows(backlog: BacklogView): void {
    this.writeAddress();
    history.pushState(null, '', location.href);
    this.set({ backlog });
    // At once: who goes back within a moment must find this step by Forward.
    this.writeAddress();
  }

  setBacklog(change: Partial<BacklogView>): void {
    this.set({ backlog: { ...this.screen.get().backlog, ...change } });
  }

  filterBacklog(change: Partial<BacklogFilters>): void {
    this.setBacklog({ filters: { ...this.screen.get().backlog.filters, ...change } });
  }

  setFigures(change: Partial<FiguresView>): void {
    this.set({ figures: { ...this.screen.get().figures, ...change } });
  }

  select(selection: Selection): void {
    const before = this.screen.get().selection;
    if (selection.kind === 'cell' && this.screen.get().tab !== 'map') {
      // Cells are shown on the map alone.
      this.openOnMap(selection, cellCentre(selection.token));
      return;
    }
    const sameCase = selection.kind === 'case' && before.kind === 'case' && selection.id === before.id;
    if (!sameCase) this.selectedAt.set(null);
    const row = selection.kind === 'case' ? this.board.find(selection.id) : undefined;
    if (row?.lat != null && row.lng != null) this.selectedAt.set({ lat: row.lat, lng: row.lng });
    // Opening something is a step that Back undoes; moving on between things is not.
    const opens = before.kind === 'none' && selection.kind !== 'none';
    if (opens) {
      this.writeAddress();
      history.pushState(null, '', location.href);
    }
    this.set({ selection, ...(selection.kind === 'case' ? { cursor: selection.id } : {}) });
    // At once: the address is copied as soon as there is something to show.
    if (opens) this.writeAddress();
    const at = this.selectedAt.get();
    if (this.screen.get().follow && at) this.map?.goTo(at);
  }

  openCase(id: string): void {
    const { selection } = this.screen.get();
    // A case opened from its cell's card goes back to that card.
    const cell = selection.kind === 'cell' ? selection.token : selection.kind === 'case' ? selection.cell : null;
    this.select({ kind: 'case', id, cell });
  }

  /** Esc: the case, then the cell it was opened from, then nothing. */
  back(): void {
    const { selection } = this.screen.get();
    this.select(selection.kind === 'case' && selection.cell ? { kind: 'cell', token: selection.cell } : { kind: 'none' });
  }

  /** So many rows on in the list, or back. */
  step(by: number): void {
    const rows = this.rows();
    const { cursor, selection } = this.screen.get();
    if (rows.length === 0) return;
    const at = rows.findIndex((row) => row.id === cursor);
    const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))]!;
    if (selection.kind === 'case') this.openCase(next.id);
    else this.set({ cursor: next.id });
  }

  /** The list that keys move in. */
  rows(): readonly CaseRow[] {
    switch (this.screen.get().tab) {
      case 'map': return this.feed.get().rows;
      case 'backlog': return this.backlog.table.get().rows;
      case 'figures': return [];
    }
  }

  // --- marks

  toggleMark(id: string): void {
    this.marks.set(toggleMark(this.marks.get(), id));
    this.set({ cursor: id });
  }

  /** Marks from the cursor to this row. */
  markTo(id: string): void {
    const order = this.rows().map((row) => row.id);
    this.marks.set(extendMarks(this.marks.get(), order, this.screen.get().cursor ?? id, id));
    this.set({ cursor: id });
  }

  /** Marks on to the next (1) or previous (-1) row of the list. */
  markStep(from: string | null, by: 1 | -1): void {
    const rows = this.rows();
    if (rows.length === 0) return;
    const at = rows.findIndex((row) => row.id === from);
    const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))]!.id;
    this.marks.set(extendMarks(this.marks.get(), rows.map((row) => row.id), at < 0 ? next : rows[at]!.id, next));
    this.set({ cursor: next });
  }

  markAll(rows: readonly CaseRow[], on: boolean): void {
    this.marks.set(on ? { ...NO_MARKS, ids: new Set(rows.map((row) => row.id)) } : NO_MARKS);
  }

  clearMarks(): void {
    this.marks.set(NO_MARKS);
  }

  // --- a place for a form

  pickPlace(taken: ((at: LngLat) => void) | null): void {
    this.picking.set(taken);
  }

  /** True where a form was waiting for this click. */
  placePicked(at: LngLat): boolean {
    const taken = this.picking.get();
    this.picking.set(null);
    taken?.(at);
    return taken !== null;
  }

  showPlace(at: LngLat | null): void {
    this.placeAt.set(at);
    this.flushSoon();
  }

  goToWorstCell(): void {
    const { cells } = this.board;
    let worst: number | undefined;
    for (const slot of cells.occupied()) if (worst === undefined || compareSlots(cells, slot, worst) < 0) worst = slot;
    if (worst === undefined) return;
    const token = cells.tokens[worst]!;
    this.select({ kind: 'cell', token });
    this.map?.goTo(cellCentre(token)!);
  }

  /** On the map; from another page that is opened there. */
  goTo(point: LngLat, zoom?: number): void {
    if (this.screen.get().tab !== 'map') {
      this.openOnMap(this.screen.get().selection, point, zoom);
      return;
    }
    this.map?.goTo(point, zoom);
  }

  private openOnMap(selection: Selection, at: LngLat | null, zoom = CLOSE_ZOOM): void {
    this.nextView = at && { ...at, zoom };
    this.left.set('map', { selection, cursor: null });
    this.show('map');
  }

  /** Where a map that is being made begins: where it was left, or where somebody wants to go. */
  mapStart(): MapView | null {
    const view = this.nextView ?? this.seen.get()?.view ?? this.startView;
    this.nextView = null;
    return view;
  }

  holdFeed(held: boolean): void {
    if (held === this.feedHeld) return;
    this.feedHeld = held;
    this.foldNow();
  }

  holdRows(held: boolean): void {
    this.backlog.hold(held);
    if (!held) this.foldBacklog();
  }

  /** Lets the waiting rows in once, whether or not the feed stays held. */
  releaseFeed(): void {
    this.feed.set(foldFeed(EMPTY_FEED, this.listed(), false));
  }

  // --- what the map tells

  moved(seen: Seen): void {
    // A map that is being taken away has no size any more.
    if (this.screen.get().tab !== 'map') return;
    this.seen.set(seen);
    window.clearTimeout(this.settleTimer);
    this.settleTimer = window.setTimeout(() => {
      this.session.setScope(seen.scope);
      if (this.screen.get().inView) this.listScopeSoon();
      this.writeAddressSoon();
      this.flushSoon();
    }, SETTLE_MS);
  }

  hovered(id: string | null, x: number, y: number): void {
    const row = id === null ? undefined : this.board.cases.get(id);
    this.hover.set(row ? { row, x, y } : null);
  }

  // --- time and data

  private flushSoon(): void {
    if (this.flushTimer !== undefined) return;
    const wait = Math.max(0, this.flushedAt + FLUSH_MS - performance.now());
    // Not by requestAnimationFrame: where frames are slow, a change would wait for one to be told and for another to be seen.
    this.flushTimer = window.setTimeout(() => this.flush(), wait);
  }

  private flush(): void {
    this.flushTimer = undefined;
    this.flushedAt = performance.now();
    this.at = this.flushedAt;
    this.foldNow();
    this.foldInbox();
    this.foldBacklog();
    this.stale.set(isStale(this.board.health, performance.now()));
    this.drawMap();
    this.followNewest();
    this.data.bump();
  }

  private drawMap(): void {
    const city = this.city.get();
    if (!this.map || !city) return;
    const { selection, showCells, showGrid, dim, colourBy, language } = this.screen.get();
    this.map.update({
      board: this.board, city, selection, selectedAt: this.selectedAt.get(), placeAt: this.placeAt.get(), showCells, showGrid, dim, colourBy,
      level: this.board.level, exerciseWord: DICTIONARIES[language]['exercise.word'],
    });
  }

  /** The feed takes what the stores hold now. */
  foldNow(): void {
    const before = this.feed.get();
    const after = foldFeed(before, this.listed(), this.feedHeld);
    const same = after.waiting === before.waiting && after.left.size === before.left.size && sameRows(after.rows, before.rows);
    if (!same) this.feed.set(after);
  }

  private foldInbox(): void {
    const { inbox, inboxLoaded } = this.board;
    if (inbox.version === this.inboxVersion) return;
    this.inboxVersion = inbox.version;
    this.inbox.set(foldInbox(inbox.newest(), this.inboxSeenS));
    const { bell, sound } = foldBell(this.bell, this.inbox.get(), inboxLoaded);
    this.bell = bell;
    if (sound && this.screen.get().sound) this.chime.play();
  }

  /** Everything in the inbox was looked at. */
  inboxSeen(): void {
    const latest = this.inbox.get().rows[0]?.escalated ?? 0;
    this.inboxSeenS = Math.max(this.inboxSeenS, latest);
    writeInboxSeen(this.inboxSeenS);
    this.inbox.set(foldInbox(this.board.inbox.newest(), this.inboxSeenS));
  }

  isUnread(row: CaseRow): boolean {
    return (row.escalated ?? 0) > this.inboxSeenS;
  }

  foldBacklog(): void {
    if (this.screen.get().tab === 'backlog') this.backlog.fold(this.moment());
  }

  /** The daemon's time, and the city's time of day. */
  moment(): Moment {
    const nowMs = this.board.nowMs();
    const [hours, minutes] = wallOf(nowMs, this.city.get()?.timeZone ?? 'UTC').slice(11).split(':').map(Number);
    return { nowS: nowMs / 1000, wallClock: hours! * 3600 + minutes! * 60 };
  }

  private listed(): readonly CaseRow[] {
    const { inView } = this.screen.get();
    const box = this.seen.get()?.bbox;
    if (!inView || !box) return this.board.recent.newest();
    return this.board.inView.newest().filter((row) => row.lng !== null && row.lat !== null && inBbox(row.lng, row.lat, box));
  }

  /** With Follow on, a new Extreme takes the view along. */
  private followNewest(): void {
    const ringing = this.board.alarm.ringing;
    const newest = ringing.size === 0 ? undefined : this.board.pinned.newest().find((row) => ringing.has(row.id));
    if (!newest || newest.id === this.followed) return;
    this.followed = newest.id;
    if (this.screen.get().follow && newest.lat !== null && newest.lng !== null) this.map?.goTo({ lat: newest.lat, lng: newest.lng });
  }

  private second(): void {
    this.session.second();
    this.foldBacklog();
    this.look();
    // Old data must not look fresh until the next second.
    const { heardAt } = this.board.health;
    const left = heardAt === null ? -1 : heardAt + STALE_AFTER_MS - this.at;
    if (left >= 0 && left < 1000) window.setTimeout(() => this.look(), left + 1);
  }

  private look(): void {
    this.at = performance.now();
    this.stale.set(isStale(this.board.health, this.at));
    this.clock.bump();
  }

  private async loadCity(): Promise<void> {
    for (let wait = 1000; !this.stopping.signal.aborted; wait = Math.min(wait * 2, 15_000)) {
      try {
        const city = await api.city(this.stopping.signal);
        this.backlog.setCity({ levels: city.layers.map(({ level }) => level), classes: new Set(city.classes.map(({ code }) => code)) });
        this.city.set(city);
        this.cityError.set(null);
        return;
      } catch (error) {
        this.cityError.set(error instanceof Error ? error.message : String(error));
        await new Promise((resolve) => window.setTimeout(resolve, wait));
      }
    }
  }

  private async checkBuild(): Promise<void> {
    const city = this.city.get();
    if (!city?.build) return;
    const build = await api.build(this.stopping.signal).catch(() => city.build);
    if (build !== city.build) this.newBuild.set(true);
  }

  private listScopeSoon(): void {
    const seen = this.seen.get();
    const { inView } = this.screen.get();
    this.session.setListScope(inView && seen ? { bbox: seen.bbox, level: seen.scope.level } : null);
  }

  // --- the address

  private writeAddressSoon(): void {
    window.clearTimeout(this.addressTimer);
    this.addressTimer = window.setTimeout(() => this.writeAddress(), 300);
  }

  private writeAddress(): void {
    window.clearTimeout(this.addressTimer);
    history.replaceState(null, '', location.pathname + writeAddress(this.address()));
  }

  private address(): Address {
    const { tab, backlog, figures, filters, selection, language, inView, colourBy, showCells, showGrid, dim, table } = this.screen.get();
    const view = this.seen.get()?.view ?? this.startView;
    return { tab, backlog, figures, view, filters, selection, language, inView, colourBy, look: { showCells, showGrid, dim, table } };
  }

  /** An address for someone else: this view, these filters, that selection, and the reader's own language. */
  linkTo(selection: Selection): string {
    return location.origin + location.pathname + writeAddress({ ...this.address(), selection, language: null });
  }

  tabAddress(tab: Tab): string {
    return writeAddress({ ...this.address(), tab, selection: NOTHING });
  }

  /** What the backlog shows, as a query that says nothing of the map. */
  backlogAddress(backlog: BacklogView = this.screen.get().backlog): string {
    return writeAddress({ ...this.address(), ...NO_MAP, tab: 'backlog', backlog });
  }

  figuresAddress(figures: FiguresView): string {
    return writeAddress({ ...this.address(), ...NO_MAP, tab: 'figures', figures });
  }

  private readBack(): void {
    const { tab, backlog, figures, view, filters, selection, language, inView, colourBy, look } = readAddress(location.search);
    window.clearTimeout(this.addressTimer);
    // Seen from elsewhere, backlog and figures are as they were left.
    this.set({ tab, ...(tab === 'backlog' ? { backlog } : {}), ...(tab === 'figures' ? { figures } : {}), filters, selection, inView, colourBy, ...look, ...(language ? { language } : {}) });
    if (view) this.map?.jump(view);
  }
}

function sameRows(a: readonly CaseRow[], b: readonly CaseRow[]): boolean {
  return a.length === b.length && a.every((row, k) => row === b[k]);
}
