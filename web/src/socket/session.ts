// What this page asks of the live socket, and where each answer goes.
//
// Every (re)subscription gets an id of its own ("map.7"), so that words of an older one can never be taken
// for the newer. Only the map's resumes by position: the lists are short and are asked for afresh.

import { foldAlarm } from '../state/alarm';
import { NO_FILTERS, isSet, toLive, type FilterPart, type Filters } from '../state/filters';
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
  private serial = 0;
  private welcomed = false;
  private resuming = false;
  private resyncAt: number | null = null;

  constructor(
    private readonly board: Board,
    private readonly link: Pick<Link, 'send' | 'healthy' | 'retryAfter'>,
    private readonly changed: () => void,
    private readonly events: { welcomed: () => void; sound: () => void },
  ) {}

  setFilters(filters: Filters): void {
    this.filters = filters;
    this.board.minutes.reset();
    this.subscribeAll();
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
        this.heard(at, Date.parse(message.now));
        this.setClock(Date.parse(message.now), 0);
        board.epoch = message.epoch;
        board.seq = message.seq;
        this.welcomed = true;
        this.resuming = this.asked.get('map')?.subscription.position != null;
        this.subscribeAll(true);
        this.ping();
        this.events.welcomed();
        return;
      case 'subbed': {
        this.heard(at);
        const asked = this.byId.get(message.id);
        asked?.subscription.subbed(message.recovered, message.seq);
        if (asked?.name === 'map' && this.resuming) {
          this.resuming = false;
          board.resumption = { at, filled: message.recovered ? asked.subscription.filled : null };
        }
        return;
      }
      case 'snap': {
        this.heard(at);
        const asked = this.byId.get(message.id);
        if (!asked) return;
        const outcome = asked.subscription.snap(message, board.epoch);
        if (outcome === 'applied' && message.last) {
          asked.servedV = message.v;
          this.link.healthy();
          if (asked.name === 'map') {
            board.loaded = true;
            board.level = message.level ?? asked.spec.view?.level ?? board.level;
          }
        }
        this.advance(message.seq);
        return;
      }
      case 'delta': {
        this.heard(at);
        const asked = this.byId.get(message.id);
        if (!asked) return;
        this.settle(asked, asked.subscription.delta(message));
        if (message.skipped > 0) this.note({ type: 'skipped', n: message.skipped });
        this.advance(message.seq);
        return;
      }
      case 'tick':
        this.heard(at, Date.parse(message.now));
        for (const { subscription } of this.asked.values()) subscription.tick(message.seq);
        this.advance(message.seq);
        return;
      case 'pong':
        this.heard(at, Date.parse(message.now));
        this.setClock(Date.parse(message.now), (at - message.t) / 2);
        this.note({ type: 'pong', at, roundTripMs: at - message.t });
        return;
      case 'lag':
        this.heard(at);
        this.note({ type: 'lag', at, behindMs: message.behindMs, skipped: message.skipped });
        return;
      case 'bye':
        this.link.retryAfter(message.retryAfterMs);
        return;
      case 'error': {
        this.heard(at);
        console.error('the daemon refused', message.code, message.detail);
        if (message.retry) this.resyncAt ??= at + RESYNC_AFTER_MS;
        return;
      }
      case 'alert':
      case 'other':
        // The pinned subscription carries every Extreme; an alert says the same thing sooner.
        this.heard(at);
    }
  }

  private settle(asked: Asked, outcome: Outcome): void {
    if (outcome !== 'gap') return;
    const resume = asked.name === 'map' && asked.servedV === asked.v ? asked.subscription : undefined;
    this.ask(asked.name, asked.spec, undefined, resume);
  }

  private subscribeAll(resume = false): void {
    this.subscribeMap(resume);
    this.subscribeInView();
    const { board } = this;
    const filter = toLive(this.filters);
    this.ask('recent', { want: ['cases'], newest: RECENT_NEWEST, filter }, {
      cases: board.recent,
      newest: RECENT_NEWEST,
      onCases: (_, rows, whole) => this.countMinutes(rows, whole),
    });
    this.ask('pinned', { want: ['cases'], filter: { severity: ['Extreme'], state: UNACKNOWLEDGED } }, {
      cases: board.pinned,
      onCases: (store) => this.ring(store),
    });
    this.ask('unlocated', { want: ['cases'], filter: { ...filter, located: false } }, { cases: board.unlocated });
    this.askTotals('all');
    for (const part of ['severity', 'kind', 'class', 'area'] as const) {
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
    if (!this.scope) return;
    const { bbox, level, withCases } = this.scope;
    const spec: SubSpec = { want: withCases ? ['cells', 'cases'] : ['cells'], view: { bbox, level }, filter: toLive(this.filters) };
    if (!withCases) this.board.cases.clear();
    const before = this.asked.get('map');
    const canResume = resume && before?.subscription.position && before.servedV === before.v;
    this.ask('map', spec, withCases ? { cells: this.board.cells, cases: this.board.cases } : { cells: this.board.cells },
      canResume ? before.subscription : undefined);
  }

  private subscribeInView(): void {
    if (!this.listScope) {
      this.drop('inview', () => this.board.inView.clear());
      return;
    }
    this.ask('inview', { want: ['cases'], view: this.listScope, newest: LIST_NEWEST, filter: toLive(this.filters) }, {
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
    const { alarm, sound } = foldAlarm(this.board.alarm, store.newest().map((row) => row.id), performance.now());
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

  private heard(at: number, serverNowMs?: number): void {
    this.note({ type: 'heard', at, ...(serverNowMs !== undefined && Number.isFinite(serverNowMs) ? { serverNowMs } : {}) });
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
