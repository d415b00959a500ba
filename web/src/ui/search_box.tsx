// One box for four questions: which case, which address, which cell, which place.

import { useRef, useState } from 'react';
import { ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { api } from '../http/api';
import { DATUMS, toWgs84, type Datum } from '../geo/datum';
import { parseCoordinate } from '../geo/coordinate';
import { cellCentre, decodeToken } from '../geo/s2';
import type { LngLat } from '../geo/mercator';
import { known } from '../i18n/translate';
import type { CasePage } from '../wire/case';
import { CaseText, titleOf } from './case_text';
import { useApp, useTexts } from './context';
import { ExerciseBadge } from './exercise_badge';
import { Icon } from './icons';
import { SeverityIcon } from './severity_icon';
import { useDebounced } from './pace';
import { useFetch } from './use_fetch';

const SHORTEST = 2;
const CALM_MS = 250;
/** A token of a cell that a person may mean: city blocks, not continents. */
const TOKEN_MIN = 5;
const CLOSE_ZOOM = 16;

type Found =
  | { readonly id: string; readonly kind: 'place'; readonly at: LngLat; readonly text: string }
  | { readonly id: string; readonly kind: 'cell'; readonly token: string; readonly text: string }
  | { readonly id: string; readonly kind: 'case'; readonly case: CasePage['cases'][number]; readonly text: string };

const search = (text: string, signal: AbortSignal) => api.search(text, signal);

export function SearchBox() {
  const app = useApp();
  const { t, f } = useTexts();
  const [text, setText] = useState('');
  const [datum, setDatum] = useState<Datum>('wgs84');
  const input = useRef<HTMLInputElement>(null);
  const typed = text.trim();
  const calm = useDebounced(typed, CALM_MS);
  const coordinate = parseCoordinate(typed);
  const asked = calm.length >= SHORTEST && !coordinate ? calm : null;
  const { data, error } = useFetch(asked, search);

  const items: Found[] = [];
  if (coordinate) {
    const at = toWgs84(coordinate, datum);
    items.push({ id: 'place', kind: 'place', at, text: t('search.goTo', { lat: f.fixed(at.lat, 5), lng: f.fixed(at.lng, 5) }) });
  }
  const token = typed.toLowerCase();
  if (token.length >= TOKEN_MIN && decodeToken(token)) items.push({ id: 'cell', kind: 'cell', token, text: t('search.cell', { token }) });
  for (const found of data?.cases ?? []) items.push({ id: `case ${found.id}`, kind: 'case', case: found, text: titleOf(found) });

  const choose = (key: string | number | null) => {
    const found = items.find((item) => item.id === key);
    if (!found) return;
    setText('');
    input.current?.blur();
    switch (found.kind) {
      case 'place':
        app.goTo(found.at, CLOSE_ZOOM);
        break;
      case 'cell':
        app.select({ kind: 'cell', token: found.token });
        app.goTo(cellCentre(found.token)!);
        break;
      case 'case':
        app.openCase(found.case.id);
        if (found.case.lat !== null && found.case.lng !== null) app.goTo({ lat: found.case.lat, lng: found.case.lng });
    }
  };

  return (
    <div className="search-box">
      <ComboBox
        className="search-combo"
        aria-label={t('search.label')}
        items={items}
        inputValue={text}
        onInputChange={setText}
        value={null}
        onChange={choose}
        defaultFilter={() => true}
        menuTrigger="input"
        allowsEmptyCollection={typed.length >= SHORTEST}
        allowsCustomValue
      >
        <Icon name="search" size={14} />
        <Input ref={input} className="search-input" id="search" placeholder={t('search.hint')} autoComplete="off" spellCheck={false} maxLength={200}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            setText('');
            event.currentTarget.blur();
          }}
        />
        <kbd aria-hidden="true">/</kbd>
        <Popover className="popover search-popover">
          <ListBox<Found> className="options" renderEmptyState={() => <p className="note">{error ? t('search.failed') : data ? t('search.none') : t('search.searching')}</p>}>
            {(item) => (
              <ListBoxItem id={item.id} textValue={item.text} className="option">
                <Hit item={item} />
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
      {coordinate && (
        <select className="datum" aria-label={t('search.datum')} value={datum} onChange={(event) => setDatum(event.currentTarget.value as Datum)}>
          {DATUMS.map((name) => <option key={name} value={name}>{t(`datum.${name}`)}</option>)}
        </select>
      )}
    </div>
  );
}

function Hit({ item }: { readonly item: Found }) {
  const { t } = useTexts();
  if (item.kind !== 'case') {
    return (
      <>
        <Icon name={item.kind === 'place' ? 'pin' : 'cells'} size={14} />
        <span className="option-name">{item.text}</span>
      </>
    );
  }
  const { severity, address, subject, state, flags } = item.case;
  return (
    <>
      <SeverityIcon severity={severity} size={16} />
      <span className="option-name">
        <CaseText text={item.text} />
        <span className="option-sub"><CaseText text={[address, subject].filter(Boolean).join(' · ')} /></span>
      </span>
      <ExerciseBadge flags={flags} />
      <em>{known(t, 'state', state)}</em>
    </>
  );
}
