// Runs one action over several cases: for each case what it allows is asked first, then its own call is made.

import { api } from '../http/api';
import { setItem, type Bulk, type BulkAction, type BulkItem } from '../state/bulk';
import { bodyOf, missingOf, type Draft } from '../state/draft';
import { Cell } from '../state/signal';
import type { ActionBody, Permission } from '../wire/action';
import type { Case } from '../wire/case';
import { sendUntilAnswered } from './send';

/** Calls at a time: a browser keeps six lines to one host, and the live map needs some of them. */
const LANES = 3;

interface Words {
  readonly key: string;
  readonly permission: Permission;
  readonly body: ActionBody;
}

export class BulkRun {
  readonly state = new Cell<Bulk | null>(null);
  private readonly stopping = new AbortController();
  /** What was sent for each case: only the same words may go out under its key again. */
  private readonly sent = new Map<string, Words>();

  constructor(private readonly keep: (item: Case) => void) {}

  async start(action: BulkAction, draft: Draft, cases: readonly { readonly id: string; readonly title: string }[]): Promise<void> {
    if (this.running()) return;
    this.sent.clear();
    this.state.set({ action, draft, items: cases.map(({ id, title }) => ({ id, title, phase: 'waiting', refusal: null, notAllowed: null })) });
    await this.run(cases.map(({ id }) => id));
  }

  /** The unanswered ones again, each under the key it had. */
  async resend(): Promise<void> {
    if (this.running()) return;
    await this.run((this.state.get()?.items ?? []).filter(({ phase }) => phase === 'unanswered').map(({ id }) => id));
  }

  dismiss(): void {
    if (!this.running()) this.state.set(null);
  }

  running(): boolean {
    return this.state.get()?.items.some(({ phase }) => phase === 'waiting' || phase === 'pending') ?? false;
  }

  private async run(ids: readonly string[]): Promise<void> {
    const queue = [...ids];
    for (const id of queue) this.set(id, { phase: 'waiting' });
    const lane = async () => {
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) await this.one(id);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  private async one(id: string): Promise<void> {
    this.set(id, { phase: 'pending' });
    const words = this.sent.get(id) ?? (await this.wordsFor(id));
    if (!words) return;
    this.sent.set(id, words);
    const outcome = await sendUntilAnswered(
      () => api.act(id, words.permission.action, words.body, words.key, this.stopping.signal),
      () => undefined,
    );
    switch (outcome.kind) {
      case 'answered':
        if (outcome.answer.case) this.keep(outcome.answer.case);
        this.set(id, { phase: 'confirmed' });
        return;
      case 'refused':
        if (outcome.refusal.case) this.keep(outcome.refusal.case);
        this.set(id, { phase: 'refused', refusal: outcome.refusal });
        return;
      case 'unanswered':
        this.set(id, { phase: 'unanswered' });
    }
  }

  /** Null where nothing is to be sent: then the item already says why. */
  private async wordsFor(id: string): Promise<Words | null> {
    const bulk = this.state.get()!;
    let item: Case;
    try {
      item = await api.case(id, this.stopping.signal);
    } catch {
      this.set(id, { phase: 'unanswered' });
      return null;
    }
    // A case that has left the board since it was marked is known by its number only.
    if (item.title) this.set(id, { title: item.title });
    const permission = permissionFor(bulk.action, item);
    if (!permission || missingOf(permission, bulk.draft).length > 0) {
      this.set(id, { phase: 'refused', notAllowed: item.state });
      return null;
    }
    return { key: crypto.randomUUID(), permission, body: bodyOf(permission, bulk.draft, item.version) };
  }

  private set(id: string, change: Partial<BulkItem>): void {
    const bulk = this.state.get();
    if (bulk) this.state.set(setItem(bulk, id, change));
  }
}

function permissionFor(action: BulkAction, { may }: Case): Permission | null {
  return may?.find((p) => (action === 'assign' ? p.action === 'assign' : p.action === 'transition' && p.to === 'acknowledged')) ?? null;
}
