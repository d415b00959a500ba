// What the codes of the backlog are called on the screen, in the reader's language.

import { useMemo } from 'react';
import { age } from '../i18n/format';
import { LOCALES, known, severityWord, type Translate } from '../i18n/translate';
import { levelOfDimension, partOf, type Code } from '../state/backlog_matrix';
import type { Labels } from '../state/backlog_sort';
import { AGE_GROUPS, NONE, UNCLASSIFIED, type BacklogPart, type Dimension } from '../state/backlog_view';
import { LIGHTS, SEVERITIES, type Severity } from '../wire/words';
import { codeNames } from './code_names';
import { useApp, useCell, useTexts } from './context';

export interface BacklogNames {
  readonly labels: Labels;
  readonly area: (code: string) => string;
  /** The area of a row at the level that the page shows. */
  readonly areaOf: (areas: readonly (string | null)[] | undefined) => string;
  readonly value: (part: BacklogPart, code: string) => string;
  readonly code: (dimension: Dimension, code: Code) => string;
  readonly dimension: (dimension: Dimension) => string;
  readonly level: (level: string) => string;
}

/** `depth`: how far the page is drilled into the areas. */
export function useBacklogNames(depth: number): BacklogNames {
  const app = useApp();
  const { t, language } = useTexts();
  const city = useCell(app.city);
  const classes = useCell(app.desk.classes);
  const units = useCell(app.desk.units);
  return useMemo(() => {
    const bare = codeNames(app, language);
    const remembered = (of: (code: string) => string) => {
      const names = new Map<string, string>();
      return (code: string) => {
        let name = names.get(code);
        if (name === undefined) names.set(code, (name = of(code)));
        return name;
      };
    };
    // Made anew with the tables that they read.
    const tables = { classes, units };
    const className = remembered((code) => (tables.classes, bare.class(code)));
    const unitName = remembered((code) => (tables.units, bare.unit(code)));
    const areas = new Map(city?.layers.flatMap((layer) => layer.areas.map(({ code, name }) => [code, name])) ?? []);
    const levels = city?.layers.map(({ level }) => level) ?? [];
    const area = (code: string) => areas.get(code) ?? code;
    const areaOf = (list: readonly (string | null)[] | undefined) => {
      const code = list?.[Math.min(depth, levels.length - 1)] ?? list?.findLast((c) => c !== null) ?? null;
      return code === null ? '' : area(code);
    };
    const collator = new Intl.Collator(LOCALES[language], { numeric: true });
    const value = (part: BacklogPart, code: string): string => {
      if (code === NONE) return t(part === 'class' ? 'backlog.unclassified' : 'backlog.noValue');
      switch (part) {
        case 'class': return className(code);
        case 'unit': return unitName(code);
        case 'area': return code.startsWith(NONE) ? t('backlog.outside') : area(code);
        case 'state': return known(t, 'state', code);
        case 'light': return t(`light.${LIGHTS.find((light) => light === code) ?? 'unset'}`);
        case 'severity': return severityWord(t, Number(code));
        case 'age':
        case 'changed': return ageWords(t, Number(code));
        case 'due': return dueWords(t, code);
        default: return code;
      }
    };
    return {
      labels: { class: className, unit: unitName, area: areaOf, compare: (a, b) => collator.compare(a, b) },
      area, areaOf, value,
      code: (dimension, code) => {
        const part = partOf(dimension);
        if (part === 'area') return code === null ? t('backlog.outside') : area(code);
        if (part === 'class' && (code === null || code === UNCLASSIFIED)) return t('backlog.unclassified');
        if (part === 'severity') return severityWord(t, Math.max(0, SEVERITIES.indexOf(code as Severity)));
        if (part === 'light') return value(part, code === 'paused' ? 'grey' : (code ?? 'unset'));
        return value(part, code ?? NONE);
      },
      dimension: (dimension) => {
        const part = partOf(dimension);
        return part === 'area' ? t('dim.area', { level: levelWord(t, levelOfDimension(dimension) ?? '') }) : t(`dim.${part}`);
      },
      level: (level) => levelWord(t, level),
    };
  }, [app, t, language, city, classes, units, depth]);
}

export function ageWords(t: Translate, bound: number): string {
  const k = AGE_GROUPS.indexOf(bound);
  const next = AGE_GROUPS[k + 1];
  if (k === 0 && next !== undefined) return t('group.under', { n: next });
  return next === undefined ? t('group.over', { n: bound }) : t('group.range', { from: bound, to: next });
}

function dueWords(t: Translate, due: string): string {
  return due.endsWith('m') ? t('backlog.dueWithin', { age: age(t, Number(due.slice(0, -1)) * 60_000) }) : t('backlog.dueBy', { time: due });
}

function levelWord(t: Translate, level: string): string {
  switch (level) {
    case 'city': case 'district': case 'street': case 'community': case 'grid': return t(`level.${level}`);
    default: return level;
  }
}
