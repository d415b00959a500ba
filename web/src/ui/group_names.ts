// What groups of the comparison are called, and which grouping is shown where none was chosen.

import { useMemo } from 'react';
import type { FiguresView, Grouping } from '../state/figures_view';
import { useBacklogNames } from './backlog_names';
import { useTexts } from './context';

export interface GroupNames {
  readonly of: (by: Grouping, key: string | null) => string;
  readonly grouping: (by: Grouping) => string;
  readonly compare: (a: string, b: string) => number;
}

export function useGroupNames(): GroupNames {
  const { t } = useTexts();
  const names = useBacklogNames(0);
  return useMemo(() => ({
    of: (by, key) => (key === null && by === 'unit' ? t('compare.noUnit') : names.code(by, key)),
    grouping: (by) => names.dimension(by),
    compare: names.labels.compare,
  }), [t, names]);
}

export function groupingOf({ by }: Pick<FiguresView, 'by'>): Grouping {
  return by ?? 'unit';
}
