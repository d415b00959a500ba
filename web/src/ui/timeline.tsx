// What happened, when, by whom and why: the transitions and actions, and each event as it was sent.

import { reasonWords } from '../i18n/acts';
import { deedWords } from '../i18n/deeds';
import { known, type Translate } from '../i18n/translate';
import type { History, HistoryEvent, Transition } from '../wire/case';
import { CaseText } from './case_text';
import { useCodeNames } from './code_names';
import { useTexts } from './context';
import { DeedDetails } from './deed_details';

interface Step {
  readonly at: number;
  readonly seq: number;
  readonly transition: Transition | null;
  readonly event: HistoryEvent | null;
}

/** Transitions and events of one commit stand together; newest first. */
export function stepsOf({ events, transitions }: History): Step[] {
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  const steps = transitions.map((transition): Step => {
    // Implied steps share their event's commit; the event is shown once, with the step that was meant.
    const event = transition.implied ? null : (bySeq.get(transition.seq) ?? null);
    if (event) bySeq.delete(transition.seq);
    return { at: Date.parse(transition.occurredAt), seq: transition.seq, transition, event };
  });
  for (const event of bySeq.values()) {
    const time = event.event['time'];
    steps.push({ at: Date.parse(typeof time === 'string' ? time : event.recordedAt), seq: event.seq, transition: null, event });
  }
  return steps.map((step, k) => ({ step, k })).sort((a, b) => b.step.seq - a.step.seq || b.k - a.k).map(({ step }) => step);
}

export function Timeline({ history }: { readonly history: History }) {
  const { t } = useTexts();
  return (
    <section className="timeline" aria-label={t('case.timeline')}>
      <h3>{t('case.timeline')}</h3>
      <ol>
        {stepsOf(history).map((step, k) => <StepLine key={`${step.seq} ${k}`} step={step} />)}
      </ol>
    </section>
  );
}

function StepLine({ step: { at, transition, event, seq } }: { readonly step: Step }) {
  const { t, f } = useTexts();
  const names = useCodeNames();
  const deed = event?.deed ?? null;
  const applied = transition?.applied ?? event?.applied ?? true;
  const reason = transition?.reason ?? event?.reason ?? null;
  const recorded = Date.parse(transition?.recordedAt ?? event?.recordedAt ?? '');
  const late = Math.abs(recorded - at) >= 60_000;
  const actor = transition?.actor ?? sourceOf(event);
  return (
    <li className={applied ? 'step' : 'step step-refused'}>
      <div className="step-head">
        <b><bdi>{transition ? known(t, 'state', transition.to) : deed ? deedWords(t, f, names, deed) : eventWords(t, event)}</bdi></b>
        {transition?.implied && <span className="sub">{t('case.implied')}</span>}
        <time className="num sub" dateTime={new Date(at || 0).toISOString()}>{f.moment(at)}</time>
      </div>
      {deed && <DeedDetails deed={deed} />}
      {actor && !deed?.actor && <div className="sub"><CaseText text={actor} /></div>}
      {late && <div className="sub num">{t('case.recorded', { time: f.moment(recorded) })}</div>}
      {!applied && <div className="refused">{reason ? <bdi>{t('case.notApplied', { reason: reasonWords(t, reason) })}</bdi> : t('case.notAppliedBare')}</div>}
      {applied && reason && reason !== deed?.reasonCode && <div className="sub"><CaseText text={reasonWords(t, reason)} /></div>}
      {event && Object.keys(event.event).length > 0 && (
        <details className="raw">
          <summary>{t('case.raw', { seq: String(seq) })}</summary>
          <pre tabIndex={0} dir="ltr">{JSON.stringify(event.event, null, 2)}</pre>
        </details>
      )}
    </li>
  );
}

/** Actions are events of the daemon's own source: who acted stands in their data. */
function sourceOf(event: HistoryEvent | null): string | null {
  if (event?.deed) return null;
  const source = event?.event['source'];
  return typeof source === 'string' ? source : null;
}

function eventWords(t: Translate, event: HistoryEvent | null): string {
  switch (event?.event['type']) {
    case 'gridhall.incident.reported.v1': return t('event.incident');
    case 'gridhall.request.reported.v1': return t('event.request');
    case 'gridhall.case.updated.v1': return t('event.updated');
    default: return t('event.other');
  }
}
