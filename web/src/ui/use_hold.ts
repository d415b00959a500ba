// Why a list stands still: somebody reads it by pointer or keyboard, or has scrolled it.

import { useState, type FocusEvent, type UIEvent } from 'react';

type Reason = 'pointer' | 'focus' | 'scroll';

const SCROLLED_PX = 8;

export function useHold(onHold: (held: boolean) => void) {
  const [reasons] = useState(() => new Set<Reason>());
  const hold = (reason: Reason, on: boolean) => {
    if (on) reasons.add(reason);
    else reasons.delete(reason);
    onHold(reasons.size > 0);
  };
  return {
    reading: {
      onPointerEnter: () => hold('pointer', true),
      onPointerLeave: () => hold('pointer', false),
      // A click leaves its focus behind; only a keyboard's focus means that someone is reading here.
      onFocus: (event: FocusEvent) => hold('focus', event.target.matches(':focus-visible')),
      onBlur: () => hold('focus', false),
    },
    scrolled: { onScroll: (event: UIEvent) => hold('scroll', event.currentTarget.scrollTop > SCROLLED_PX) },
  };
}
