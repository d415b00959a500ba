import { age } from '../i18n/format';
import type { Translate } from '../i18n/translate';
import type { Due } from '../state/due';

export function dueWords(t: Translate, due: Due): string {
  switch (due.kind) {
    case 'none': return t('due.none');
    case 'paused': return t('due.paused');
    case 'left': return t('due.left', { age: age(t, due.ms) });
    case 'late': return t('due.late', { age: age(t, due.ms) });
    case 'closed': return due.inTime === null ? t('due.closed') : due.inTime ? t('due.inTime') : t('due.notInTime');
  }
}
