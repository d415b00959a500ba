// One of a table, by typing a part of its name, its code or a keyword; free text where there is no table.

import { useId } from 'react';
import { Button, ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { CaseText } from './case_text';
import { Icon } from './icons';

export interface Option {
  readonly id: string;
  readonly name: string;
  readonly sub: string;
  /** Found by any of these too. */
  readonly words: readonly string[];
}

interface Props {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly disabled?: boolean;
}

export function Combo({ label, options, value, onChange, placeholder = '', disabled = false }: Props) {
  const id = useId();
  if (options.length === 0) {
    return <input id={id} className="text-input" aria-label={label} value={value} disabled={disabled} autoComplete="off" maxLength={128} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  const words = new Map(options.map((option) => [option.name, [option.name, option.id, option.sub, ...option.words].join('\n').toLowerCase()]));
  return (
    <ComboBox
      className="combo"
      aria-label={label}
      // `items` would mean that we filter ourselves.
      defaultItems={options}
      value={value === '' ? null : value}
      onChange={(key) => onChange(key === null ? '' : String(key))}
      menuTrigger="focus"
      isDisabled={disabled}
      defaultFilter={(name, typed) => (words.get(name) ?? name.toLowerCase()).includes(typed.trim().toLowerCase())}
    >
      <div className="combo-field">
        <Input className="picker-input" placeholder={placeholder} onFocus={(event) => event.currentTarget.select()} />
        <Button className="picker-button"><Icon name="down" size={12} /></Button>
      </div>
      <Popover className="popover combo-popover">
        <ListBox<Option> className="options">
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.name} className="option">
              <span className="option-name">
                <CaseText text={option.name} />
                {option.sub && <span className="option-sub"><CaseText text={option.sub} /></span>}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
