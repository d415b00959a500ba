// Whose figures, and of which days.

import { useState } from 'react';
import type { Scope } from '../state/figures_view';
import { PRESETS, isDay, type Days, type Preset } from '../state/period';
import type { City } from '../wire/city';
import { useBacklogNames } from './backlog_names';
import { Combo, type Option } from './combo';
import { useApp, useScreen, useTexts } from './context';
import { useClassOptions, useUnitOptions } from './table_options';

const CUSTOM = 'custom';

export function FigureSettings({ city, today, days }: { readonly city: City; readonly today: string; readonly days: Days }) {
  const app = useApp();
  const { t } = useTexts();
  const { period } = useScreen().figures;
  const preset = typeof period === 'string' ? period : CUSTOM;
  return (
    <div role="group" className="panel figure-settings" aria-label={t('figures.settings')}>
      <label className="figure-setting">
        <span className="sub">{t('figures.period')}</span>
        <select className="select" value={preset} onChange={({ currentTarget: { value } }) => app.setFigures({ period: value === CUSTOM ? days : (value as Preset) })}>
          {PRESETS.map((name) => <option key={name} value={name}>{t(`period.${name}`)}</option>)}
          <option value={CUSTOM}>{t('figures.custom')}</option>
        </select>
      </label>
      <DayFields days={days} today={today} />
      <ScopeFields city={city} />
    </div>
  );
}

interface Draft {
  /** The days that were shown when it was typed: others replace it. */
  readonly over: Days;
  readonly typed: Days;
}

/** Typed days are taken over when both are days and in order. */
function DayFields({ days, today }: { readonly days: Days; readonly today: string }) {
  const app = useApp();
  const { t } = useTexts();
  const [draft, setDraft] = useState<Draft | null>(null);
  const typed = draft && sameDays(draft.over, days) ? draft.typed : days;
  const wrong = isDay(typed.from) && isDay(typed.to) && typed.from > typed.to;
  const take = (change: Partial<Days>) => {
    const next = { ...typed, ...change };
    const good = isDay(next.from) && isDay(next.to) && next.from <= next.to;
    setDraft({ over: good ? next : days, typed: next });
    if (good && !sameDays(next, days)) app.setFigures({ period: next });
  };
  return (
    <span className="figure-setting">
      <label><span className="sub">{t('figures.from')}</span> <input className="text-input num" type="date" max={today} value={typed.from} aria-invalid={wrong || undefined} onChange={(event) => take({ from: event.currentTarget.value })} /></label>
      <label><span className="sub">{t('figures.to')}</span> <input className="text-input num" type="date" max={today} value={typed.to} aria-invalid={wrong || undefined} onChange={(event) => take({ to: event.currentTarget.value })} /></label>
      {wrong && <span role="alert" className="refused">{t('figures.badDays')}</span>}
    </span>
  );
}

function ScopeFields({ city }: { readonly city: City }) {
  const app = useApp();
  const { t } = useTexts();
  const view = useScreen().figures;
  const names = useBacklogNames(0);
  const areas = city.layers.flatMap(({ level, areas: list }) => list.map(({ code, name }): Option => ({ id: code, name, sub: names.level(level), words: [] })));
  const fields: readonly (readonly [keyof Scope, string, string, readonly Option[]])[] = [
    ['area', t('figures.area'), t('figures.allAreas'), areas],
    ['unit', t('figures.unit'), t('figures.allUnits'), useUnitOptions()],
    ['class', t('figures.class'), t('figures.allClasses'), useClassOptions()],
  ];
  return fields.map(([part, label, all, options]) => {
    const value = view[part];
    // A link may name what no table knows.
    const offered = value === null || options.some(({ id }) => id === value) ? options : [{ id: value, name: value, sub: '', words: [] }, ...options];
    if (offered.length === 0) return null;
    return (
      <span key={part} className="figure-setting">
        <span className="sub" aria-hidden="true">{label}</span>
        <Combo label={label} options={offered} value={value ?? ''} placeholder={all} onChange={(code) => app.setFigures({ [part]: code || null })} />
        {value !== null && <button type="button" className="text-button" aria-label={t('backlog.drop', { filter: label })} onClick={() => app.setFigures({ [part]: null })}>×</button>}
      </span>
    );
  });
}

function sameDays(a: Days, b: Days): boolean {
  return a.from === b.from && a.to === b.to;
}
