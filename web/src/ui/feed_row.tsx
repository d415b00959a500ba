import { memo } from 'react';
import { age } from '../i18n/format';
import { known } from '../i18n/translate';
import type { CaseRow } from '../wire/rows';
import { CaseText, titleOf } from './case_text';
import { ClassName } from './class_name';
import { useApp, useNow, useTexts } from './context';
import { SeverityIcon } from './severity_icon';

interface Props {
  readonly row: CaseRow;
  readonly left: boolean;
  readonly selected: boolean;
  readonly cursor: boolean;
}

export const FeedRow = memo(function FeedRow({ row, left, selected, cursor }: Props) {
  const app = useApp();
  const { t, f } = useTexts();
  const classes = ['feed-row', selected && 'feed-row-selected', cursor && 'feed-row-cursor', left && 'feed-row-left'].filter(Boolean).join(' ');
  return (
    <button type="button" className={classes} aria-current={selected || undefined} onClick={() => app.openCase(row.id)}>
      <SeverityIcon severity={row.severity} />
      <span className="feed-text">
        <CaseText text={titleOf(row)} className="feed-title" />
        <span className="sub">
          {left ? t('feed.left') : known(t, 'state', row.state)} · <ClassName code={row.class} />
        </span>
      </span>
      <span className="feed-times">
        <span className="num sub">{f.opened(row.t * 1000, app.board.nowMs())}</span>
        <span className="sub"><Age t={row.t} /></span>
      </span>
    </button>
  );
});

function Age({ t: openedS }: { readonly t: number }) {
  const { t } = useTexts();
  return <span className="num">{age(t, useNow() - openedS * 1000)}</span>;
}
