import { memo } from 'react';
import { Button, ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { CaseText } from './case_text';
import { useTexts } from './context';
import { Icon } from './icons';
import { LightIcon } from './light_icon';

export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  /** Of these, past due and due soon; absent where lights are not counted. */
  readonly red?: number;
  readonly yellow?: number;
}

interface Props {
  readonly label: string;
  readonly all: string;
  readonly choices: readonly Choice[];
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

const ALL = '*';

/** One of many, by typing or from the list; the first entry is all of them. */
export const Picker = memo(function Picker({ label, all, choices, value, onChange }: Props) {
  const { f } = useTexts();
  const items: readonly (Omit<Choice, 'count'> & { readonly count: number | null })[] = [{ id: ALL, name: all, count: null }, ...choices];
  return (
    <ComboBox
      className={value === null ? 'picker' : 'picker picker-set'}
      aria-label={label}
      // `items` would mean that we filter ourselves.
      defaultItems={items}
      value={value ?? ALL}
      menuTrigger="focus"
      onChange={(key) => {
        if (key !== null) onChange(key === ALL ? null : String(key));
      }}
    >
      <div className="picker-field">
        <Input className="picker-input" onFocus={(event) => event.currentTarget.select()} />
        <Button className="picker-button">
          <Icon name="down" size={12} />
        </Button>
      </div>
      <Popover className="popover picker-popover">
        <ListBox<(typeof items)[number]> className="options">
          {({ id, name, count, red = 0, yellow = 0 }) => (
            <ListBoxItem id={id} textValue={name} className="option">
              <CaseText text={name} className="option-name" />
              {(red > 0 || yellow > 0) && (
                <span className="option-lights num">
                  {red > 0 && <><LightIcon light="red" /> {f.number(red)}</>}
                  {yellow > 0 && <><LightIcon light="yellow" /> {f.number(yellow)}</>}
                </span>
              )}
              {count !== null && <em className="num">{f.number(count)}</em>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
});
