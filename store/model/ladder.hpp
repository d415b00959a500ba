// The escalation ladder of a class: what is done about a case by itself as its deadline comes near and
// passes.
//
// It hangs on the handling clock and on nothing else: an edit, another class or another dispatch moves no
// rung and climbs none again. Only another deadline begins another ladder: a reopening, or an extension.
// While the clock is paused nobody is escalated, and where the daemon stood still over several rungs the
// highest of them is climbed, once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "store/model/case.hpp"
#include "store/model/clock.hpp"

namespace gridhall::model {

inline constexpr std::size_t kRungsMax = 9;

struct Rung {
  Light at = Light::kRed;      ///< yellow or red
  std::optional<Limit> after;  ///< … and that much later, in the time of the case's calendar
  EscalationLevel level = EscalationLevel::kNudged;
  bool operator==(const Rung&) const = default;
};

/// What the ladder's deadline is known by: the sequence of the last extension in force, else of the reopening
/// that began the round, else of the case's first event.
std::uint64_t ladder_deadline(const Case& c, std::span<const Transition> steps);

/// How many rungs of that deadline's ladder have been climbed.
int climbed_rungs(const Case& c, std::uint64_t deadline);

/// When a rung is due as things stand; nothing while the clock is paused, stopped or has no limit.
std::optional<Time> rung_time(const Rung& rung, const LightPlan& plan, const Calendar* calendar);

}  // namespace gridhall::model
