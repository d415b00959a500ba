// A place: typed in any datum, clicked on the map, or the middle of what the map shows.

import { useEffect, useState } from 'react';
import { DATUMS, toWgs84, type Datum } from '../geo/datum';
import { parseCoordinate } from '../geo/coordinate';
import type { LngLat } from '../geo/mercator';
import type { Place } from '../state/draft';
import { useApp, useCell, useScreen, useTexts } from './context';

interface Props {
  readonly value: Place | null;
  readonly onChange: (place: Place | null) => void;
  readonly disabled?: boolean;
}

export function PlaceField({ value, onChange, disabled = false }: Props) {
  const app = useApp();
  const { t, f } = useTexts();
  const picking = useCell(app.picking) !== null;
  const seen = useCell(app.seen);
  const onMap = useScreen().tab === 'map';
  const [text, setText] = useState(() => (value ? `${value.lat}, ${value.lng}` : ''));
  const [datum, setDatum] = useState<Datum>(value?.datum ?? 'wgs84');

  useEffect(() => {
    app.showPlace(value ? toWgs84(value, value.datum) : null);
  }, [app, value]);
  useEffect(() => () => {
    app.showPlace(null);
    app.pickPlace(null);
  }, [app]);

  const type = (typed: string, of: Datum) => {
    setText(typed);
    setDatum(of);
    const at = parseCoordinate(typed);
    onChange(at ? { ...at, datum: of } : null);
  };
  const take = (at: LngLat) => type(`${at.lat.toFixed(6)}, ${at.lng.toFixed(6)}`, 'wgs84');
  const unread = text.trim() !== '' && !value;
  return (
    <div className="place-field">
      <div className="place-typed">
        <input
          className="text-input" aria-label={t('place.text')} placeholder={t('place.hint')} value={text} disabled={disabled} maxLength={100} autoComplete="off"
          aria-invalid={unread || undefined} onChange={(event) => type(event.currentTarget.value, datum)}
        />
        <select className="datum" aria-label={t('search.datum')} value={datum} disabled={disabled} onChange={(event) => type(text, event.currentTarget.value as Datum)}>
          {DATUMS.map((name) => <option key={name} value={name}>{t(`datum.${name}`)}</option>)}
        </select>
      </div>
      <div className="place-buttons">
        {onMap && <button type="button" className="small-button" aria-pressed={picking} disabled={disabled} onClick={() => app.pickPlace(picking ? null : take)}>{t('place.pick')}</button>}
        {onMap && seen && <button type="button" className="small-button" disabled={disabled} onClick={() => take(seen.view)}>{t('place.centre')}</button>}
        {value && <button type="button" className="small-button" disabled={disabled} onClick={() => type('', datum)}>{t('place.clear')}</button>}
      </div>
      <p className={unread ? 'sub refused' : 'sub'} role="status">
        {picking
          ? t('place.picking')
          : value
            ? t('place.chosen', { lat: f.fixed(value.lat, 6), lng: f.fixed(value.lng, 6), datum: t(`datum.${value.datum}`) })
            : t(unread ? 'place.unread' : 'place.none')}
      </p>
    </div>
  );
}
