// What happened, when and by whom: the transitions, and each event as it was sent.

import { known, type Translate } from '../i18n/translate';
import type { History, HistoryEvent, Transition } from '../wire/case';
import { CaseText } from './case_text';
import { useTexts } from './context';

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
  const applied = transition?.applied ?? event?.applied ?? true;
  const reason = transition?.reason ?? event?.reason ?? null;
  const recorded = Date.parse(transition?.recordedAt ?? event?.recordedAt ?? '');
  const late = Math.abs(recorded - at) >= 60_000;
  const actor = transition?.actor ?? sourceOf(event);
  return (
    <li className={applied ? 'step' : 'step step-refused'}>
      <div className="step-head">
        <b>{transition ? known(t, 'state', transition.to) : eventWords(t, event)}</b>
        {transition?.implied && <span className="sub">{t('case.implied')}</span>}
        <time className="num sub" dateTime={new Date(at || 0).toISOString()}>{f.moment(at)}</time>
      </div>
      {actor && <div className="sub"><CaseText text={actor} /></div>}
      {late && <div className="sub num">{t('case.recorded', { time: f.moment(recorded) })}</div>}
      {!applied && <div className="refused">{reason ? t('case.notApplied', { reason }) : t('case.notAppliedBare')}</div>}
      {applied && reason && <div className="sub"><CaseText text={reason} /></div>}
      {event && (
        <details className="raw">
          <summary>{t('case.raw', { seq: String(seq) })}</summary>
          <pre tabIndex={0} dir="ltr">{JSON.stringify(event.event, null, 2)}</pre>
        </details>
      )}
    </li>
  );
}

function sourceOf(event: HistoryEvent | null): string | null {
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
