// The line to the daemon, measured, never guessed: round trip of our own ping, age of what is shown.

import { useId, useState } from 'react';
import { Button } from 'react-aria-components';
import { dataAgeMs, phaseOf, roundTripQuantile, type Health, type Phase } from '../state/health';
import { useApp, useNow, useTexts, useVersion, type Texts } from './context';

export function ConnectionChip() {
  const app = useApp();
  const texts = useTexts();
  useNow();
  // The chip moves with the data, but a person reads at most a few changes a second.
  useVersion(app.data, () => Math.floor(app.at / 250));
  const [open, setOpen] = useState(false);
  const { health } = app.board;
  const now = app.at;
  const phase = phaseOf(health, now);
  const details = useId();
  return (
    <div
      className="connection-place"
      onPointerEnter={() => setOpen(true)}
      onPointerLeave={() => setOpen(false)}
      onFocus={() => setOpen(true)}
      onBlur={() => setOpen(false)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.preventDefault();
        setOpen(false);
      }}
    >
      <button type="button" className={`connection connection-${phase}`} aria-expanded={open} aria-controls={open ? details : undefined} onClick={() => setOpen(true)}>
        <span className="hidden">{texts.t('conn.details')}</span>
        <i aria-hidden="true" />
        <b>{word(phase, health, now, texts)}</b>
        <Figures phase={phase} health={health} now={now} texts={texts} />
      </button>
      {open && (
        <div id={details} className="popover connection-details">
          <Details health={health} texts={texts} />
        </div>
      )}
    </div>
  );
}

function word(phase: Phase, health: Health, now: number, { t }: Texts): string {
  switch (phase) {
    case 'connecting': return t('conn.connecting');
    case 'live': return t('conn.live');
    case 'slow': return t('conn.slow');
    case 'reconnecting': return t('conn.reconnecting', { s: Math.round((now - (health.closedAt ?? now)) / 1000) });
    case 'offline': return t('conn.offline');
  }
}

function Figures({ phase, health, now, texts: { t, f } }: { readonly phase: Phase; readonly health: Health; readonly now: number; readonly texts: Texts }) {
  const app = useApp();
  if (phase === 'live' || phase === 'slow') {
    const trip = health.roundTrips.at(-1);
    return (
      <>
        {trip !== undefined && <span className="num">{t('conn.roundTrip', { ms: f.number(Math.max(1, Math.round(trip))) })}</span>}
        <span className="faint num data-age">{t('conn.dataAge', { s: f.fixed(dataAgeMs(health, now) / 1000, 1) })}</span>
      </>
    );
  }
  if (phase === 'offline') {
    const since = health.closedAt === null ? app.board.nowMs() : app.board.nowMs() - (now - health.closedAt);
    return <span className="num">{t('conn.since', { time: f.opened(since, app.board.nowMs()) })}</span>;
  }
  if (health.retryAt === null) return null;
  return <span className="num">{t('conn.retryIn', { n: health.attempt, s: Math.max(0, Math.ceil((health.retryAt - now) / 1000)) })}</span>;
}

function Details({ health, texts: { t, f } }: { readonly health: Health; readonly texts: Texts }) {
  const { board, reconnect } = useConnection();
  const ms = (p: number) => {
    const value = roundTripQuantile(health, p);
    return value === null ? '–' : f.number(Math.max(1, Math.round(value)));
  };
  return (
    <>
      <dl className="pairs">
        <dt>{t('conn.position')}</dt>
        <dd className="mono">{board.epoch}:{board.seq}</dd>
        <dt>{t('conn.percentiles')}</dt>
        <dd className="num">{t('conn.msList', { p50: ms(0.5), p95: ms(0.95), p99: ms(0.99) })}</dd>
        <dt>{t('conn.skipped')}</dt>
        <dd className="num">{f.number(health.skipped)}</dd>
        {board.refused > 0 && (
          <>
            <dt>{t('conn.refused')}</dt>
            <dd className="num">{f.number(board.refused)}</dd>
          </>
        )}
      </dl>
      {health.stopReason !== null && (
        <>
          <p className="note">{t('conn.stopped', { why: health.stopReason })}</p>
          <Button className="small-button" onPress={reconnect}>{t('conn.again')}</Button>
        </>
      )}
    </>
  );
}

function useConnection() {
  const app = useApp();
  return { board: app.board, reconnect: () => app.reconnect() };
}
