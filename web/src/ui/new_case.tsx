// A case reported by telephone or at the desk. The map beside it stays live, and takes the click for its place.

import { useEffect, useId, useState } from 'react';
import { CHANNELS, missingOfCase, type NewCaseDraft } from '../state/new_case';
import { KINDS, SEVERITIES, severityRank } from '../wire/words';
import { nameIn } from '../wire/named';
import { severityWord } from '../i18n/translate';
import { IconButton } from './button';
import { ClassSuggestions } from './class_suggestions';
import { Combo } from './combo';
import { useApp, useCell, useTexts } from './context';
import { Labelled, LabelledGroup } from './labelled';
import { NewCaseResult } from './new_case_result';
import { PlaceField } from './place_field';
import { useClassOptions } from './table_options';
import { useFormFocus } from './use_form_focus';

const TEXT_MAX = 4000;

export function NewCase() {
  const app = useApp();
  const { t, language } = useTexts();
  const me = useCell(app.desk.me);
  const report = useCell(app.newCase.state);
  const classes = useClassOptions();
  const table = useCell(app.desk.classes);
  const form = useFormFocus<HTMLFormElement>();
  const heading = useId();
  const hint = useId();
  const draft = useCell(app.newCase.draft);
  // A new number is a new, empty field for the place.
  const [fresh, setFresh] = useState(0);
  useEffect(() => () => app.newCase.closed(), [app]);
  if (!me) return null;

  const set = (change: Partial<NewCaseDraft>) => app.newCase.draft.update(change);
  const missing = missingOfCase(draft);
  // While nobody knows what became of the report its words must not change under its key.
  const locked = report?.phase === 'pending' || report?.phase === 'unanswered';
  const ready = missing.length === 0 && report?.phase !== 'pending';
  const close = () => app.set({ newCase: false });
  const send = async () => {
    const answer = await app.newCase.send(nameIn(language, table.find(({ code }) => code === draft.class)?.name ?? null, ''));
    if (answer) setFresh((n) => n + 1);
    if (answer?.case && app.screen.get().newCase) app.openCase(answer.case.id);
  };
  const discard = () => {
    app.newCase.discard();
    setFresh((n) => n + 1);
  };
  const text = (field: 'address' | 'building' | 'floor' | 'unit' | 'name' | 'phone' | 'email', type: 'text' | 'tel' | 'email' = 'text') => (
    <Labelled label={t(`new.${field}`)} needed={false}>
      <input className="text-input" type={type} value={draft[field]} disabled={locked} maxLength={500} autoComplete="off" onChange={(event) => set({ [field]: event.currentTarget.value })} />
    </Labelled>
  );
  const byClass = table.find(({ code }) => code === draft.class)?.severity;
  return (
    <section
      className="new-case overlay" role="dialog" aria-labelledby={heading}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        if (app.picking.get()) app.pickPlace(null);
        else close();
      }}
    >
      <header>
        <h2 id={heading}>{t('new.title')}</h2>
        <IconButton icon="close" label={t('case.close')} keys="Esc" onPress={close} />
      </header>
      <form
        ref={form} className="action-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void send();
        }}
      >
        <LabelledGroup label={t('new.kind')} needed>
          <span className="ratings">
            {KINDS.map((kind) => (
              <label key={kind}><input type="radio" name="kind" checked={draft.kind === kind} disabled={locked} onChange={() => set({ kind })} /> {t(`kind.one.${kind}`)}</label>
            ))}
          </span>
        </LabelledGroup>
        <LabelledGroup label={t('field.class')} needed>
          <Combo label={t('field.class')} options={classes} value={draft.class} disabled={locked} onChange={(code) => set({ class: code })} placeholder={t('field.choose')} />
        </LabelledGroup>
        <Labelled label={t('field.description')} needed>
          <textarea className="text-input" rows={3} value={draft.description} disabled={locked} maxLength={TEXT_MAX} onChange={(event) => set({ description: event.currentTarget.value })} />
        </Labelled>
        <ClassSuggestions text={draft.description} value={draft.class} disabled={locked} onChange={(code) => set({ class: code })} />
        <Labelled label={t('severity.label')} needed={false}>
          <select className="select" value={draft.severity ?? ''} disabled={locked} onChange={(event) => set({ severity: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })}>
            <option value="">{byClass ? `${t('new.severityAuto')}: ${severityWord(t, severityRank(byClass))}` : t('new.severityAuto')}</option>
            {SEVERITIES.map((_, rank) => rank).toReversed().map((rank) => <option key={rank} value={rank}>{severityWord(t, rank)}</option>)}
          </select>
        </Labelled>
        <LabelledGroup label={t('field.place')} needed={false}>
          <PlaceField key={fresh} value={draft.place} disabled={locked} onChange={(place) => set({ place })} />
          {!draft.place && <p className="sub">{t('new.unlocated')}</p>}
        </LabelledGroup>
        {text('address')}
        <div className="field-row">{text('building')}{text('floor')}{text('unit')}</div>
        <Labelled label={t('new.channel')} needed={false}>
          <select className="select" value={draft.channel} disabled={locked} onChange={(event) => set({ channel: CHANNELS.find((c) => c === event.currentTarget.value) ?? 'other' })}>
            {CHANNELS.map((channel) => <option key={channel} value={channel}>{t(`new.channel.${channel}`)}</option>)}
          </select>
        </Labelled>
        <fieldset className="field">
          <legend className="field-name">{t('new.contact')}</legend>
          <div className="field-row">{text('name')}{text('phone', 'tel')}</div>
          {text('email', 'email')}
        </fieldset>
        <p id={hint} className="sub" role="status">
          {missing.length > 0 ? t('missing.list', { fields: missing.map((field) => t(`field.${field}`)).join(t('missing.join')) }) : ''}
        </p>
        <NewCaseResult report={report} />
        <div className="form-buttons">
          <button type="submit" className="small-button strong" disabled={!ready} aria-describedby={hint}>{t(report?.phase === 'unanswered' ? 'act.resend' : 'new.submit')}</button>
          <button type="button" className="small-button" disabled={report?.phase === 'pending'} onClick={discard}>{t('new.discard')}</button>
        </div>
      </form>
    </section>
  );
}
