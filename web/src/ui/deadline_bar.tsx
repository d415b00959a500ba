// The deadline of a case: its light, its due time, what is left, and behind a button how it was counted.

import { useId, useState } from 'react';
import { dueOf } from '../state/due';
import type { Case } from '../wire/case';
import type { Clock } from '../wire/deadline';
import { isClosed } from '../wire/words';
import { api } from '../http/api';
import { useApp, useCell, useNow, useTexts } from './context';
import { DeadlineLedger, Ladder, OtherClocks } from './deadline_ledger';
import { dueWords } from './due_words';
import { LightIcon } from './light_icon';
import { useFetch } from './use_fetch';

const load = (id: string, signal: AbortSignal) => api.deadline(id, signal);

interface Props {
  readonly item: Case;
  /** Another one asks again. */
  readonly again: string;
  /** Another one asks again where the daemon did not answer. */
  readonly mend: unknown;
}

export function DeadlineBar({ item, again, mend }: Props) {
  const app = useApp();
  const { t, f } = useTexts();
  const now = useNow();
  const zone = useCell(app.city)?.timeZone;
  const [open, setOpen] = useState(false);
  const ledger = useId();
  // Minutes used go on without any event: whoever opens the ledger gets it as of now.
  const [opened, setOpened] = useState(0);
  const { data, error } = useFetch(item.id, load, `${again} ${opened}`, mend);
  const dueMs = item.dueAt === null ? null : Date.parse(item.dueAt);
  const toggle = () => {
    if (!open) setOpened(opened + 1);
    setOpen(!open);
  };
  const due = dueOf({ light: item.light, dueMs, closed: isClosed(item.state), inTime: item.inTime }, now);
  const clock = data?.clocks[0];
  // An older daemon has no clocks: then there is nothing to say.
  if (!clock && due.kind === 'none') return null;
  return (
    <section className={`deadline deadline-${due.kind}`} aria-label={t('due.title')}>
      <p className="deadline-head">
        <LightIcon light={item.light} size={16} named={false} />
        <b>{t(`light.${item.light}`)}</b>
        {due.kind !== 'none' && <span className="num">{dueWords(t, due)}</span>}
        <span className="grow" />
        <button type="button" className="text-button" aria-expanded={open} aria-controls={ledger} onClick={toggle}>{t('due.why')}</button>
      </p>
      {clock && <UsedBar clock={clock} />}
      {dueMs !== null && (
        <p className="sub">
          <time className="num" dateTime={item.dueAt!}>{t('due.at', { time: f.due(dueMs) })}</time>
          {zone && <> · {t('due.zone', { zone })}</>}
        </p>
      )}
      <div id={ledger} hidden={!open}>
        {open && error !== null && !data && <p className="note" role="alert">{t('due.failed')}</p>}
        {open && clock && <DeadlineLedger clock={clock} />}
        {open && data && data.ladder.length > 0 && <Ladder rungs={data.ladder} />}
        {open && data && data.clocks.length > 1 && <OtherClocks clocks={data.clocks.slice(1)} />}
      </div>
    </section>
  );
}

/** How much of the allowance is used; beyond it the bar is full and the light says the rest. */
function UsedBar({ clock: { usedMinutes, allowanceMinutes, light } }: { readonly clock: Clock }) {
  if (usedMinutes === null || allowanceMinutes === null || allowanceMinutes <= 0) return null;
  const share = Math.max(0, Math.min(1, usedMinutes / allowanceMinutes));
  return <span className="used-bar" aria-hidden="true"><i data-light={light} style={{ width: `${share * 100}%` }} /></span>;
}
