// Whether the page is being put on paper: what is drawn by scrolling must then be there at once.

import { useSyncExternalStore } from 'react';

export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia('print').matches);
}

function subscribe(changed: () => void): () => void {
  const media = window.matchMedia('print');
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
}
