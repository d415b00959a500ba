// How components reach the app: values by subscription, never by copying data into React state.

import { createContext, use, useSyncExternalStore } from 'react';
import type { App } from '../app';
import { formats, type Formats } from '../i18n/format';
import { translator, type Translate } from '../i18n/translate';
import type { Language } from '../state/address';
import type { Cell, Signal } from '../state/signal';
import type { Screen } from '../state/screen';

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = use(AppContext);
  if (!app) throw new Error('no app around this component');
  return app;
}

export function useCell<T>(cell: Cell<T>): T {
  return useSyncExternalStore(cell.subscribe, cell.get);
}

export function useScreen(): Screen {
  return useCell(useApp().screen);
}

/** Renders again when the version changes; the version is read at most as often as the signal moves. */
export function useVersion(signal: Signal, version: () => number | string): number | string {
  return useSyncExternalStore(signal.subscribe, version);
}

/** Server time in epoch ms, moving once a second. */
export function useNow(): number {
  const { clock, board } = useApp();
  return useSyncExternalStore(clock.subscribe, () => Math.floor(board.nowMs() / 1000) * 1000);
}

export interface Texts {
  readonly t: Translate;
  readonly f: Formats;
  readonly language: Language;
}

export function useTexts(): Texts {
  const app = useApp();
  const { language } = useScreen();
  const timeZone = useCell(app.city)?.timeZone ?? 'UTC';
  return textsOf(language, timeZone);
}

/** Formatters are dear to make and every row of every list wants them: one set a language and zone. */
const made = new Map<string, Texts>();

function textsOf(language: Language, timeZone: string): Texts {
  const key = `${language} ${timeZone}`;
  let texts = made.get(key);
  if (!texts) made.set(key, (texts = { t: translator(language), f: formats(language, timeZone), language }));
  return texts;
}
