// The report of a case by hand: one key from the first try until an answer, whatever the line does.

import { api } from '../http/api';
import { EMPTY_CASE, caseBody, type NewCaseDraft } from '../state/new_case';
import { Cell } from '../state/signal';
import type { NewCaseBody } from '../wire/action';
import type { Answer } from '../wire/answer';
import type { Refusal } from '../wire/problem';
import type { Phase } from '../state/attempt';
import { sendUntilAnswered } from './send';

export interface Report {
  readonly phase: Phase;
  readonly refusal: Refusal | null;
  readonly answer: Answer | null;
}

export class NewCaseRun {
  readonly state = new Cell<Report | null>(null);
  /** Kept while the form is closed: a slip of Esc must not cost a caller's words. */
  readonly draft = new Cell<NewCaseDraft>(EMPTY_CASE);
  private words: { readonly key: string; readonly body: NewCaseBody } | null = null;
  private readonly stopping = new AbortController();

  /** The same words go out under the key they had; other words, after a refusal, are a new report. */
  async send(className = ''): Promise<Answer | null> {
    const before = this.state.get()?.phase;
    if (before === 'pending') return null;
    if (before !== 'unanswered' || !this.words) this.words = { key: crypto.randomUUID(), body: caseBody(this.draft.get(), className) };
    const { key, body } = this.words;
    this.state.set({ phase: 'pending', refusal: null, answer: null });
    const outcome = await sendUntilAnswered(() => api.report(body, key, this.stopping.signal), () => undefined);
    switch (outcome.kind) {
      case 'answered':
        this.draft.set(EMPTY_CASE);
        this.words = null;
        this.state.set({ phase: 'confirmed', refusal: null, answer: outcome.answer });
        return outcome.answer;
      case 'refused':
        this.state.set({ phase: 'refused', refusal: outcome.refusal, answer: null });
        return null;
      case 'unanswered':
        this.state.set({ phase: 'unanswered', refusal: null, answer: null });
        return null;
    }
  }

  /** The form closes: what is settled need not be said again, what is not stays to be sent again. */
  closed(): void {
    const phase = this.state.get()?.phase;
    if (phase === 'confirmed' || phase === 'refused') this.state.set(null);
  }

  /** Throws the words away, and with them the key under which they could be sent again. */
  discard(): void {
    if (this.state.get()?.phase === 'pending') return;
    this.words = null;
    this.state.set(null);
    this.draft.set(EMPTY_CASE);
  }
}
