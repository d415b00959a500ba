// A panel that opens takes the focus to its heading; when it closes, the focus goes back to where it was.

import { useEffect, useRef, type RefObject } from 'react';

export function useReturnFocus(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const panel = heading.current?.closest('section');
    heading.current?.focus({ preventScroll: true });
    return () => {
      const inside = panel?.contains(document.activeElement) ?? false;
      const free = document.activeElement === document.body || inside;
      if (free && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return heading;
}
