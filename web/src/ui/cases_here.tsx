// The open cases of one cell; those at the very same point as a given case first, by floor from the top.

import { api } from '../http/api';
import { age } from '../i18n/format';
import type { Case } from '../wire/case';
import { CaseText, titleOf } from './case_text';
import { useApp, useNow, useTexts } from './context';
import { ExerciseBadge } from './exercise_badge';
import { SeverityIcon } from './severity_icon';
import { useFetch } from './use_fetch';

interface Props {
  readonly cell: string;
  readonly except: Case | null;
  readonly title: string;
  /** Another one asks again. */
  readonly again: unknown;
}

const load = (cell: string, signal: AbortSignal) => api.casesInCell(cell, signal);

export function CasesHere({ cell, except, title, again }: Props) {
  const app = useApp();
  const { t } = useTexts();
  const now = useNow();
  const { data } = useFetch(cell, load, again);
  if (!data) return null;
  const cases = arrange(data.cases.filter((item) => item.id !== except?.id), except);
  return (
    <section className="cases-here" aria-label={title}>
      <h3>{title}</h3>
      {cases.length === 0 && <p className="note">{t('case.noNeighbours')}</p>}
      <ul>
        {cases.map((item) => (
          <li key={item.id}>
            <button type="button" className="case-line" onClick={() => app.openCase(item.id)}>
              <SeverityIcon severity={item.severity} size={16} />
              <span className="case-line-text">
                <CaseText text={titleOf(item)} />
                <span className="sub">
                  <ExerciseBadge flags={item.flags} />
                  {samePlace(item, except) && <b>{t('case.samePoint')} </b>}
                  <CaseText text={placeWords(item, t)} />
                </span>
              </span>
              <span className="num sub">{age(t, now - Date.parse(item.openedAt))}</span>
            </button>
          </li>
        ))}
      </ul>
      {data.next !== null && <p className="note">{t('case.neighboursCut', { n: data.cases.length })}</p>}
    </section>
  );
}

export function placeWords(item: Case, t: ReturnType<typeof useTexts>['t']): string {
  return [
    item.building,
    item.floor === null ? null : t('case.floor', { floor: item.floor }),
    item.unitNo === null ? null : t('case.unitNo', { unit: item.unitNo }),
    item.building === null && item.floor === null ? item.address : null,
  ].filter(Boolean).join(', ');
}

function samePlace(a: Case, b: Case | null): boolean {
  return b !== null && a.lat !== null && a.lat === b.lat && a.lng === b.lng;
}

/** Same point first, then building by building, each from its top floor down. */
export function arrange(cases: readonly Case[], around: Case | null): Case[] {
  const floor = (item: Case) => Number.parseInt(item.floor ?? '', 10) || 0;
  return [...cases].sort(
    (a, b) =>
      Number(samePlace(b, around)) - Number(samePlace(a, around)) ||
      Number(b.building !== null) - Number(a.building !== null) ||
      (a.building ?? '').localeCompare(b.building ?? '') ||
      floor(b) - floor(a) ||
      b.severity - a.severity,
  );
}
