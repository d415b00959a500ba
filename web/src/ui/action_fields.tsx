import { instantOf, wallOf } from '../state/zone_time';
import { NOTE_BYTES_MAX, type Draft, type Field } from '../state/draft';
import type { Permission } from '../wire/action';
import { Combo } from './combo';
import { useApp, useCell, useTexts } from './context';
import { Labelled, LabelledGroup } from './labelled';
import { PlaceField } from './place_field';
import { ReasonField } from './reason_field';
import { useClassOptions, useUnitOptions } from './table_options';

interface Props {
  readonly field: Field;
  readonly permission: Permission;
  readonly needed: boolean;
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
}

export function ActionField({ field, permission, needed, draft, onChange }: Props) {
  const { t, f } = useTexts();
  const app = useApp();
  const zone = useCell(app.city)?.timeZone ?? 'UTC';
  const classes = useClassOptions();
  const units = useUnitOptions();
  const label = t(`field.${field}`);
  switch (field) {
    case 'note':
      return <Labelled label={label} needed={needed}><textarea className="text-input" rows={3} value={draft.note} maxLength={NOTE_BYTES_MAX} onChange={(event) => onChange({ note: event.currentTarget.value })} /></Labelled>;
    case 'evidence':
      return (
        <details className="field" open={needed || undefined}>
          <summary className="field-name">{label} <em>{needed ? t('field.needed') : t('field.optional')}</em></summary>
          <textarea className="text-input" rows={2} aria-label={label} value={draft.evidence} onChange={(event) => onChange({ evidence: event.currentTarget.value })} />
        </details>
      );
    case 'reason':
      return <LabelledGroup label={label} needed={needed}><ReasonField permission={permission} label={label} value={draft.reason} onChange={(reason) => onChange({ reason })} /></LabelledGroup>;
    case 'unit':
      return <LabelledGroup label={label} needed={needed}><Combo label={label} options={units} value={draft.unit} onChange={(unit) => onChange({ unit })} placeholder={t('field.choose')} /></LabelledGroup>;
    case 'class':
      return <LabelledGroup label={label} needed={needed}><Combo label={label} options={classes} value={draft.class} onChange={(code) => onChange({ class: code })} placeholder={t('field.choose')} /></LabelledGroup>;
    case 'due':
      return (
        <Labelled label={`${label} (${zone})`} needed={needed}>
          <input
            type="datetime-local" className="text-input" defaultValue={draft.dueMs === null ? '' : wallOf(draft.dueMs, zone)}
            onChange={(event) => onChange({ dueMs: instantOf(event.currentTarget.value, zone) })}
          />
        </Labelled>
      );
    case 'into':
      return <Labelled label={label} needed={needed}><input className="text-input" value={draft.into} maxLength={128} autoComplete="off" spellCheck={false} onChange={(event) => onChange({ into: event.currentTarget.value })} /></Labelled>;
    case 'rating':
      return (
        <LabelledGroup label={label} needed={needed}>
          <span className="ratings">
            {[1, 2, 3, 4, 5].map((n) => (
              <label key={n}><input type="radio" name="rating" checked={draft.rating === n} onChange={() => onChange({ rating: n })} /> {f.number(n)}</label>
            ))}
          </span>
        </LabelledGroup>
      );
    case 'place':
      return <LabelledGroup label={label} needed={needed}><PlaceField value={draft.place} onChange={(place) => onChange({ place })} /></LabelledGroup>;
  }
}
