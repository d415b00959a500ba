import { age } from '../i18n/format';
import type { Owner } from '../wire/case';
import { useApp, useCell, useNow, useTexts } from './context';
import { Phrase, slot } from './phrase';

/** Who has taken the case on, and how long that still holds. */
export function OwnerLine({ owner }: { readonly owner: Owner }) {
  const app = useApp();
  const { t } = useTexts();
  const me = useCell(app.desk.me);
  const now = useNow();
  const left = owner.until === null ? null : Date.parse(owner.until) - now;
  return (
    <p className="owner">
      {owner.name === me?.name ? t('owner.mine') : <Phrase text={t('owner.held', { name: slot(0) })} words={[owner.name]} />}
      {left !== null && <span className="num sub">{left > 0 ? t('owner.left', { age: age(t, left) }) : t('owner.lapsed')}</span>}
    </p>
  );
}
