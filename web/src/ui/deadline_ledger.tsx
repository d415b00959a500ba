import { ledgerWords, limitWords, rungWords, sourceWords } from '../i18n/ledger';
import { minutesWords } from '../i18n/format';
import { known } from '../i18n/translate';
import type { Clock, Rung } from '../wire/deadline';
import { useTexts } from './context';
import { LightIcon } from './light_icon';

/** Each interval, whether it counted and why. */
export function DeadlineLedger({ clock }: { readonly clock: Clock }) {
  const voice = useTexts();
  const { t, f } = voice;
  const lines = ledgerWords(clock, voice);
  return (
    <div className="ledger">
      {sourceWords(clock, voice).map((words) => <p key={words}>{words}</p>)}
      {lines.length === 0 && <p className="note">{t('due.noLedger')}</p>}
      <ol>
        {lines.map((words, k) => <li key={k} className="num" data-kind={clock.ledger[k]!.kind}><bdi>{words}</bdi></li>)}
      </ol>
      {clock.dueAt !== null && <p className="num"><b>{t('due.at', { time: f.due(Date.parse(clock.dueAt)) })}</b></p>}
    </div>
  );
}

/** Who has been told by itself, and who will be if nothing happens. */
export function Ladder({ rungs }: { readonly rungs: readonly Rung[] }) {
  const voice = useTexts();
  return (
    <section className="ladder" aria-label={voice.t('ladder.title')}>
      <h3>{voice.t('ladder.title')}</h3>
      <ol>
        {rungs.map((rung, k) => <li key={k} className="num" data-climbed={rung.climbed}>{rungWords(rung, voice)}</li>)}
      </ol>
    </section>
  );
}

export function OtherClocks({ clocks }: { readonly clocks: readonly Clock[] }) {
  const { t, f } = useTexts();
  return (
    <section className="other-clocks" aria-label={t('due.others')}>
      <h3>{t('due.others')}</h3>
      <dl className="facts">
        {clocks.map((clock) => (
          <div key={clock.clock}>
            <dt>{known(t, 'clock', clock.clock)}</dt>
            <dd className="num">
              <LightIcon light={clock.light} size={12} />
              {[
                clock.stoppedAt ? t('due.stopped', { time: f.due(Date.parse(clock.stoppedAt)) }) : clock.paused ? t('due.clockPaused') : t('due.running'),
                clock.inTime === null ? null : clock.inTime ? t('due.clockInTime') : t('due.clockLate'),
                clock.usedMinutes === null ? null : t('due.usedOnly', { used: minutesWords(t, clock.usedMinutes) }),
                clock.limit ? t('due.limit', { limit: limitWords(t, clock.limit) }) : null,
              ].filter(Boolean).join(' · ')}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
