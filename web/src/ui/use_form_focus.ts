// A form that opens takes the focus to its first field; when it closes, the focus goes back to where it was.

import { useEffect, useRef, type RefObject } from 'react';

export function useFormFocus<T extends HTMLElement>(): RefObject<T | null> {
  const form = useRef<T>(null);
  useEffect(() => {
    const before = document.activeElement;
    const held = form.current;
    // Of a group of radios it is the chosen one that Tab reaches.
    held?.querySelector<HTMLElement>('input:not([type="radio"]), input:checked, select, textarea, button')?.focus();
    return () => {
      const free = document.activeElement === document.body || (held?.contains(document.activeElement) ?? false);
      if (free && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return form;
}
