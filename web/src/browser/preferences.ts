// Habits of this browser's user, kept between visits. Storage may be missing or full: then they are not kept.

import type { Language } from '../state/address';
import type { LocalView } from '../state/saved_views';
import type { Screen } from '../state/screen';

const KEY = 'gridhall.preferences';
const VIEWS_KEY = 'gridhall.views';
const INBOX_KEY = 'gridhall.inbox_seen';

export interface Preferences {
  readonly sound: boolean;
  readonly singleKeys: boolean;
  readonly legend: boolean;
  readonly language: Language;
}

export function readPreferences(): Partial<Preferences> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    const { sound, singleKeys, legend, language } = stored as Record<string, unknown>;
    return {
      ...(typeof sound === 'boolean' ? { sound } : {}),
      ...(typeof singleKeys === 'boolean' ? { singleKeys } : {}),
      ...(typeof legend === 'boolean' ? { legend } : {}),
      ...(language === 'en' || language === 'zh' ? { language } : {}),
    };
  } catch {
    return {};
  }
}

export function writePreferences({ sound, singleKeys, legend, language }: Screen): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ sound, singleKeys, legend, language }));
  } catch {
    // A private window without storage: nothing is lost but the habit.
  }
}

/** Epoch seconds up to which the inbox was looked at. */
export function readInboxSeen(): number {
  try {
    return Number(localStorage.getItem(INBOX_KEY)) || 0;
  } catch {
    return 0;
  }
}

export function writeInboxSeen(seconds: number): void {
  try {
    localStorage.setItem(INBOX_KEY, String(seconds));
  } catch {
    // As above: it is new again at the next visit.
  }
}

/** Views of the backlog, where the daemon keeps none. */
export function readViews(): readonly LocalView[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(VIEWS_KEY) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((item: unknown) => {
      const { id, name, address } = (item ?? {}) as Record<string, unknown>;
      return typeof id === 'string' && typeof name === 'string' && typeof address === 'string' ? [{ id, name, address, shared: false, owner: null }] : [];
    });
  } catch {
    return [];
  }
}

export function writeViews(views: readonly LocalView[]): void {
  try {
    localStorage.setItem(VIEWS_KEY, JSON.stringify(views));
  } catch {
    // As above: the views last as long as the page.
  }
}
