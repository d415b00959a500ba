// Classes that the words typed so far speak of, each a press away.

import { useMemo } from 'react';
import { suggestClasses } from '../state/suggest';
import { nameIn } from '../wire/named';
import { CaseText } from './case_text';
import { useApp, useCell, useTexts } from './context';

interface Props {
  readonly text: string;
  readonly value: string;
  readonly disabled: boolean;
  readonly onChange: (code: string) => void;
}

export function ClassSuggestions({ text, value, disabled, onChange }: Props) {
  const app = useApp();
  const { t, language } = useTexts();
  const table = useCell(app.desk.classes);
  const suggested = useMemo(() => suggestClasses(text, table), [text, table]);
  const names = suggested.map(({ code, name }) => nameIn(language, name, code));
  return (
    <>
      <p className="hidden" role="status">{names.length > 0 ? t('new.suggested', { classes: names.join(t('missing.join')) }) : ''}</p>
      {suggested.length > 0 && (
        <div className="suggestions" role="group" aria-label={t('new.suggestions')}>
          <span className="sub" aria-hidden="true">{t('new.suggestions')}</span>
          {suggested.map(({ code }, k) => (
            <button
              key={code} type="button" className="small-button" aria-label={t('new.suggestion', { class: names[k]! })} aria-pressed={value === code} disabled={disabled}
              onClick={() => onChange(code)}
            >
              <CaseText text={names[k]!} />
            </button>
          ))}
        </div>
      )}
    </>
  );
}
