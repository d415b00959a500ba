// What may be done to the case: only that, each with its form, and what became of the last one.

import { useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { actWords } from '../i18n/acts';
import type { Translate } from '../i18n/translate';
import type { Current } from '../desk/desk';
import { isQuick } from '../state/draft';
import type { Permission } from '../wire/action';
import type { Case, History } from '../wire/case';
import { ActionForm } from './action_form';
import { AttemptNotice } from './attempt_notice';
import { titleOf } from './case_text';
import { ConfirmDialog } from './confirm_dialog';
import { useApp, useCell, useTexts } from './context';
import { Icon } from './icons';
import { Phrase, slot } from './phrase';

interface Props {
  readonly current: Current;
  readonly history: History | null;
}

/** Seen at once; the others are in a menu. */
const FIRST: readonly Permission['action'][] = ['transition', 'comment', 'claim', 'release', 'assign'];
const KEYS: readonly (readonly [Permission['action'], string | null, string])[] = [['transition', 'acknowledged', 'A'], ['comment', null, 'N'], ['claim', null, 'T']];

export function CaseActions({ current, history }: Props) {
  const app = useApp();
  const { t } = useTexts();
  const form = useCell(app.desk.form);
  const me = useCell(app.desk.me);
  const attempt = useCell(app.desk.attempts).get(current.case.id);
  const [undoing, setUndoing] = useState<Permission | null>(null);
  const { may } = current.case;
  if (!may) return null;

  const busy = attempt?.phase === 'pending' || attempt?.phase === 'unanswered';
  const begin = (permission: Permission) => {
    if (busy) return;
    if (permission.action === 'unmerge') setUndoing(permission);
    else if (isQuick(permission)) void app.desk.act(current, permission);
    else app.desk.form.set(permission);
  };
  const first = may.filter(({ action }) => FIRST.includes(action));
  const rest = may.filter(({ action }) => !FIRST.includes(action));
  const words = (permission: Permission) => wordsFor(t, permission, current.case, me?.name ?? null);
  return (
    <section className="actions" aria-label={t('act.title')}>
      {may.length === 0 && <p className="note">{t('act.none')}</p>}
      <div className="case-actions">
        {first.map((permission) => {
          const key = KEYS.find(([action, to]) => action === permission.action && to === permission.to)?.[2];
          return (
            <button
              key={keyOf(permission)} type="button" className="small-button" aria-disabled={busy || undefined}
              aria-expanded={isQuick(permission) ? undefined : form === permission} onClick={() => begin(permission)}
            >
              {words(permission)}
              {key && <kbd aria-hidden="true">{key}</kbd>}
            </button>
          );
        })}
        {rest.length > 0 && (
          <MenuTrigger>
            <Button className="small-button" isDisabled={busy}>{t('act.more')} <Icon name="down" size={12} /></Button>
            <Popover className="popover">
              <Menu className="options" aria-label={t('act.more')} onAction={(key) => begin(rest.find((permission) => keyOf(permission) === key)!)}>
                {rest.map((permission) => <MenuItem key={keyOf(permission)} id={keyOf(permission)} className="option">{words(permission)}</MenuItem>)}
              </Menu>
            </Popover>
          </MenuTrigger>
        )}
      </div>
      {form && may.some((permission) => keyOf(permission) === keyOf(form)) && <ActionForm key={keyOf(form)} current={current} permission={form} busy={busy} />}
      {attempt && <AttemptNotice attempt={attempt} current={current} history={history} />}
      {undoing && (
        <ConfirmDialog title={t('dup.undoTitle')} yes={t('dup.yesUndo')} onYes={() => void app.desk.act(current, undoing)} onClose={() => setUndoing(null)}>
          <Phrase text={t('dup.undo', { a: slot(0), b: slot(1) })} words={[titleOf(current.case), current.case.parent ?? '']} />
        </ConfirmDialog>
      )}
    </section>
  );
}

function keyOf({ action, to, role }: Permission): string {
  return `${action} ${to ?? ''} ${role ?? ''}`;
}

/** Claiming what one holds already is a renewal. */
function wordsFor(t: Translate, permission: Permission, { owner }: Case, me: string | null): string {
  return permission.action === 'claim' && owner !== null && owner.name === me ? t('act.renew') : actWords(t, permission);
}
