import { useCallback, useMemo } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import { LIGHT_CHIPS, NO_FILTERS, anySet, toggleLight, toggleSeverity } from '../state/filters';
import { severityWord } from '../i18n/translate';
import type { City } from '../wire/city';
import { KINDS, SEVERITIES } from '../wire/words';
import { useApp, useScreen, useTexts, useVersion } from './context';
import { LightIcon } from './light_icon';
import { Picker } from './picker';
import { areaChoices, classChoices } from './choices';
import { SearchBox } from './search_box';
import { SeverityIcon } from './severity_icon';

export function FilterRow({ city }: { readonly city: City }) {
  const app = useApp();
  const { t, f, language } = useTexts();
  const { filters } = useScreen();
  // Counts twice a second, the pickers' lists every few seconds: nobody reads faster.
  useVersion(app.data, () => Math.floor(app.at / 500));
  const slow = useVersion(app.data, () => `${Math.floor(app.at / 4000)} ${app.board.totals.size}`);
  const { board } = app;
  const classes = useMemo(
    () => ({ slow, choices: classChoices(city, app.board.facet('class')?.class, language, (prefix) => t('filter.group', { prefix })) }),
    [app, city, language, slow, t],
  );
  const areas = useMemo(() => ({ slow, choices: areaChoices(city, app.board.facet('area')) }), [app, city, slow]);
  const setClass = useCallback((value: string | null) => app.filter({ class: value }), [app]);
  const setArea = useCallback((value: string | null) => app.filter({ area: value }), [app]);
  const total = board.totals.get('all');
  const severities = board.facet('severity')?.severity;
  const lights = board.facet('light')?.light ?? null;
  const kinds = board.facet('kind')?.kind;
  const count = (n: number | undefined) => (total ? f.number(n ?? 0) : '–');
  return (
    <search className="filter-row" aria-label={t('filter.label')}>
      <SearchBox />
      <div role="group" aria-label={t('severity.label')} className="chips">
        {[4, 3, 2, 1, 0].map((rank) => (
          <ToggleButton
            key={rank}
            className="chip"
            isSelected={filters.severity.includes(rank)}
            onChange={() => app.set({ filters: toggleSeverity(filters, rank) })}
          >
            <SeverityIcon severity={rank} size={16} named={false} />
            <span className="chip-word">{severityWord(t, rank)}</span>
            <em className="num">{count(severities?.get(SEVERITIES[rank]!))}</em>
          </ToggleButton>
        ))}
      </div>
      {(lights !== null || filters.light.length > 0) && (
        <>
          <i className="divider" aria-hidden="true" />
          <div role="group" aria-label={t('light.label')} className="chips">
            {LIGHT_CHIPS.map((light) => (
              <ToggleButton key={light} className="chip chip-light" isSelected={filters.light.includes(light)} onChange={() => app.set({ filters: toggleLight(filters, light) })}>
                <LightIcon light={light} named={false} />
                <span className="chip-word">{t(`light.${light}`)}</span>
                <em className="num">{lights ? f.number(lights.get(light) ?? 0) : '–'}</em>
              </ToggleButton>
            ))}
          </div>
        </>
      )}
      <i className="divider" aria-hidden="true" />
      <div role="group" aria-label={t('kind.label')} className="chips">
        {KINDS.map((kind) => (
          <ToggleButton key={kind} className="chip" isSelected={filters.kind === kind} onChange={(on) => app.filter({ kind: on ? kind : null })}>
            {t(`kind.${kind}`)}
            <em className="num">{count(kinds?.get(kind))}</em>
          </ToggleButton>
        ))}
      </div>
      <i className="divider" aria-hidden="true" />
      <Picker
        label={t('filter.class')}
        all={t('filter.allClasses')}
        choices={classes.choices}
        value={filters.class}
        onChange={setClass}
      />
      {city.layers.length > 0 && (
        <Picker
          label={t('filter.area')}
          all={t('filter.allAreas')}
          choices={areas.choices}
          value={filters.area}
          onChange={setArea}
        />
      )}
      {anySet(filters) && (
        <Button className="small-button" onPress={() => app.set({ filters: NO_FILTERS })}>{t('filter.clear')}</Button>
      )}
      <span className="grow" />
      <span className="total num">{total ? t('filter.open', { n: total.open }) : ''}</span>
    </search>
  );
}
