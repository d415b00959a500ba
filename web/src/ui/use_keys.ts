// Single keys. They never act while someone types, nor with Ctrl, Alt or Meta, and can be switched off;
// Escape, and the list of keys itself, always work.

import { useEffect } from 'react';
import type { App } from '../app';
import type { Key } from '../i18n/translate';
import { toggleRank } from '../state/filters';
import { acknowledge, claim, markStep, note, openNewCase, toggleReached } from './act_keys';
import { useApp } from './context';

interface Help {
  readonly keys: readonly string[];
  readonly text: Extract<Key, `keys.${string}`>;
}

/** Only for those who may act. */
export const ACT_KEY_HELP: readonly Help[] = [
  { keys: ['A'], text: 'keys.acknowledge' },
  { keys: ['N'], text: 'keys.note' },
  { keys: ['T'], text: 'keys.claim' },
  { keys: ['X'], text: 'keys.mark' },
  { keys: ['Space'], text: 'keys.space' },
  { keys: ['Shift+↑', 'Shift+↓'], text: 'keys.markRange' },
  { keys: ['I', '+'], text: 'keys.newCase' },
];

export const KEY_HELP: readonly Help[] = [
  { keys: ['M', 'B', 'P'], text: 'keys.pages' },
  { keys: ['/'], text: 'keys.search' },
  { keys: ['1', '…', '5'], text: 'keys.severity' },
  { keys: ['0'], text: 'keys.all' },
  { keys: ['J', 'K'], text: 'keys.next' },
  { keys: ['Enter'], text: 'keys.enter' },
  { keys: ['Esc'], text: 'keys.esc' },
  { keys: ['F'], text: 'keys.follow' },
  { keys: ['V'], text: 'keys.view' },
  { keys: ['C'], text: 'keys.cells' },
  { keys: ['D'], text: 'keys.dim' },
  { keys: ['G'], text: 'keys.worst' },
  { keys: ['S'], text: 'keys.sound' },
  { keys: ['H'], text: 'keys.home' },
  { keys: ['Shift+L'], text: 'keys.language' },
  { keys: ['?'], text: 'keys.help' },
];

export function useKeys(): void {
  const app = useApp();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (handleKey(app, event)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [app]);
}

/** True where the key meant something here. */
export function handleKey(app: App, event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
  const screen = app.screen.get();
  if (screen.keysOpen || typing(event.target) || inOverlay(event.target) || dialogOpen()) return false;
  if (event.key === 'Escape') {
    return escape(app);
  }
  if (event.key === '?') {
    app.set({ keysOpen: true });
    return true;
  }
  if (!screen.singleKeys) return false;
  if (event.key === 'L' && event.shiftKey) {
    app.set({ language: screen.language === 'en' ? 'zh' : 'en' });
    return true;
  }
  if (event.key === 'ArrowDown' && event.shiftKey) return markStep(app, event.target, 1);
  if (event.key === 'ArrowUp' && event.shiftKey) return markStep(app, event.target, -1);
  // Plus is a shifted key on most keyboards.
  if (event.key === '+') return !onMap(event.target) && openNewCase(app);
  if (event.shiftKey) return false;
  switch (event.key.toLowerCase()) {
    case '/': document.getElementById('search')?.focus(); return true;
    case '1': case '2': case '3': case '4': case '5':
      setSeverity(app, (ranks) => toggleRank(ranks, 5 - Number(event.key)));
      return true;
    case '0': setSeverity(app, () => []); return true;
    case 'm': app.show('map'); return true;
    case 'b': app.show('backlog'); return true;
    case 'p': app.show('figures'); return true;
    case 'j': app.step(1); return true;
    case 'k': app.step(-1); return true;
    case 'enter':
      // Enter on a button is that button's.
      if (event.target !== document.body && !(event.target instanceof HTMLCanvasElement)) return false;
      if (screen.cursor === null) return false;
      app.openCase(screen.cursor);
      return true;
    case 'a': return acknowledge(app);
    case 'n': return note(app);
    case 't': return claim(app);
    case 'x': return toggleReached(app, event.target);
    case 'i': return openNewCase(app);
    case 's': app.set({ sound: !screen.sound }); return true;
    case ' ': return screen.tab === 'backlog' && event.target === document.body && toggleReached(app, event.target);
    default: return screen.tab === 'map' && mapKey(app, event.key.toLowerCase());
  }
}

/** What only the map has. */
function mapKey(app: App, key: string): boolean {
  const screen = app.screen.get();
  switch (key) {
    case 'f': app.set({ follow: !screen.follow }); return true;
    case 'v': app.set({ inView: !screen.inView }); return true;
    case 'c': app.set({ showCells: !screen.showCells }); return true;
    case 'd': app.set({ dim: !screen.dim }); return true;
    case 'g': app.goToWorstCell(); return true;
    case 'h': app.map?.home(); return true;
    default: return false;
  }
}

function setSeverity(app: App, change: (ranks: readonly number[]) => readonly number[]): void {
  const { tab, filters, backlog } = app.screen.get();
  if (tab === 'map') app.filter({ severity: change(filters.severity) });
  else if (tab === 'backlog') app.filterBacklog({ severity: change(backlog.filters.severity) });
}

/** One step back: a click that a form waits for, the form's panel, the selection, the marks. */
function escape(app: App): boolean {
  if (app.picking.get()) {
    app.pickPlace(null);
    return true;
  }
  if (app.screen.get().newCase) {
    app.set({ newCase: false });
    return true;
  }
  if (app.screen.get().selection.kind !== 'none') {
    app.back();
    return true;
  }
  const { tab, figures } = app.screen.get();
  if (tab === 'figures' && figures.sheet !== null) {
    app.setFigures({ sheet: null });
    return true;
  }
  if (app.marks.get().ids.size === 0) return false;
  app.clearMarks();
  return true;
}

/** There plus zooms. */
function onMap(target: EventTarget | null): boolean {
  return target instanceof HTMLCanvasElement;
}

/** A question that has only just come up may not have the focus yet: Escape must not close what is behind it. */
function dialogOpen(): boolean {
  return document.querySelector('.modal') !== null;
}

/** Menus find their entries by letters, dialogs want an answer first. */
function inOverlay(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.modal, .popover') !== null;
}

function typing(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement && (target.type === 'checkbox' || target.type === 'radio')) return false;
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
