import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import type { BacklogView } from '../state/backlog_view';
import { useApp } from './context';

interface Props extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'onClick'> {
  readonly view: BacklogView;
}

/** A number that shows its rows: here by a press, elsewhere as an address. */
export function RowsLink({ view, ...rest }: Props) {
  const app = useApp();
  const press = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    app.showRows(view);
  };
  return <a {...rest} href={app.backlogAddress(view)} onClick={press} />;
}
