// The transport: one WebSocket at a time, reopened with backoff. Knows frames, not their meaning.

import { backoffMs, mustStop } from './backoff';

export interface LinkHandlers {
  readonly opened: () => void;
  readonly text: (text: string) => void;
  /** `retryInMs` is null where trying again would be wrong. */
  readonly closed: (close: { code: number; reason: string; retryInMs: number | null; attempt: number }) => void;
}

/** A link that says nothing for this long is dead, whatever TCP believes; ticks come every second. */
const SILENCE_MS = 10_000;

export class Link {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private retry: number | undefined;
  private silence: number | undefined;
  private retryHintMs: number | null = null;
  private stopped = false;

  constructor(private readonly url: string, private readonly protocol: string, private readonly handlers: LinkHandlers) {}

  open(): void {
    this.stopped = false;
    window.clearTimeout(this.retry);
    if (this.socket) return;
    const socket = new WebSocket(this.url, this.protocol);
    this.socket = socket;
    this.watchSilence();
    socket.onopen = () => {
      if (this.socket === socket) this.handlers.opened();
    };
    socket.onmessage = (event) => {
      if (this.socket !== socket) return;
      this.watchSilence();
      if (typeof event.data === 'string') this.handlers.text(event.data);
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.lost(event.code, event.reason);
    };
  }

  send(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** The session works again: the next loss starts from the shortest wait. */
  healthy(): void {
    this.attempt = 0;
  }

  /** The server's own word on when to come back. */
  retryAfter(ms: number | null): void {
    this.retryHintMs = ms;
  }

  /** Tries at once instead of waiting out the backoff, for instance when the network is back. */
  hurry(): void {
    if (!this.stopped && !this.socket) this.open();
  }

  close(): void {
    this.stopped = true;
    window.clearTimeout(this.retry);
    window.clearTimeout(this.silence);
    const socket = this.socket;
    this.socket = null;
    socket?.close(1000);
  }

  private watchSilence(): void {
    window.clearTimeout(this.silence);
    this.silence = window.setTimeout(() => {
      const socket = this.socket;
      if (!socket) return;
      this.lost(1006, 'silent');
      socket.close();
    }, SILENCE_MS);
  }

  private lost(code: number, reason: string): void {
    this.socket = null;
    window.clearTimeout(this.silence);
    if (this.stopped) return;
    const retryInMs = mustStop(code) ? null : Math.max(this.retryHintMs ?? 0, backoffMs(this.attempt, Math.random));
    this.retryHintMs = null;
    this.attempt++;
    if (retryInMs === null) this.stopped = true;
    else this.retry = window.setTimeout(() => this.open(), retryInMs);
    this.handlers.closed({ code, reason, retryInMs, attempt: this.attempt });
  }
}
