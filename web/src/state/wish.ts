// An action wished for from a list, where nobody knows yet what the case allows: that is asked first.

import type { Case } from '../wire/case';

export type Wish =
  | { readonly phase: 'asking' }
  /** The daemon did not say what is allowed; nothing was sent. */
  | { readonly phase: 'unasked' }
  /** Not from the state that the case was in then; nothing was sent. */
  | { readonly phase: 'notAllowed'; readonly now: Case };
