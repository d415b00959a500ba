// A case by hand, as typed so far.

import type { NewCaseBody } from '../wire/action';
import { SEVERITIES, type Kind } from '../wire/words';
import { placeMembers, type Place } from './draft';

export const CHANNELS = ['phone', 'walk_in', 'other'] as const;
export type Channel = (typeof CHANNELS)[number];

export interface NewCaseDraft {
  readonly kind: Kind;
  readonly class: string;
  readonly description: string;
  /** Rank; null leaves it to the class. */
  readonly severity: number | null;
  readonly place: Place | null;
  readonly address: string;
  readonly building: string;
  readonly floor: string;
  readonly unit: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly channel: Channel;
}

export const EMPTY_CASE: NewCaseDraft = {
  kind: 'request', class: '', description: '', severity: null, place: null, address: '', building: '', floor: '', unit: '', name: '', phone: '', email: '',
  channel: 'phone',
};

export function missingOfCase(draft: NewCaseDraft): readonly ('class' | 'description')[] {
  return (['class', 'description'] as const).filter((field) => draft[field].trim() === '');
}

/** `className`: what the class is called in the language of who reports, the case's title from then on. */
export function caseBody(draft: NewCaseDraft, className = ''): NewCaseBody {
  const given = <K extends string>(keys: Readonly<Record<K, string>>) =>
    Object.fromEntries(Object.entries<string>(keys).map(([key, text]) => [key, text.trim()]).filter(([, text]) => text !== '')) as Partial<Record<K, string>>;
  const contact = given({ name: draft.name, phone: draft.phone, email: draft.email });
  return {
    kind: draft.kind,
    service_code: draft.class.trim(),
    ...given({ service_name: className }),
    description: draft.description.trim(),
    ...(draft.severity === null ? {} : { severity: SEVERITIES[draft.severity]! }),
    ...(draft.place ? placeMembers(draft.place) : {}),
    ...given({ address: draft.address, building: draft.building, floor: draft.floor, unit: draft.unit }),
    ...(Object.keys(contact).length > 0 ? { contact } : {}),
    channel: draft.channel,
  };
}
