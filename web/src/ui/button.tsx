import { Button, ToggleButton } from 'react-aria-components';
import { Icon, type IconName } from './icons';

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly keys?: string;
  readonly onPress: () => void;
}

/** A button that is only an icon: its name is its label and its hint. */
export function IconButton({ icon, label, keys, onPress }: IconButtonProps) {
  return (
    <span title={keys ? `${label} (${keys})` : label}>
      <Button className="icon-button" aria-label={label} onPress={onPress}>
        <Icon name={icon} />
      </Button>
    </span>
  );
}

interface IconToggleProps extends IconButtonProps {
  readonly on: boolean;
}

export function IconToggle({ icon, label, keys, on, onPress }: IconToggleProps) {
  return (
    <span title={keys ? `${label} (${keys})` : label}>
      <ToggleButton className="icon-button" aria-label={label} isSelected={on} onChange={onPress}>
        <Icon name={icon} />
      </ToggleButton>
    </span>
  );
}
