import type { App } from '../app';
import type { BulkAction } from '../state/bulk';
import { EMPTY_DRAFT, type Draft } from '../state/draft';
import { titleOf } from './case_text';

/** The marked cases, by the names they have on the screen. */
export function markedCases(app: App): { id: string; title: string }[] {
  return [...app.marks.get().ids].map((id) => {
    const row = app.board.find(id);
    return { id, title: row ? titleOf(row) : id };
  });
}

/** More at once would be hours of calls, each a person's action. */
export const BULK_MAX = 500;

/** From here on the list of results holds them; the marks are free for the next. */
export function startBulk(app: App, action: BulkAction, draft: Draft = EMPTY_DRAFT): void {
  if (app.desk.bulk.running() || app.marks.get().ids.size > BULK_MAX) return;
  const cases = markedCases(app);
  app.clearMarks();
  void app.desk.bulk.start(action, draft, cases);
}
