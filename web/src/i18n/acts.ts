// What an action is called: on its button, in its result and in the timeline.

import type { Permission } from '../wire/action';
import type { Refusal } from '../wire/problem';
import { en, type Key } from './en';
import { known, type Translate } from './translate';

export function actWords(t: Translate, { action, to, role }: Pick<Permission, 'action' | 'to' | 'role'>): string {
  const plain = action === 'transition' ? stepWords(t, to ?? '') : t(`act.${action}`);
  // The operator's own role goes without saying.
  return role === null || role === 'operator' ? plain : t('act.as', { action: plain, role: known(t, 'role', role) });
}

function stepWords(t: Translate, to: string): string {
  const key = `act.to.${to}`;
  return Object.hasOwn(en, key) ? (t as (key: string) => string)(key) : t('act.toOther', { state: known(t, 'state', to) });
}

/** A reason code in words, or as it was written. */
export function reasonWords(t: Translate, code: string): string {
  return code === 'other' ? code : known(t, 'reason', code);
}

export function refusalWords(t: Translate, { code }: Pick<Refusal, 'code'>): string {
  const key = `refusal.${code}`;
  const ours = Object.hasOwn(en, key) && key !== 'refusal.other' && key !== 'refusal.request';
  return ours ? (t as (key: Key) => string)(key as Key) : t('refusal.other', { code });
}
