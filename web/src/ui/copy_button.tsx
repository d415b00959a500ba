import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useTexts } from './context';
import { Icon, type IconName } from './icons';

interface Props {
  /** Or what makes it at the time it is copied. */
  readonly text: string | (() => string);
  readonly label: string;
  /** Said instead of the label, which it must contain; where the label is short because of what stands beside it. */
  readonly name?: string;
  readonly icon?: IconName;
}

export function CopyButton({ text, label, name, icon = 'copy' }: Props) {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 1500);
    return () => window.clearTimeout(timer);
  }, [copied]);
  const copy = () => void navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(() => setCopied(true), () => undefined);
  return (
    <Button className="small-button" aria-label={copied ? t('cell.copied') : (name ?? label)} onPress={copy}>
      <Icon name={icon} size={13} />
      <span aria-live="polite">{copied ? t('cell.copied') : label}</span>
    </Button>
  );
}
