// What the tables in force make of a case: its class, who handles it, where its deadline stands.
//
// Nothing of it is stored: another table gives another standing of the same events.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/action.hpp"
#include "store/model/case.hpp"
#include "store/model/clock.hpp"
#include "store/model/ladder.hpp"

namespace gridhall::model {

class Tables;
struct ClassRow;
struct Unit;

struct Standing {
  LightPlan plan;                                ///< of the handling clock
  std::optional<Time> due_at;                    ///< what the board shows while the case is open
  std::string_view class_code = "unclassified";  ///< lives as long as the case and the tables
  std::optional<Time> timer_at;            ///< when a timer records a lapse or climbs a rung of the ladder
  Severity severity = Severity::kUnknown;  ///< the case's own, else its class's
  std::string_view unit;                   ///< code of the handling unit; empty: none is named
  bool sensitive = false;                  ///< what was said is only for whoever handles it
};

/// What lapses by itself if nothing follows: a claim at the end of its lease, the acknowledgement of an
/// Extreme case that nobody begins to work on.
struct Lapse {
  Time at{};
  ActionKind kind{};
  std::uint64_t seq = 0;  ///< of the claim or the acknowledgement
};
inline constexpr std::chrono::minutes kAcknowledgementLasts{15};
/// The next one; nothing when nothing of the case lapses.
std::optional<Lapse> next_lapse(const Case& c, const Tables* tables);

/// A rung of the ladder that is to be climbed.
struct Climb {
  std::uint8_t rung = 0;  ///< from 1
  EscalationLevel level{};
  std::string unit;  ///< that it is raised to: the one above the handling unit, itself where there is none
  std::uint64_t deadline = 0;  ///< ladder_deadline
};
/// The highest rung that is due at `now` and was not climbed. Drills are never escalated.
std::optional<Climb> due_climb(const Case& c, const Tables* tables, Time now);
/// A rung as it stands, for who looks at the case.
struct RungState {
  const Rung* rung = nullptr;
  std::optional<Time> at;
  bool climbed = false;
};
/// All of the case's ladder, in order.
std::vector<RungState> ladder_of(const Case& c, const Tables* tables);

/// What the clocks of a case are worked out from, with its class and unit, each looked up once. Lives as long
/// as the case, its steps and the tables.
struct CaseClocks {
  ClockInput input;
  std::string_view class_code;
  std::string_view unit;
};
CaseClocks clocks_of(const Case& c, const Tables* tables, std::span<const Transition> steps);

/// `tables` may be null: no class, no unit; a source's own due time still gives a light.
Standing standing(const Case& c, const Tables* tables);

Severity severity_of(const Case& c, const Tables* tables);
/// The class that the case has, by re-classification or by its source's code; null: unclassified.
const ClassRow* class_of(const Case& c, const Tables* tables);
/// The unit that handles it, by assignment or by its class and place; null: none that the tables know.
const Unit* unit_of(const Case& c, const Tables* tables);

/// The handling clock at `now`, without its ledger: what a list shows of each case.
ClockState deadline_of(const Case& c, const Tables* tables, Time now);
/// One clock of the case, worked out up to `now`, with its ledger.
ClockState clock_of(Clock clock, const Case& c, const Tables* tables, Time now);
/// The calendar that its clocks count by; null: every hour counts.
const Calendar* calendar_of(const Case& c, const Tables* tables);

}  // namespace gridhall::model
