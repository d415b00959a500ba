import { useState } from 'react';
import { reasonWords } from '../i18n/acts';
import { REASON_BYTES_MAX } from '../state/draft';
import type { Permission } from '../wire/action';
import { CLOSURE_REASONS, REASONS } from '../wire/reasons';
import { useTexts } from './context';

const OWN = '*';

interface Props {
  readonly permission: Permission;
  readonly label: string;
  readonly value: string;
  readonly onChange: (code: string) => void;
}

/** A reason from the list of its step; one's own word where the list is not closed. */
export function ReasonField({ permission: { action, to }, label, value, onChange }: Props) {
  const { t } = useTexts();
  const [own, setOwn] = useState(false);
  const closed = to === 'closed';
  const key = action === 'transition' ? (to ?? '') : action;
  const codes: readonly string[] = closed ? CLOSURE_REASONS : Object.hasOwn(REASONS, key) ? REASONS[key as keyof typeof REASONS] : [];
  const free = <input className="text-input" aria-label={t('field.ownReason')} value={value} maxLength={REASON_BYTES_MAX} autoComplete="off" onChange={(event) => onChange(event.currentTarget.value)} />;
  if (codes.length === 0) return free;
  return (
    <>
      <select
        className="select" aria-label={label} value={own ? OWN : value}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          setOwn(chosen === OWN);
          onChange(chosen === OWN ? '' : chosen);
        }}
      >
        <option value="">{t('field.choose')}</option>
        {codes.map((code) => <option key={code} value={code}>{reasonWords(t, code)}</option>)}
        {!closed && <option value={OWN}>{t('reason.other')}</option>}
      </select>
      {own && free}
    </>
  );
}
