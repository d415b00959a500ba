// The six clocks of a case, their limits, and the deadline with its ledger.
//
// Everything follows from the transitions in the log, the class table and the calendar: a light is a pure
// function of (case, now). An edit that is no transition moves nothing.
//
// Units: `hours` are wall clock, every instant counts; `working_hours` are time within the calendar's spans;
// with `working_days` N the start's own local day doesn't count, and the due time is the end of the last
// interval of the N-th working day after it. Its allowance is the working time up to there, so a pause moves
// it like any other. A clock without a limit counts working time.
//
// Rounds: `reopened` begins a new one, in which every clock but the total starts anew; filing has no part in
// it.
//   handling      starts at the round's first `dispatched` and stops at `resolved`. A dispatch after
//   `returned`, an
//                 assignment, an edit or another class does not start it again. `rework` lets it go on where
//                 it stopped; what lies between is a ledger line of kind verification.
//   acknowledge   starts anew with each `dispatched`: it is another dispatch, of another unit.
//   verification  starts anew with each `resolved`.
//   dispatch      runs once a round, from `filed` or `reopened`.
//   total         runs from the report to the last closing, the time it was closed for included.
// Rejecting, merging and the source's closing stop every clock.
//
// Pauses: only the handling clock pauses, in `suspended` and `returned`. A pause that begins no later than
// the due time moves it by the pause's working time; one that begins after it moves nothing.
//
// Class change: the rules are those of the class now in force. Start and pauses stay, the allowance is
// counted anew from the same start.
//
// The source's own due time wins over the class table (handling only). Its clock is another one: wall clock,
// from the report to the closing, through all rounds, never paused; a closing within the due second is in
// time.
//
// Extensions (handling only): the last one granted in the round and before the stop wins over class and
// source. It sets the due time; pauses after the grant move it on. Where the source set the due time, the
// clock stays that one.
//
// Total: steps count in the order given, not by their time. A step that is dated before the one ahead of it
// takes back what lies between; no stretch is ever negative, and none begins before its clock. Instants
// outside the years 1 to 9999 count as their ends.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/calendar.hpp"
#include "store/model/case.hpp"

namespace gridhall::model {

/// Numbers index arrays; names are those of the wire and of classes.toml.
enum class Clock : std::uint8_t {
  kFiling = 0,    ///< reported → filed, rejected
  kDispatch,      ///< filed → dispatched
  kAcknowledge,   ///< dispatched → acknowledged (or in_progress)
  kHandling,      ///< dispatched → resolved: "the deadline"
  kVerification,  ///< resolved → closed, rework
  kTotal,         ///< reported → closed: the resident's total
};
inline constexpr std::size_t kClockCount = 6;
std::string_view to_string(Clock clock);
std::optional<Clock> parse_clock(std::string_view text);

enum class LimitUnit : std::uint8_t { kHours, kWorkingHours, kWorkingDays };
std::string_view to_string(LimitUnit unit);
std::optional<LimitUnit> parse_limit_unit(std::string_view text);

/// `value` > 0; working days are whole.
struct Limit {
  double value = 0;
  LimitUnit unit = LimitUnit::kHours;
  auto operator<=>(const Limit&) const = default;
};

/// The instant at which a limit that begins at `from` has passed; nothing where the calendar never gives that
/// much. `calendar` null: every hour is working time and a day has 24.
std::optional<Time> limit_end(Time from, const Limit& limit, const Calendar* calendar);

/// What a class table's version says about clocks.
struct ClockRules {
  std::array<std::optional<Limit>, kClockCount> limits;
  /// Share of the allowance after which the light is yellow, 0 < yellow < 1. Of a source's due time it is the
  /// share of the wall time since the report; unclassified cases have the default.
  double yellow = 2.0 / 3.0;
};

/// Numbers are stored in no file; they are the columns of counters.
enum class Light : std::uint8_t { kUnset = 0, kGreen, kYellow, kRed, kPaused };
inline constexpr std::size_t kLightCount = 5;
std::string_view to_string(Light light);  ///< unset, green, yellow, red, grey
std::optional<Light> parse_light(std::string_view text);

/// A light as a function of time, small enough to keep one for every open case. Supposes that nothing happens
/// to the case any more: a running clock runs on, a paused one stays paused. Without times and not paused it
/// is unset: there is no limit, or the clock has not started or has stopped.
struct LightPlan {
  std::optional<Time> yellow_at;  ///< green before
  std::optional<Time> red_at;     ///< the due time: yellow up to and including it, red after
  bool paused = false;  ///< grey, unless red_at passed before the pause began: then both times stay set

  Light at(Time now) const;
  /// The next instant after `now` at which the light is another one; nothing if it stays.
  std::optional<Time> next_change(Time now) const;
  bool operator==(const LightPlan&) const = default;
};

/// What the clocks of a case are worked out from.
struct ClockInput {
  std::span<const Transition> steps;  ///< as `transitions` gives them; those not applied are skipped
  Time opened_at{};
  bool stub = false;               ///< the report has not come: nothing runs
  std::optional<Time> source_due;  ///< the source's own due time
  std::span<const Extension> extensions;
  const ClockRules* rules = nullptr;   ///< of the class now in force; null: unclassified, no limits
  const Calendar* calendar = nullptr;  ///< null: every hour is working time (and a day has 24)
};

/// A case as its clocks see it, under the rules and the calendar in force. `steps` are `transitions(c)`; they
/// and the case must outlive the input.
ClockInput clock_input(const Case& c, std::span<const Transition> steps, const ClockRules* rules,
                       const Calendar* calendar);

/// Where a due time comes from.
enum class DueFrom : std::uint8_t { kNone, kClassTable, kSource, kExtension };
std::string_view to_string(DueFrom from);

enum class LedgerKind : std::uint8_t {
  kCounted,   ///< working time that used the allowance up; in a summary line with other time between
  kOffHours,  ///< outside the day's intervals
  kDayOff,    ///< weekend
  kHoliday,
  kPaused,        ///< suspended or returned: `working` of it would have counted
  kVerification,  ///< resolved, until it was sent back
  kExtended,      ///< an extension: granted at `from`, `to` is the new due time; stands between the others
};
std::string_view to_string(LedgerKind kind);

struct LedgerLine {
  Time from{};
  Time to{};
  LedgerKind kind = LedgerKind::kCounted;
  Duration counted{};  ///< how much of the allowance it used
  Duration working{};  ///< working time within the line, counted or not
  bool make_up_day = false;
  State state = State::kReported;  ///< of the case, in the line
  std::string name_en;             ///< of the holiday or make-up workday
  std::string name_zh;
};

struct ClockState {
  Clock clock = Clock::kHandling;
  std::optional<Time> started_at;
  std::optional<Time> stopped_at;
  std::optional<Limit>
      limit;  ///< the class table's, also where the due time is an extension's; none with a source's
  DueFrom due_from = DueFrom::kNone;
  std::optional<Time> due_at;  ///< while paused: if it went on at `now`; once stopped: as it was then
  std::optional<Time> original_due_at;  ///< where the due time would be without any extension
  Duration allowance{};                 ///< time that may count between start and due
  Duration used{};                      ///< counted up to the stop, else up to `now`
  bool paused = false;
  LightPlan plan;
  /// Nothing while it can still become either, and for a clock that a merge stopped: a duplicate is never
  /// overdue.
  std::optional<bool> in_time;
  std::vector<LedgerLine> ledger;
};

/// One clock, worked out up to `now`, with its ledger: Σ ledger.counted == used, always. Its lines, those of
/// kind extended apart, follow on each other without gap from the start to the stop or `now`. Working time is
/// told day by day for 62 days from the start; after that each stretch in one state is one summary line of
/// kind counted.
ClockState clock_state(Clock clock, const ClockInput& input, Time now);

/// The same without the ledger and what it adds up to: `ledger` is empty, `used` zero.
ClockState clock_summary(Clock clock, const ClockInput& input, Time now);
/// The same with `used`, without the ledger.
ClockState clock_usage(Clock clock, const ClockInput& input, Time now);

/// The handling clock's plan without a ledger: what the board keeps for each case. Does not depend on now.
LightPlan light_plan(const ClockInput& input);

}  // namespace gridhall::model
