// Habits of this browser's user, kept between visits. Storage may be missing or full: then they are not kept.

import type { Language } from '../state/address';
import type { Screen } from '../state/screen';

const KEY = 'gridhall.preferences';

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
