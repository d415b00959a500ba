// The filters in words: for the chips over the rows, for notes, and for paper.

import { useMemo } from 'react';
import { BACKLOG_PARTS, isSetPart, type BacklogPart, type BacklogView } from '../state/backlog_view';
import type { BacklogNames } from './backlog_names';
import { useTexts } from './context';

export interface FiltersWords {
  readonly part: (part: BacklogPart) => string;
  readonly parts: (parts: readonly BacklogPart[]) => string;
  readonly value: (view: BacklogView, part: BacklogPart) => string;
  /** One line: what was drilled into, and all filters. */
  readonly all: (view: BacklogView) => string;
  /** The parts that are set, each with its words. */
  readonly set: (view: BacklogView) => readonly { readonly part: BacklogPart; readonly text: string }[];
}

export function useFiltersWords(names: BacklogNames): FiltersWords {
  const { t } = useTexts();
  return useMemo(() => {
    const part = (name: BacklogPart) => {
      switch (name) {
        case 'severity': return t('severity.label');
        case 'light': return t('light.label');
        case 'changed': return t('column.updated');
        default: return t(`column.${name}`);
      }
    };
    const value = ({ filters }: BacklogView, name: BacklogPart) => {
      const set = filters[name];
      if (name === 'case' || name === 'title' || name === 'address') return t('backlog.contains', { text: filters[name] });
      return (typeof set === 'string' ? [set] : (set ?? [])).map((code) => names.value(name, String(code))).join(t('backlog.join'));
    };
    const set = (view: BacklogView) =>
      BACKLOG_PARTS.filter((name) => isSetPart(view.filters, name)).map((name) => ({ part: name, text: t('backlog.word', { name: part(name), value: value(view, name) }) }));
    return {
      part, value, set,
      parts: (list) => list.map(part).join(t('backlog.join')),
      all: (view) => {
        const where = view.within.length === 0 ? t('backlog.city') : view.within.map((code) => names.area(code)).join(' › ');
        return [where, ...set(view).map(({ text }) => text)].join(' · ');
      },
    };
  }, [t, names]);
}
