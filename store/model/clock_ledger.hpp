// How time counts for a clock, and the account of it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "store/model/clock_run.hpp"

namespace gridhall::model {

/// Working time of a calendar, or wall clock time without one.
class Measure {
 public:
  explicit Measure(const Calendar* calendar) : calendar_(calendar) {}

  const Calendar* calendar() const { return calendar_; }
  /// Zero where `to` is not after `from`.
  Duration between(Time from, Time to) const;
  /// The first instant at which `amount` has passed since `from`; nothing when that is never, or after the
  /// year 9999.
  std::optional<Time> add(Time from, Duration amount) const;

 private:
  const Calendar* calendar_;
};

/// The lines of a run whose last stretch has ended.
std::vector<LedgerLine> clock_ledger(const ClockRun& run, const Measure& measure,
                                     std::span<const Extension> extensions);

}  // namespace gridhall::model
