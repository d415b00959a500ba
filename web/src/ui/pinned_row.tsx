import { memo, useLayoutEffect, useRef, useState, type MouseEvent } from 'react';
import { actWords } from '../i18n/acts';
import { age } from '../i18n/format';
import { known } from '../i18n/translate';
import { newerCase, type Attempt } from '../state/attempt';
import type { Wish } from '../state/wish';
import type { CaseRow } from '../wire/rows';
import { AttemptNotice } from './attempt_notice';
import { CaseText, titleOf } from './case_text';
import { ClassName } from './class_name';
import { useApp, useCell, useNow, useTexts } from './context';
import { SeverityIcon } from './severity_icon';

/** A row that has only just come under the pointer is not the one that the hand was after. */
const SETTLED_MS = 500;

interface Props {
  readonly row: CaseRow;
  readonly place: number;
  readonly mayAct: boolean;
  /** Its panel is open, and says itself what becomes of an action. */
  readonly open: boolean;
}

export const PinnedRow = memo(function PinnedRow({ row, place, mayAct, open }: Props) {
  const app = useApp();
  const { t } = useTexts();
  const item = useFocusKept();
  const attempt = useCell(app.desk.attempts).get(row.id);
  const wish = useCell(app.desk.wishes).get(row.id);
  // A case that comes back to the list was acknowledged once, but is not now.
  const [before] = useState(attempt?.phase === 'confirmed' ? attempt.key : null);
  const moved = useRef(0);
  useLayoutEffect(() => {
    moved.current = performance.now();
  }, [place]);

  const mine = attempt?.permission.to === 'acknowledged' && attempt.key !== before ? attempt : null;
  const sending = wish?.phase === 'asking' || mine?.phase === 'pending';
  const busy = sending || attempt?.phase === 'pending' || attempt?.phase === 'unanswered';
  const action = t('act.to.acknowledged');
  const press = ({ detail }: MouseEvent) => {
    const byPointer = detail > 0;
    if (busy || (byPointer && performance.now() - moved.current < SETTLED_MS)) return;
    void app.desk.acknowledge(row.id);
  };
  return (
    <li ref={item}>
      <button type="button" className="pin" onClick={() => app.openCase(row.id)}>
        <SeverityIcon severity={row.severity} size={24} />
        <span className="pin-text">
          <CaseText text={titleOf(row)} className="pin-title" />
          <span className="sub">
            {sending
              ? <span className="state state-pending">{t('act.pendingState', { state: t('state.acknowledged') })}</span>
              : mine?.phase === 'confirmed' ? <span className="state">{t('act.confirmed', { action })}</span> : <Since t={row.t} />}
            {' · '}<ClassName code={row.class} />
          </span>
        </span>
      </button>
      {mayAct && (
        <button type="button" className="small-button strong pin-acknowledge" aria-label={`${action}: ${titleOf(row)}`} aria-disabled={busy || undefined} onClick={press}>
          {action}
        </button>
      )}
      <span className="hidden" role="status">{sending ? t('act.pending', { action }) : ''}</span>
      {wish && wish.phase !== 'asking' && <WishNotice row={row} wish={wish} />}
      {!open && attempt && hasToBeTold(attempt, mine) && <RowNotice attempt={attempt} />}
    </li>
  );
});

/** What the row itself does not say. An action without an answer stands in the way of the next, whichever it was. */
function hasToBeTold(attempt: Attempt, mine: Attempt | null): boolean {
  return attempt.phase === 'unanswered' || (mine !== null && (mine.phase === 'refused' || (mine.phase === 'pending' && mine.lost > 0)));
}

function Since({ t: openedS }: { readonly t: number }) {
  const { t, f } = useTexts();
  const now = useNow();
  return (
    <>
      <span className="num pin-age">{t('pinned.age', { age: age(t, now - openedS * 1000) })}</span>
      {' · '}<span className="num">{f.opened(openedS * 1000, now)}</span>
    </>
  );
}

function RowNotice({ attempt }: { readonly attempt: Attempt }) {
  const app = useApp();
  const answer = useCell(app.desk.newest).get(attempt.seen.id) ?? null;
  return <AttemptNotice attempt={attempt} current={{ case: newerCase(attempt.seen, answer)!, seq: null }} history={null} />;
}

function WishNotice({ row, wish }: { readonly row: CaseRow; readonly wish: Exclude<Wish, { phase: 'asking' }> }) {
  const app = useApp();
  const { t } = useTexts();
  const action = t('act.to.acknowledged');
  const steps = wish.phase === 'notAllowed' ? (wish.now.may ?? []).filter((permission) => permission.action === 'transition') : [];
  // What was true of another state says nothing now.
  if (wish.phase === 'notAllowed' && wish.now.state !== row.state) return null;
  return (
    <div className="attempt attempt-refused" role="alert">
      <p><b>{wish.phase === 'notAllowed' ? t('pinned.notAllowed', { action, state: known(t, 'state', wish.now.state) }) : t('pinned.unasked', { action })}</b></p>
      {steps.length > 0 && <p>{t('pinned.next', { steps: steps.map((step) => actWords(t, step)).join(t('missing.join')) })}</p>}
      <div className="form-buttons">
        {wish.phase === 'notAllowed' && <button type="button" className="small-button strong" onClick={() => app.openCase(row.id)}>{t('pinned.open')}</button>}
        <button type="button" className="small-button" onClick={() => app.desk.dropWish(row.id)}>{t('act.dismiss')}</button>
      </div>
    </div>
  );
}

/**
 * A row that leaves with the focus in it hands it to its neighbour; to the one that opens the case, so that another press
 * of Enter acknowledges nothing that nobody has looked at.
 */
function useFocusKept() {
  const ref = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    const row = ref.current;
    return () => {
      if (!row?.contains(document.activeElement)) return;
      const next = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector<HTMLElement>('.pin') ?? document.getElementById('feed');
      next?.focus({ preventScroll: true });
    };
  }, []);
  return ref;
}
