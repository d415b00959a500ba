// What became of a case, as far as figures ask: when it came and went, what was due when, whether that was
// kept, what happened on the way.
//
// A pure function of the case and the tables; whether something still open is late by now is left to whoever
// counts, so an outcome is worked out again only when the case changes or the tables do.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "store/model/case.hpp"

namespace gridhall::model {

class Tables;

/// Whether a limit was kept. kOpen: it can still become either, or there is none (then no due time either).
enum class Kept : std::uint8_t { kOpen = 0, kInTime, kLate };

/// One clock's limit.
struct Promise {
  std::optional<Time> due_at;  ///< nothing without a limit, before the clock starts, and while it is paused
  Kept kept = Kept::kOpen;

  /// With what is late by now, though nothing has happened.
  Kept at(Time now) const { return kept == Kept::kOpen && due_at && *due_at < now ? Kept::kLate : kept; }
};

enum OutcomeBit : std::uint16_t {
  kOutcomeClosed = 1U << 0,     ///< closed; not rejected, not merged
  kOutcomeRejected = 1U << 1,   ///< not filed, or given up
  kOutcomeUncounted = 1U << 2,  ///< a drill, a merged case or one whose report never came: in no figure
  kOutcomeAnswered = 1U << 3,   ///< somebody acknowledged it or began, or its source closed it
  kOutcomeFixed = 1U << 4,      ///< closed for the reason `fixed`
  kOutcomeReworked = 1U << 5,   ///< sent back by a verifier at least once
  kOutcomeReturned = 1U << 6,   ///< given back by its unit at least once
  kOutcomeReopened = 1U << 7,
  kOutcomeReasoned = 1U << 8,   ///< its closing said why
  kOutcomeWallClock = 1U << 9,  ///< its deadline runs by the wall clock from the report: its source's own
};

struct Outcome {
  Time opened_at{};
  std::optional<Time> ended_at;  ///< closed, rejected or merged, the last time
  std::uint16_t bits = 0;        ///< OutcomeBit
  std::uint8_t rating = 0;       ///< 1 to 5; 0: none
  Promise handling;              ///< "the deadline"
  Promise dispatch;
  Promise verification;
  /// Of the handling clock, in its own time: until it stopped, else until the last change of the case.
  std::uint32_t handled_minutes = 0;
  /// The class, or of an unclassified case the sender's own code; lives as long as the case and the tables.
  std::string_view class_code;
  std::string_view unit;

  bool has(std::uint16_t bit) const { return (bits & bit) != 0; }
};

/// `tables` may be null.
Outcome outcome_of(const Case& c, const Tables* tables);

}  // namespace gridhall::model
