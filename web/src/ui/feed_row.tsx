import { memo, type MouseEvent } from 'react';
import { age } from '../i18n/format';
import { known } from '../i18n/translate';
import { dueOf } from '../state/due';
import type { CaseRow } from '../wire/rows';
import { CaseText, titleOf } from './case_text';
import { ClassName } from './class_name';
import { useApp, useNow, useTexts } from './context';
import { dueWords } from './due_words';
import { LightIcon } from './light_icon';
import { SeverityIcon } from './severity_icon';

interface Props {
  readonly row: CaseRow;
  readonly left: boolean;
  readonly selected: boolean;
  readonly cursor: boolean;
  readonly marked: boolean;
  /** Somebody is signed in who may act on several. */
  readonly markable: boolean;
}

export const FeedRow = memo(function FeedRow({ row, left, selected, cursor, marked, markable }: Props) {
  const app = useApp();
  const { t, f } = useTexts();
  const classes = ['feed-row', selected && 'feed-row-selected', cursor && 'feed-row-cursor', left && 'feed-row-left', marked && 'feed-row-marked', markable && 'feed-row-markable'].filter(Boolean).join(' ');
  const press = (event: MouseEvent) => {
    if (markable && event.shiftKey) app.markTo(row.id);
    else if (markable && (event.ctrlKey || event.metaKey)) app.toggleMark(row.id);
    else app.openCase(row.id);
  };
  return (
    <>
      {markable && <input type="checkbox" className="feed-mark" checked={marked} aria-label={t('mark.row', { title: titleOf(row) })} onChange={() => app.toggleMark(row.id)} />}
      <button type="button" className={classes} data-case={row.id} aria-current={selected || undefined} onClick={press}>
        <SeverityIcon severity={row.severity} />
        <span className="feed-text">
          <CaseText text={titleOf(row)} className="feed-title" />
          <span className="sub">
            {left ? t('feed.left') : known(t, 'state', row.state)} · <ClassName code={row.class} />
          </span>
        </span>
        <span className="feed-times">
          <span className="num sub">{f.opened(row.t * 1000, app.board.nowMs())}</span>
          <span className="sub">{row.light === 'unset' ? <Age t={row.t} /> : <RowLight row={row} />}</span>
        </span>
      </button>
    </>
  );
});

function Age({ t: openedS }: { readonly t: number }) {
  const { t } = useTexts();
  return <span className="num">{age(t, useNow() - openedS * 1000)}</span>;
}

function RowLight({ row: { light, due } }: { readonly row: CaseRow }) {
  const { t } = useTexts();
  const state = dueOf({ light, dueMs: due === null ? null : due * 1000, closed: false, inTime: null }, useNow());
  return (
    <span className={`row-light row-light-${state.kind}`}>
      <LightIcon light={light} size={12} />
      {state.kind !== 'none' && <span className="num">{dueWords(t, state)}</span>}
    </span>
  );
}
