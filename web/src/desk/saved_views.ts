// A person's saved views: the daemon's, or this browser's own where the daemon keeps none.

import { HttpError, api } from '../http/api';
import { withView } from '../state/saved_views';
import { Cell } from '../state/signal';
import type { SavedView } from '../wire/views';

export interface LocalViews {
  readonly read: () => readonly SavedView[];
  readonly write: (views: readonly SavedView[]) => void;
}

export class SavedViews {
  readonly views = new Cell<readonly SavedView[]>([]);
  /** Kept in this browser alone. */
  readonly local = new Cell(false);
  readonly failed = new Cell(false);
  private readonly stopping = new AbortController();

  constructor(private readonly storage: LocalViews) {}

  async load(): Promise<void> {
    if (this.local.get()) return;
    try {
      this.views.set(await api.views(this.stopping.signal));
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 404) return;
      this.local.set(true);
      this.views.set(this.storage.read());
    }
  }

  /** A new one, or another name for an old one. */
  async save(view: SavedView): Promise<void> {
    const { id, name, address, shared } = view;
    await this.change(withView(this.views.get(), view), () => api.saveView(id, { name, address, shared }, this.stopping.signal));
  }

  async remove(id: string): Promise<void> {
    await this.change(this.views.get().filter((view) => view.id !== id), () => api.dropView(id, this.stopping.signal));
  }

  private async change(views: readonly SavedView[], tell: () => Promise<void>): Promise<void> {
    const before = this.views.get();
    this.views.set(views);
    this.failed.set(false);
    if (this.local.get()) {
      this.storage.write(views);
      return;
    }
    try {
      await tell();
      await this.load();
    } catch {
      this.views.set(before);
      this.failed.set(true);
    }
  }
}
