import type { ReactNode } from 'react';
import { useTexts } from './context';

interface Props {
  readonly label: string;
  readonly needed: boolean;
  readonly children: ReactNode;
}

/** A field under its name, which says whether it is needed. */
export function Labelled({ label, needed, children }: Props) {
  const { t } = useTexts();
  return (
    <label className="field">
      <span className="field-name">{label} <em>{needed ? t('field.needed') : t('field.optional')}</em></span>
      {children}
    </label>
  );
}

/** The same for a field of several parts. */
export function LabelledGroup({ label, needed, children }: Props) {
  const { t } = useTexts();
  return (
    <fieldset className="field">
      <legend className="field-name">{label} <em>{needed ? t('field.needed') : t('field.optional')}</em></legend>
      {children}
    </fieldset>
  );
}
