// The columns of the backlog's table: what each is called, sorted by and filtered by, and how a row fills it.

import type { ReactNode } from 'react';
import { age } from '../i18n/format';
import { known } from '../i18n/translate';
import type { ListedPart } from '../state/backlog_values';
import type { SortColumn } from '../state/backlog_view';
import { dueOf } from '../state/due';
import type { CaseRow } from '../wire/rows';
import type { BacklogNames } from './backlog_names';
import { CaseText, titleOf } from './case_text';
import { useApp, useNow, useTexts } from './context';
import { dueWords } from './due_words';
import { LightIcon } from './light_icon';
import { SeverityIcon } from './severity_icon';

export interface Column {
  readonly id: Exclude<SortColumn, 'urgency'>;
  readonly listed?: ListedPart;
  readonly text?: 'case' | 'title' | 'address';
  readonly cell: (row: CaseRow, names: BacklogNames) => ReactNode;
}

export const COLUMNS: readonly Column[] = [
  { id: 'case', listed: 'severity', text: 'case', cell: (row) => <><SeverityIcon severity={row.severity} size={16} /><span className="mono">{row.id}</span></> },
  { id: 'class', listed: 'class', cell: (row, names) => <Words text={names.labels.class(row.class)} /> },
  { id: 'title', text: 'title', cell: (row) => <Words text={titleOf(row)} /> },
  { id: 'address', text: 'address', cell: (row) => <Said value={row.address}>{(text) => <Words text={text} />}</Said> },
  { id: 'area', listed: 'area', cell: (row, names) => <Said value={row.areas && names.areaOf(row.areas)}>{(text) => <Words text={text} />}</Said> },
  { id: 'state', listed: 'state', cell: (row) => <State state={row.state} /> },
  { id: 'age', listed: 'age', cell: (row) => <Age since={row.t} /> },
  { id: 'due', listed: 'light', cell: (row) => <Deadline row={row} /> },
  { id: 'unit', listed: 'unit', cell: (row, names) => <Said value={row.unit}>{(code) => <Words text={names.labels.unit(code)} />}</Said> },
  { id: 'holder', listed: 'holder', cell: (row) => <Said value={row.owner}>{(name) => <Words text={name} />}</Said> },
  { id: 'updated', listed: 'changed', cell: (row) => <Said value={row.updated}>{(at) => <Changed at={at} />}</Said> },
];

function Words({ text }: { readonly text: string }) {
  return <span className="clip" title={text}><CaseText text={text} /></span>;
}

/** A dash where the daemon did not say, "none" where there is nothing to say. */
function Said<T>({ value, children }: { readonly value: T | null | undefined; readonly children: (value: T) => ReactNode }) {
  const { t } = useTexts();
  if (value === undefined) return <span className="faint">{t('backlog.none')}</span>;
  if (value === null || value === '') return <span className="faint">{t('backlog.noValue')}</span>;
  return children(value);
}

function State({ state }: { readonly state: string }) {
  const { t } = useTexts();
  return <span className="clip">{known(t, 'state', state)}</span>;
}

function Age({ since }: { readonly since: number }) {
  const { t } = useTexts();
  return <span className="num">{age(t, useNow() - since * 1000)}</span>;
}

function Changed({ at }: { readonly at: number }) {
  const app = useApp();
  const { f } = useTexts();
  return <span className="num clip">{f.opened(at * 1000, app.board.nowMs())}</span>;
}

/** How much of the time from report to due has gone, the light, and what is left. */
function Deadline({ row: { light, due, t: opened } }: { readonly row: CaseRow }) {
  const { t } = useTexts();
  const now = useNow();
  const state = dueOf({ light, dueMs: due === null ? null : due * 1000, closed: false, inTime: null }, now);
  if (state.kind === 'none') return <span className="faint">{t('due.none')}</span>;
  const share = due === null || due <= opened ? 1 : Math.max(0, Math.min(1, (now / 1000 - opened) / (due - opened)));
  return (
    <>
      <span className="used-bar" aria-hidden="true"><i data-light={light} style={{ width: `${share * 100}%` }} /></span>
      <span className={`row-light row-light-${state.kind}`}><LightIcon light={light} size={12} /><span className="num">{dueWords(t, state)}</span></span>
    </>
  );
}
