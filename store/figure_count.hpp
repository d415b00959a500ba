// The figures of an office, counted from the outcomes in one pass: numerators and denominators for a period
// and the one before it, whole or group by group.
//
// What counts where: drills, merged cases and cases whose report never came are in no figure. Cases that were
// rejected have no deadline to keep. A limit is due when its time has come: what is due later today is in no
// denominator yet, however early it was done, so that a morning's figures are neither flattered nor spoiled.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/outcome_scope.hpp"

namespace gridhall::store {

/// Recurrences are looked for among so many closings at most: years of a large city would take seconds.
inline constexpr std::size_t kRecurrenceClosingsMax = 500'000;

struct FigureCounts {
  std::uint32_t reported = 0;  ///< opened in the period
  std::uint32_t answered = 0;  ///< … of them: acknowledged, begun or closed by now
  std::uint32_t due = 0;       ///< deadline in the period, and past by now
  std::uint32_t due_closed = 0;
  std::uint32_t due_in_time = 0;  ///< resolved by its deadline; of a source's own due time: closed by it
  std::uint32_t dispatch_due = 0;
  std::uint32_t dispatch_in_time = 0;
  std::uint32_t verification_due = 0;
  std::uint32_t verification_in_time = 0;
  std::uint32_t closed = 0;    ///< in the period
  std::uint32_t fixed = 0;     ///< … and of them:
  std::uint32_t reasoned = 0;  ///< … closed with a reason
  std::uint32_t reworked = 0;
  std::uint32_t returned = 0;
  std::uint32_t reopened = 0;
  std::uint32_t rated = 0;
  std::uint32_t satisfied = 0;  ///< rated 4 or 5
  std::uint32_t placed = 0;  ///< … in a cell and of a class; 0 with more than kRecurrenceClosingsMax closings
  std::uint32_t recurred = 0;  ///< … where the same class came again in the same cell soon after
  /// Seconds from report to closing of those closed in the period, in no order.
  std::vector<std::uint32_t> to_close_s;
  /// Minutes of the handling clock, in its own time, of those closed in the period.
  std::vector<std::uint32_t> handled_min;
};

enum class FiguresBy : std::uint8_t { kAll, kClass, kUnit, kArea };

struct FigureQuery {
  std::int64_t from_us = 0;      ///< the period's first instant
  std::int64_t before_us = 0;    ///< … and the one after its last
  std::int64_t previous_us = 0;  ///< the period before it begins here and ends at from_us
  std::int64_t now_us = 0;
  std::int64_t recurrence_us = 0;  ///< how soon after a closing a report counts as the same trouble
  FiguresBy by = FiguresBy::kAll;
  std::size_t layer = 0;  ///< of kArea
  OutcomeScope scope;
};

struct FigureGroup {
  std::optional<std::string> key;  ///< nothing: all, or outside every area of the layer
  FigureCounts now;
  FigureCounts before;
  /// With groups: how many of `now.due` would be in time if each class were handled as in all groups
  /// together, and the variance of that number (indirect standardisation; Breslow and Day, Statistical
  /// Methods in Cancer Research II, 1987, chapter 2).
  double expected_in_time = 0;
  double expected_variance = 0;
};

/// One group for kAll, else one for each key that has a case in either period, in no order.
std::vector<FigureGroup> count_figures(const OutcomesView& outcomes, const FigureQuery& query);

/// The p-th part of what lies in `values`, by nearest rank: the smallest value that at least p of them do not
/// exceed. Exact; two passes over many values. Nothing of nothing.
std::optional<std::uint32_t> quantile(std::span<const std::uint32_t> values, double p);

}  // namespace gridhall::store
