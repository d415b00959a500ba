// Whether the page is being put on paper: what is drawn by scrolling must then be there at once.

import { useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

/** Between the browser's two words. The media query turns only when it is too late to draw. */
let asked = false;

export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, () => asked || window.matchMedia('print').matches);
}

function subscribe(changed: () => void): () => void {
  const media = window.matchMedia('print');
  const before = () => {
    asked = true;
    flushSync(changed);
  };
  const after = () => {
    asked = false;
    changed();
  };
  media.addEventListener('change', changed);
  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
  return () => {
    media.removeEventListener('change', changed);
    window.removeEventListener('beforeprint', before);
    window.removeEventListener('afterprint', after);
  };
}
