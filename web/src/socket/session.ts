// What this page asks of the live socket, and where each answer goes.
//
// Every (re)subscription gets an id of its own ("map.7"), so that words of an older one can never be taken
// for the newer. The map's and the backlog's resume by position: the other lists are short and are asked for afresh.
// A page that is not shown holds no subscriptions; its position is kept for when it comes back.

import { foldAlarm } from '../state/alarm';
import type { Tab } from '../state/address';
import { FILTER_PARTS, NO_FILTERS, isSet, toLive, type FilterPart, type Filters } from '../state/filters';
import { foldHealth, type LinkEvent } from '../state/health';
import type { CaseStore } from '../state/cases';
import { Subscription, type Outcome, type Target } from '../state/subscription';
import type { ClientMessage, SubSpec, View } from '../wire/client';
import { decodeServerText, type ServerMessage } from '../wire/live';
import type { CaseRow } from '../wire/rows';
import { UNACKNOWLEDGED } from '../wire/words';
import type { Board, Facet } from './board';
import type { Link } from './link';

export const RECENT_NEWEST = 1000;
export const LIST_NEWEST = 500;
export const PINNED_NEWEST = 200;
export const UNLOCATED_NEWEST = 500;
const DRILLS_NEWEST = 200;
/** Drills are cases that are never counted, listed or rung. Rows of the live socket don't say which they are. */
const REAL = { exercise: false } as const;
const RESYNC_AFTER_MS = 2000;

export interface MapScope extends View {
  readonly withCases: boolean;
}

interface Asked {
  readonly name: string;
  readonly id: string;
  spec: SubSpec;
  readonly subscription: Subscription;
  v: number;
  /** The last view number whose rows have arrived. */
  servedV: number;
  /** The daemon knows it: it was asked for over the link that is there now. */
  open: boolean;
}

export class Session {
  private readonly asked = new Map<string, Asked>();
  private readonly byId = new Map<string, Asked>();
  private filters: Filters = NO_FILTERS;
  private scope: MapScope | null = null;
  private listScope: View | null = null;
  private tab: Tab = 'map';
  private serial = 0;
  private welcomed = false;
  private resuming = false;
  /** The map does not yet show what happened before this line. */
  private behind = true;
  private resyncAt: number | null = null;
  private ringAfterS = -Infinity;

  constructor(
    private readonly board: Board,
    private readonly link: Pick<Link, 'send' | 'healthy' | 'retryAfter'>,
    private readonly changed: () => void,
    private readonly events: { welcomed: () => void; sound: () => void },
  ) {}

  setFilters(filters: Filters): void {
    this.filters = filters;
    this.board.minutes.reset();
    if (this.tab === 'map') {
      this.subscribeAll();
      return;
    }
    // What the map has kept was for other filters.
    this.asked.delete('map');
    this.board.totals.clear();
  }

  /** Another page is shown. */
  setTab(tab: Tab): void {
    if (tab === this.tab) return;
    this.tab = tab;
    for (const name of this.asked.keys()) if (name !== 'pinned' && name !== 'inbox') this.park(name);
    this.board.backlogLoaded = false;
    this.subscribeTab(true);
  }

  /** The map looks elsewhere: within one subscription this is only a new view. */
  setScope(scope: MapScope): void {
    const before = this.scope;
    this.scope = scope;
    const map = this.asked.get('map');
    if (!map || before?.withCases !== scope.withCases) {
      this.subscribeMap();
      return;
    }
    const view = { bbox: scope.bbox, level: scope.level };
    map.spec = { ...map.spec, view };
    map.v++;
    if (map.open) this.send({ op: 'view', id: map.id, v: map.v, view });
  }

  /** The list shows the whole city (null) or what is in view. */
  setListScope(view: View | null): void {
    this.listScope = view;
    this.subscribeInView();
  }

  opened(): void {
    this.note({ type: 'opened', at: performance.now() });
  }

  closed(reason: string, retryInMs: number | null, attempt: number): void {
    const at = performance.now();
    this.welcomed = false;
    this.behind = true;
    for (const asked of this.asked.values()) {
      asked.open = false;
      asked.subscription.asked();
    }
    this.note({ type: 'closed', at, retryAt: retryInMs === null ? null : at + retryInMs, attempt, reason });
  }

  ping(): void {
    if (this.welcomed) this.send({ op: 'ping', t: performance.now() });
  }

  text(text: string): void {
    let message: ServerMessage;
    try {
      message = decodeServerText(text);
      this.take(message);
    } catch (error) {
      this.board.refused++;
      console.error('message refused', error);
      // What it said is lost, so no position can be trusted any more; soon, not at once, or a bad row would loop.
      this.resyncAt ??= performance.now() + RESYNC_AFTER_MS;
    }
    this.changed();
  }

  private take(message: ServerMessage): void {
    const { board } = this;
    const at = performance.now();
    switch (message.op) {
      case 'welcome':
        this.setClock(Date.parse(message.now), 0);
        board.epoch = message.epoch;
        board.seq = message.seq;
        this.welcomed = true;
        this.resuming = this.lead()?.subscription.position != null;
        this.subscribeAll(true);
        this.ping();
        this.events.welcomed();
        return;
      case 'subbed':
        this.byId.get(message.id)?.subscription.subbed(message.recovered);
        this.fresh(at);
        return;
      case 'snap': {
        const asked = this.byId.get(message.id);
        if (!asked) return;
        const outcome = asked.subscription.snap(message, board.epoch);
        if (outcome === 'applied' && message.last) {
          asked.servedV = message.v;
          this.link.healthy();
          this.refill(asked);
          if (asked.name === 'map') {
            board.loaded = true;
            board.level = message.level ?? asked.spec.view?.level ?? board.level;
          }
          if (asked.name === 'backlog') board.backlogLoaded = true;
          if (asked.name === 'inbox') board.inboxLoaded = true;
          if (asked.name === this.leads() && !message.add) this.caughtUp(null);
        }
        this.advance(message.seq);
        this.fresh(at);
        return;
      }
      case 'delta': {
        const asked = this.byId.get(message.id);
        if (!asked) return;
        const outcome = asked.subscription.delta(message);
        if (outcome === 'applied' && asked.name === this.leads()) this.caughtUp(asked.subscription.filled);
        this.settle(asked, outcome);
        if (outcome === 'applied' && asked.name === 'backlog') board.backlogLoaded = true;
        if (outcome === 'applied') this.refill(asked);
        if (message.skipped > 0) this.note({ type: 'skipped', n: message.skipped });
        this.advance(message.seq);
        this.fresh(at, message.t === null ? undefined : message.t * 1000);
        return;
      }
      case 'tick':
        for (const { subscription } of this.asked.values()) subscription.tick(message.seq);
        this.advance(message.seq);
        this.fresh(at, Date.parse(message.now));
        return;
      case 'pong':
        this.setClock(Date.parse(message.now), (at - message.t) / 2);
        this.note({ type: 'pong', at, roundTripMs: at - message.t });
        return;
      case 'lag':
        this.note({ type: 'lag', at, behindMs: message.behindMs, skipped: message.skipped });
        return;
      case 'bye':
        this.link.retryAfter(message.retryAfterMs);
        return;
      case 'error':
        console.error('the daemon refused', message.code, message.detail);
        if (message.retry) this.resyncAt ??= at + RESYNC_AFTER_MS;
        return;
      case 'alert':
      case 'other':
        // The pinned subscription carries every Extreme; an alert says the same thing sooner.
    }
  }

  private settle(asked: Asked, outcome: Outcome): void {
    if (outcome !== 'gap') return;
    const resume = asked.name === this.tab && asked.servedV === asked.v ? asked.subscription : undefined;
    this.ask(asked.name, asked.spec, undefined, resume);
  }

  /** A list of the newest that has lost many asks for the next ones. */
  private refill(asked: Asked): void {
    if (asked.subscription.cut) this.board.cut.add(asked.name);
    else this.board.cut.delete(asked.name);
    if (asked.subscription.drained) this.ask(asked.name, asked.spec, undefined);
  }

  private subscribeAll(resume = false): void {
    this.subscribePinned();
    this.subscribeInbox();
    this.subscribeTab(resume);
  }

  private subscribeTab(resume: boolean): void {
    if (this.tab === 'map') this.subscribeMapPage(resume);
    else if (this.tab === 'backlog') this.subscribeBacklog(resume);
  }

  /** The subscription that the page shown stands on. Figures are asked for; what is always there says how fresh the line is. */
  private leads(): string {
    return this.tab === 'figures' ? 'pinned' : this.tab;
  }

  private lead(): Asked | undefined {
    return this.asked.get(this.leads());
  }

  private subscribePinned(): void {
    const { board } = this;
    const pinned = { severity: ['Extreme'], state: UNACKNOWLEDGED, ...REAL } as const;
    this.ask('pinned', { want: ['cases', 'totals'], newest: PINNED_NEWEST, filter: pinned }, {
      cases: board.pinned,
      newest: PINNED_NEWEST,
      onCases: (store) => this.ring(store),
      onTotals: (totals) => (board.pinnedOpen = totals.open),
    });
  }

  private subscribeInbox(): void {
    const { board } = this;
    this.ask('inbox', { want: ['cases', 'totals'], rows: 'wide', newest: LIST_NEWEST, filter: { escalation: ['supervised', 'raised'], ...REAL } }, {
      cases: board.inbox,
      newest: LIST_NEWEST,
      onTotals: (totals) => (board.inboxOpen = totals.open),
    });
  }

  /** All open cases: filters and orders are the page's own, so that none of them waits for the line. */
  private subscribeBacklog(resume: boolean): void {
    const before = this.asked.get('backlog');
    this.ask('backlog', { want: ['cases'], rows: 'wide', filter: REAL }, { cases: this.board.backlog }, resume && before?.subscription.position ? before.subscription : undefined);
  }

  private subscribeMapPage(resume: boolean): void {
    this.subscribeMap(resume);
    this.subscribeInView();
    const { board } = this;
    const filter = toLive(this.filters);
    this.ask('recent', { want: ['cases'], newest: RECENT_NEWEST, filter: { ...filter, ...REAL } }, {
      cases: board.recent,
      newest: RECENT_NEWEST,
      onCases: (_, rows, whole) => this.countMinutes(rows, whole),
    });
    // No area holds a case without a place: filtering by area would only hide it.
    this.ask('unlocated', { want: ['cases'], newest: UNLOCATED_NEWEST, filter: { ...toLive(this.filters, 'area'), located: false, ...REAL } }, {
      cases: board.unlocated,
      newest: UNLOCATED_NEWEST,
    });
    this.ask('drills', { want: ['cases'], newest: DRILLS_NEWEST, filter: { ...filter, exercise: true } }, { cases: board.drills, newest: DRILLS_NEWEST });
    this.askTotals('all');
    for (const part of FILTER_PARTS) {
      if (isSet(this.filters, part)) this.askTotals(part);
      else this.drop(`totals-${part}`, () => board.totals.delete(part));
    }
  }

  private askTotals(facet: Facet): void {
    const without: FilterPart | undefined = facet === 'all' ? undefined : facet;
    this.ask(`totals-${facet}`, { want: ['totals'], filter: toLive(this.filters, without) }, {
      onTotals: (totals) => this.board.totals.set(facet, totals),
    });
  }

  private subscribeMap(resume = false): void {
    if (!this.scope || this.tab !== 'map') return;
    const { bbox, level, withCases } = this.scope;
    const spec: SubSpec = { want: withCases ? ['cells', 'cases'] : ['cells'], view: { bbox, level }, filter: toLive(this.filters) };
    if (!withCases) this.board.cases.clear();
    const before = this.asked.get('map');
    const canResume = resume && before?.subscription.position && before.servedV === before.v;
    const { cells, cases, leaving } = this.board;
    const target: Target = withCases ? { cells, cases, onGone: (row) => leaving.add(row, performance.now()) } : { cells };
    this.ask('map', spec, target, canResume ? before.subscription : undefined);
  }

  private subscribeInView(): void {
    if (this.tab !== 'map') return;
    if (!this.listScope) {
      this.drop('inview', () => this.board.inView.clear());
      return;
    }
    this.ask('inview', { want: ['cases'], view: this.listScope, newest: LIST_NEWEST, filter: { ...toLive(this.filters), ...REAL } }, {
      cases: this.board.inView,
      newest: LIST_NEWEST,
    });
  }

  /** Replaces the subscription of this name; `resume` carries its position and stores over. */
  private ask(name: string, spec: SubSpec, target: Target | undefined, resume?: Subscription): void {
    const before = this.asked.get(name);
    if (before) {
      this.byId.delete(before.id);
      if (before.open) this.send({ op: 'unsub', id: before.id });
    }
    const subscription = resume ?? (target ? new Subscription(target) : before!.subscription);
    subscription.asked();
    const asked: Asked = { name, id: `${name}.${++this.serial}`, spec, subscription, v: 0, servedV: 0, open: this.welcomed };
    this.asked.set(name, asked);
    this.byId.set(asked.id, asked);
    if (!this.welcomed) return;
    const since = resume?.position;
    this.send({ op: 'sub', id: asked.id, ...spec, ...(since ? { since } : {}) });
  }

  /** Ends it; where it may go on from its position, that is kept. */
  private park(name: string): void {
    const before = this.asked.get(name)!;
    this.byId.delete(before.id);
    if (before.open) this.send({ op: 'unsub', id: before.id });
    before.open = false;
    before.subscription.asked();
    if (name !== 'map' && name !== 'backlog') this.asked.delete(name);
  }

  private drop(name: string, forget: () => void): void {
    const before = this.asked.get(name);
    if (!before) return;
    this.asked.delete(name);
    this.byId.delete(before.id);
    if (before.open) this.send({ op: 'unsub', id: before.id });
    forget();
  }

  private countMinutes(rows: readonly CaseRow[], whole: boolean): void {
    const nowS = this.board.nowMs() / 1000;
    const { minutes } = this.board;
    for (const row of rows) minutes.add(row, nowS);
    // A full page reaches back only to its oldest row; a short one reaches back to the beginning.
    if (whole) minutes.cover(rows.length < RECENT_NEWEST ? 0 : rows.at(-1)!.t);
  }

  private ring(store: CaseStore): void {
    const rows = store.newest();
    const first = this.board.alarm.known === null;
    // What did not fit in at first is not news when room comes free for it.
    if (first && rows.length >= PINNED_NEWEST) this.ringAfterS = rows.at(-1)!.t;
    const news = first ? rows : rows.filter((row) => row.t > this.ringAfterS);
    const { alarm, sound } = foldAlarm(this.board.alarm, news.map((row) => row.id), performance.now());
    this.board.alarm = alarm;
    if (sound) this.events.sound();
  }

  /** Once a second: what is due by time alone. */
  second(): void {
    if (this.resyncAt !== null && performance.now() >= this.resyncAt) {
      this.resyncAt = null;
      if (this.welcomed) this.subscribeAll();
    }
    // An unacknowledged Extreme sounds again after a minute.
    if (this.board.alarm.ringing.size > 0) this.ring(this.board.pinned);
  }

  private setClock(serverMs: number, halfTripMs: number): void {
    if (Number.isFinite(serverMs)) this.board.clockOffsetMs = serverMs + halfTripMs - Date.now();
  }

  /** Words of the board. From a lost line until the map has caught up they don't make the screen fresh. */
  private fresh(at: number, serverNowMs = this.board.nowMs()): void {
    if (this.behind && !this.lead()?.subscription.current) return;
    this.behind = false;
    this.note({ type: 'heard', at, serverNowMs });
  }

  /** The map shows what happened while the line was lost: so many changes, or (null) everything anew. */
  private caughtUp(filled: number | null): void {
    if (!this.resuming) return;
    this.resuming = false;
    this.board.resumption = { at: performance.now(), filled };
  }

  private advance(seq: number): void {
    this.board.seq = Math.max(this.board.seq, seq);
  }

  private note(event: LinkEvent): void {
    this.board.health = foldHealth(this.board.health, event);
    this.changed();
  }

  private send(message: ClientMessage): void {
    this.link.send(message);
  }
}
