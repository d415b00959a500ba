// What a person or the daemon's timer did, in words.

import type { Deed } from '../wire/deed';
import type { Formats } from './format';
import { known, type Translate } from './translate';

interface Names {
  readonly class: (code: string) => string;
  readonly unit: (code: string) => string;
}

export function deedWords(t: Translate, f: Formats, names: Names, deed: Deed): string {
  const until = deed.until === null ? null : f.due(Date.parse(deed.until));
  switch (deed.kind) {
    case 'transitioned': return deed.to ? known(t, 'state', deed.to) : t('deed.transitioned');
    case 'claimed': return until ? t('deed.claimedUntil', { time: until }) : t('deed.claimed');
    case 'assigned': return deed.unit ? t('deed.assignedTo', { unit: names.unit(deed.unit) }) : t('deed.assigned');
    case 'extended': return until ? t('deed.extendedTo', { time: until }) : t('deed.extended');
    case 'merged': return deed.into ? t('deed.merged', { id: deed.into }) : t('deed.unmerged');
    case 'rated': return deed.rating === null ? t('deed.ratedBare') : t('deed.rated', { n: deed.rating });
    case 'reclassified': return deed.class ? t('deed.reclassifiedTo', { class: names.class(deed.class) }) : t('deed.reclassified');
    case 'escalated': return deed.unit ? t('deed.escalatedTo', { unit: names.unit(deed.unit) }) : t('deed.escalated');
    default: return t(`deed.${deed.kind}`);
  }
}
