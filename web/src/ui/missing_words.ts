import type { Translate } from '../i18n/translate';
import type { Missing } from '../state/draft';

/** What keeps a form from being sent; empty where nothing does. */
export function missingWords(t: Translate, missing: readonly Missing[]): string {
  const name = ({ field, word }: Missing) => (field === 'unknown' ? word : t(`field.${field}`));
  const empty = missing.filter(({ why }) => why === 'empty').map(name);
  return [
    ...(empty.length > 0 ? [t('missing.list', { fields: empty.join(t('missing.join')) })] : []),
    ...missing.filter(({ why }) => why === 'long').map((m) => t('missing.long', { field: name(m) })),
    ...missing.filter(({ why }) => why === 'wrong').map((m) => t('missing.wrong', { field: name(m) })),
    ...missing.filter(({ why }) => why === 'unknown').map(({ word }) => t('missing.unknown', { word })),
  ].join(' ');
}
