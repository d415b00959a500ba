// What the person at this desk does to cases: one attempt a case at a time, and what came of it.

import { api, HttpError } from '../http/api';
import { foldAttempt, samePermission, type Attempt, type AttemptEvent } from '../state/attempt';
import { Cell } from '../state/signal';
import { bodyOf, EMPTY_DRAFT, type Draft } from '../state/draft';
import type { Wish } from '../state/wish';
import type { Permission } from '../wire/action';
import type { Case } from '../wire/case';
import type { ClassEntry, Me, UnitEntry } from '../wire/tables';
import { BulkRun } from './bulk_run';
import { sendUntilAnswered } from './send';

/** Cases kept as answers gave them, until they are fetched again. */
const NEWEST_KEPT = 50;

/** The case on the screen, with what a conflict is told by. */
export interface Current {
  readonly case: Case;
  readonly seq: number | null;
}

export class Desk {
  /** Null where nobody is signed in: then nothing of actions is shown. */
  readonly me = new Cell<Me | null>(null);
  /** The tables that forms choose from; empty where nothing is configured. */
  readonly classes = new Cell<readonly ClassEntry[]>([]);
  readonly units = new Cell<readonly UnitEntry[]>([]);
  readonly current = new Cell<Current | null>(null);
  /** The action whose form is open in the case panel. */
  readonly form = new Cell<Permission | null>(null);
  readonly attempts = new Cell<ReadonlyMap<string, Attempt>>(new Map());
  readonly wishes = new Cell<ReadonlyMap<string, Wish>>(new Map());
  /** The last one that was acknowledged from a list, which it has left since. */
  readonly acknowledged = new Cell<Case | null>(null);
  readonly newest = new Cell<ReadonlyMap<string, Case>>(new Map());
  readonly bulk = new BulkRun((item) => this.keep(item));
  private readonly stopping = new AbortController();

  async signIn(): Promise<void> {
    const { signal } = this.stopping;
    try {
      this.me.set(await api.me(signal));
    } catch (error) {
      // Silence says nothing about who is signed in; a daemon that says no does.
      if (error instanceof HttpError && error.status < 500) this.me.set(null);
      return;
    }
    this.classes.set(await api.classes(signal).catch(() => []));
    this.units.set(await api.units(signal).catch(() => []));
  }

  /** The panel shows another case, or none. */
  show(current: Current | null): void {
    const before = this.current.get();
    this.current.set(current);
    if (before?.case.id !== current?.case.id) this.form.set(null);
  }

  /** What may be done to the case on the screen; the first of several roles. */
  permission(action: Permission['action'], to: string | null = null): Permission | null {
    return permissionOf(this.current.get()?.case, action, to);
  }

  busy(id: string): boolean {
    return this.attempts.get().get(id)?.phase === 'pending';
  }

  async act({ case: item, seq }: Current, permission: Permission, draft: Draft = EMPTY_DRAFT): Promise<void> {
    if (this.busy(item.id)) return;
    await this.send({
      key: crypto.randomUUID(), permission, body: bodyOf(permission, draft, item.version), seen: item, seenSeq: seq, phase: 'pending', lost: 0, refusal: null,
    });
  }

  /** From a list, whose rows do not say what their cases allow. */
  async acknowledge(id: string): Promise<void> {
    const phase = this.attempts.get().get(id)?.phase;
    if (phase === 'pending' || phase === 'unanswered' || this.wishes.get().get(id)?.phase === 'asking') return;
    this.setWish(id, { phase: 'asking' });
    const shown = this.current.get();
    let current: Current;
    try {
      current = shown?.case.id === id ? shown : { case: await api.case(id, this.stopping.signal), seq: null };
    } catch {
      this.setWish(id, { phase: 'unasked' });
      return;
    }
    const permission = permissionOf(current.case, 'transition', 'acknowledged');
    if (!permission) {
      this.setWish(id, { phase: 'notAllowed', now: current.case });
      return;
    }
    const sent = this.act(current, permission);
    this.setWish(id, null);
    await sent;
    if (this.attempts.get().get(id)?.phase === 'confirmed') this.acknowledged.set(current.case);
  }

  dropWish(id: string): void {
    this.setWish(id, null);
  }

  /** After silence: the same words under the same key. */
  async resend(id: string): Promise<void> {
    const attempt = this.attempts.get().get(id);
    if (attempt?.phase === 'unanswered') await this.send(attempt);
  }

  /** After a conflict: the same wish against the case as it is now, which is a new action with a key of its own. */
  async tryAgain({ case: now, seq }: Current): Promise<void> {
    const attempt = this.attempts.get().get(now.id);
    const permission = attempt ? samePermission(attempt.permission, now) : null;
    if (attempt?.phase !== 'refused' || !permission) return;
    await this.send({
      ...attempt, key: crypto.randomUUID(), permission, body: { ...attempt.body, expected_version: now.version }, seen: now, seenSeq: seq, lost: 0,
    });
  }

  forget(id: string): void {
    this.setAttempt(id, null);
  }

  private async send(attempt: Attempt): Promise<void> {
    const { id } = attempt.seen;
    this.setAttempt(id, foldAttempt(attempt, { type: 'sent' }));
    const fold = (event: AttemptEvent) => {
      const held = this.attempts.get().get(id);
      if (held?.key === attempt.key) this.setAttempt(id, foldAttempt(held, event));
    };
    const outcome = await sendUntilAnswered(
      () => api.act(id, attempt.permission.action, attempt.body, attempt.key, this.stopping.signal),
      () => fold({ type: 'lost' }),
    );
    switch (outcome.kind) {
      case 'answered':
        if (outcome.answer.case) this.keep(outcome.answer.case);
        if (this.form.get() === attempt.permission) this.form.set(null);
        fold({ type: 'answered' });
        return;
      case 'refused':
        if (outcome.refusal.case) this.keep(outcome.refusal.case);
        fold({ type: 'refused', refusal: outcome.refusal });
        return;
      case 'unanswered':
        fold({ type: 'gaveUp' });
    }
  }

  private keep(item: Case): void {
    const kept = [...this.newest.get()].filter(([id]) => id !== item.id).slice(1 - NEWEST_KEPT);
    this.newest.set(new Map([...kept, [item.id, item]]));
  }

  private setAttempt(id: string, attempt: Attempt | null): void {
    this.attempts.set(changed(this.attempts.get(), id, attempt));
  }

  private setWish(id: string, wish: Wish | null): void {
    this.wishes.set(changed(this.wishes.get(), id, wish));
  }
}

function permissionOf(item: Case | undefined, action: Permission['action'], to: string | null): Permission | null {
  return item?.may?.find((p) => p.action === action && p.to === to) ?? null;
}

function changed<T>(map: ReadonlyMap<string, T>, id: string, value: T | null): ReadonlyMap<string, T> {
  const next = new Map(map);
  next.delete(id);
  if (value !== null) next.set(id, value);
  return next;
}
