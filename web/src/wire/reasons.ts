// Reason codes that the forms offer. Closing takes one of the closed list of domain.md; the other codes are free,
// so that each of those lists ends with one's own word.

export const CLOSURE_REASONS = ['fixed', 'no_fault_found', 'not_responsible', 'duplicate', 'referred', 'withdrawn', 'unable_to_fix'] as const;

export const REASONS = {
  returned: ['not_responsible', 'wrong_class', 'wrong_place', 'information_missing'],
  rejected: ['out_of_scope', 'no_fault_found', 'duplicate', 'information_missing'],
  rework: ['not_fixed', 'partly_fixed', 'evidence_missing'],
  reopened: ['not_fixed', 'recurred', 'closed_in_error'],
  suspended: ['weather', 'waiting_for_material', 'waiting_for_access', 'waiting_for_other_unit'],
  extend: ['complex', 'weather', 'waiting_for_material', 'waiting_for_access', 'waiting_for_other_unit'],
} as const;
