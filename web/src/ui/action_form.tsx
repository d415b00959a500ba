// The form of one action. It can be sent once what it needs has been typed, and says what that is until then.

import { useId, useState } from 'react';
import { actWords } from '../i18n/acts';
import type { Current } from '../desk/desk';
import { EMPTY_DRAFT, formFields, missingOf, neededFields } from '../state/draft';
import type { Permission } from '../wire/action';
import { ActionField } from './action_fields';
import { useApp, useTexts } from './context';
import { missingWords } from './missing_words';
import { useFormFocus } from './use_form_focus';

interface Props {
  readonly current: Current;
  readonly permission: Permission;
  readonly busy: boolean;
}

export function ActionForm({ current, permission, busy }: Props) {
  const app = useApp();
  const { t } = useTexts();
  const form = useFormFocus<HTMLFormElement>();
  const heading = useId();
  const hint = useId();
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const needed = neededFields(permission);
  const missing = missingOf(permission, draft);
  const ready = missing.length === 0 && !busy;
  const words = actWords(t, permission);
  const close = () => app.desk.form.set(null);
  return (
    <form
      ref={form} className="action-form" aria-labelledby={heading}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void app.desk.act(current, permission, draft);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        close();
      }}
    >
      <h3 id={heading}>{words}</h3>
      {formFields(permission).map((field) => (
        <ActionField key={field} field={field} permission={permission} needed={needed.includes(field)} draft={draft} onChange={(change) => setDraft((before) => ({ ...before, ...change }))} />
      ))}
      <p id={hint} className="sub" role="status">{missingWords(t, missing)}</p>
      <div className="form-buttons">
        <button type="submit" className="small-button strong" disabled={!ready} aria-describedby={hint}>{words}</button>
        <button type="button" className="small-button" onClick={close}>{t('act.cancel')}</button>
      </div>
    </form>
  );
}
