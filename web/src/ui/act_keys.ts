// The single keys of actions. Each answers whether it meant something: only what is allowed now does.

import type { App } from '../app';
import { isQuick } from '../state/draft';
import type { Permission } from '../wire/action';
import { startBulk } from './marked';

/** The open case where that is allowed, else the marked ones. */
export function acknowledge(app: App): boolean {
  if (begin(app, app.desk.permission('transition', 'acknowledged'))) return true;
  if (!app.desk.me.get() || app.marks.get().ids.size === 0 || app.desk.current.get() !== null) return false;
  startBulk(app, 'acknowledge');
  return true;
}

export function note(app: App): boolean {
  return begin(app, app.desk.permission('comment'));
}

export function claim(app: App): boolean {
  return begin(app, app.desk.permission('claim'));
}

export function openNewCase(app: App): boolean {
  if (!app.desk.me.get()) return false;
  app.set({ newCase: true });
  return true;
}

/** The row in focus, else the one that J and K have reached. */
export function toggleReached(app: App, target: EventTarget | null): boolean {
  const id = rowOf(target) ?? app.screen.get().cursor;
  if (!app.desk.me.get() || id === null) return false;
  app.toggleMark(id);
  return true;
}

export function markStep(app: App, target: EventTarget | null, by: 1 | -1): boolean {
  if (!app.desk.me.get() || app.rows().length === 0) return false;
  app.markStep(app.screen.get().cursor ?? rowOf(target), by);
  return true;
}

function begin(app: App, permission: Permission | null): boolean {
  const current = app.desk.current.get();
  if (!permission || !current || app.desk.busy(current.case.id)) return false;
  if (isQuick(permission)) void app.desk.act(current, permission);
  else app.desk.form.set(permission);
  return true;
}

function rowOf(target: EventTarget | null): string | null {
  return target instanceof Element ? (target.closest('[data-case]')?.getAttribute('data-case') ?? null) : null;
}
