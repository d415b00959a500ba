#include "store/model/clock.hpp"

#include <algorithm>
#include <cmath>

#include "store/model/clock_ledger.hpp"
#include "store/model/clock_run.hpp"

namespace gridhall::model {
namespace {

constexpr std::array<std::string_view, kClockCount> kClockNames = {"filing",   "dispatch",     "acknowledge",
                                                                   "handling", "verification", "total"};
constexpr std::array<std::string_view, 3> kUnitNames = {"hours", "working_hours", "working_days"};
constexpr std::array<std::string_view, kLightCount> kLightNames = {"unset", "green", "yellow", "red", "grey"};
constexpr std::array<std::string_view, 4> kDueNames = {"none", "class_table", "source", "extension"};
constexpr std::array<std::string_view, 7> kLedgerNames = {"counted", "off_hours",    "day_off", "holiday",
                                                          "paused",  "verification", "extended"};

template <class Value, std::size_t N>
std::optional<Value> parse(const std::array<std::string_view, N>& names, std::string_view text) {
  const auto* const found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Value>(found - names.begin());
}

template <std::size_t N, class Value>
std::string_view name(const std::array<std::string_view, N>& names, Value value) {
  return names[static_cast<std::size_t>(value)];
}

/// How a run's time counts and when it is due. All instants are moved by the pauses that have ended.
struct Terms {
  Measure measure{nullptr};
  std::optional<Limit> limit;
  DueFrom due_from = DueFrom::kNone;
  Duration allowance{};
  std::optional<Time> due;
  std::optional<Time> yellow;
  std::optional<Time> original;
};

// Anything longer than the calendar is never due.
constexpr Duration kAmountMax = kCalendarEnd - kCalendarBegin;

Duration amount_of(double value, Duration unit) {
  const double amount = value * static_cast<double>(unit.count());
  if (!(amount > 0)) return Duration::zero();
  if (amount >= static_cast<double>(kAmountMax.count())) return kAmountMax;
  return Duration(std::llround(amount));
}

bool by_working_day(const Limit& limit, const Calendar* calendar) {
  return limit.unit == LimitUnit::kWorkingDays && calendar != nullptr;
}

Duration limit_amount(const Limit& limit) {
  const bool is_days = limit.unit == LimitUnit::kWorkingDays;
  return amount_of(limit.value, is_days ? Duration(std::chrono::days(1)) : std::chrono::hours(1));
}

bool whole_life(Clock clock, const ClockInput& input) {
  return clock == Clock::kHandling && input.source_due.has_value();
}

/// `at` moved by the pauses that begin no later; only what lies after `not_before` moves it.
std::optional<Time> moved(std::optional<Time> at, const ClockRun& run, const Measure& measure,
                          Time not_before = kCalendarBegin) {
  for (const Stretch& stretch : run.past) {
    if (stretch.pace == Pace::kCounts || stretch.to <= not_before) continue;
    const Time from = std::max(stretch.from, not_before);
    if (!at || from > *at) break;
    at = measure.add(*at, measure.between(from, stretch.to));
  }
  return at;
}

/// What of [start, to) did not count.
Duration uncounted(const ClockRun& run, const Measure& measure, Time to) {
  Duration sum{};
  for (const Stretch& stretch : run.past) {
    if (stretch.pace != Pace::kCounts) sum += measure.between(stretch.from, std::min(stretch.to, to));
  }
  return sum;
}

/// Those of the round, in the order in which they were granted. One that was granted after the stop came too
/// late to change what was decided by then.
std::vector<Extension> extensions_in_force(Clock clock, const ClockRun& run, const ClockInput& input) {
  std::vector<Extension> out;
  if (clock != Clock::kHandling) return out;
  for (const Extension& extension : input.extensions) {
    const bool late = run.stopped_at && extension.granted_at > *run.stopped_at;
    if (extension.seq > run.round_seq && !late) out.push_back(extension);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Extension& a, const Extension& b) { return a.seq < b.seq; });
  return out;
}

void set_class_due(Terms& terms, const ClockRun& run, const Limit& limit) {
  const Time start = *run.started_at;
  const std::optional<Time> due = limit_end(start, limit, terms.measure.calendar());
  if (by_working_day(limit, terms.measure.calendar())) {
    if (due) terms.allowance = terms.measure.between(start, *due);
  } else {
    terms.allowance = limit_amount(limit);
  }
  terms.due_from = DueFrom::kClassTable;
  terms.due = moved(due, run, terms.measure);
}

void set_extended_due(Terms& terms, const ClockRun& run, const Extension& extension) {
  const Time granted = within_calendar(extension.granted_at);
  const Time due = within_calendar(extension.due_at);
  terms.original = terms.due;
  terms.due_from = DueFrom::kExtension;
  terms.due = moved(due, run, terms.measure, granted);
  // Pauses before the grant lie behind the person who set the date; what is left after them is what may
  // count.
  terms.allowance =
      terms.measure.between(*run.started_at, due) - uncounted(run, terms.measure, std::min(granted, due));
}

Terms terms_of(Clock clock, const ClockInput& input, const ClockRun& run,
               std::span<const Extension> extensions) {
  Terms terms;
  const bool of_source = whole_life(clock, input);
  if (input.rules != nullptr && !of_source)
    terms.limit = input.rules->limits[static_cast<std::size_t>(clock)];
  const bool wall = of_source || (terms.limit && terms.limit->unit == LimitUnit::kHours);
  terms.measure = Measure(wall ? nullptr : input.calendar);
  if (!run.started_at) return terms;
  if (of_source) {
    terms.due_from = DueFrom::kSource;
    terms.due = within_calendar(*input.source_due);
    terms.allowance = terms.measure.between(*run.started_at, *terms.due);
  } else if (terms.limit) {
    set_class_due(terms, run, *terms.limit);
  }
  if (!extensions.empty()) set_extended_due(terms, run, extensions.back());
  if (terms.due) {
    const double share = input.rules != nullptr ? input.rules->yellow : ClockRules{}.yellow;
    const Duration green = amount_of(share, terms.allowance);
    terms.yellow = moved(terms.measure.add(*run.started_at, green), run, terms.measure);
    terms.yellow = terms.yellow ? std::min(*terms.yellow, *terms.due) : terms.due;
  }
  return terms;
}

/// A clock that was past due when its pause began: the pause changes nothing any more.
bool late_when_paused(const ClockRun& run, const Terms& terms) {
  return terms.due && *terms.due < run.since;
}

LightPlan plan_of(const ClockRun& run, const Terms& terms) {
  if (!run.running() || !terms.due) return {};
  if (run.paused() && !late_when_paused(run, terms)) return {std::nullopt, std::nullopt, true};
  return {terms.yellow, terms.due, run.paused()};
}

/// Sources give their due time to the second, so what happens within that second is in time.
bool past(Time at, Time due, bool of_source) {
  if (!of_source) return at > due;
  return std::chrono::floor<std::chrono::seconds>(at) > std::chrono::floor<std::chrono::seconds>(due);
}

std::optional<bool> in_time(const ClockRun& run, const Terms& terms, bool of_source, Time now) {
  if (!run.started_at || !terms.due) return std::nullopt;
  if (run.stopped_at) {
    if (run.stopped_by == State::kMerged) return std::nullopt;
    // The source's clock may have begun after the closing: then the closing's own date decides.
    return !past(of_source ? run.stop_said : *run.stopped_at, *terms.due, of_source);
  }
  const bool late = past(now, *terms.due, of_source) && (!run.paused() || late_when_paused(run, terms));
  return late ? std::optional(false) : std::nullopt;
}

}  // namespace

std::string_view to_string(Clock clock) {
  return name(kClockNames, clock);
}
std::optional<Clock> parse_clock(std::string_view text) {
  return parse<Clock>(kClockNames, text);
}
std::string_view to_string(LimitUnit unit) {
  return name(kUnitNames, unit);
}
std::optional<LimitUnit> parse_limit_unit(std::string_view text) {
  return parse<LimitUnit>(kUnitNames, text);
}
std::string_view to_string(Light light) {
  return name(kLightNames, light);
}
std::optional<Light> parse_light(std::string_view text) {
  return parse<Light>(kLightNames, text);
}
std::string_view to_string(DueFrom from) {
  return name(kDueNames, from);
}
std::string_view to_string(LedgerKind kind) {
  return name(kLedgerNames, kind);
}

Light LightPlan::at(Time now) const {
  if (red_at && now > *red_at) return Light::kRed;
  if (paused) return Light::kPaused;
  if (!red_at && !yellow_at) return Light::kUnset;
  return yellow_at && now >= *yellow_at ? Light::kYellow : Light::kGreen;
}

std::optional<Time> LightPlan::next_change(Time now) const {
  std::optional<Time> next;
  const auto offer = [&](std::optional<Time> change) {
    if (change && *change > now && (!next || *change < *next) && at(*change) != at(now)) next = change;
  };
  offer(yellow_at);
  // Red begins with the first instant after the due time.
  if (red_at && *red_at < Time::max()) offer(*red_at + Duration(1));
  return next;
}

std::optional<Time> limit_end(Time from, const Limit& limit, const Calendar* calendar) {
  if (!by_working_day(limit, calendar))
    return Measure(limit.unit == LimitUnit::kHours ? nullptr : calendar).add(from, limit_amount(limit));
  const int days = static_cast<int>(std::clamp(std::round(limit.value), 0.0, 1e7));
  return calendar->end_of_working_day(from, days);
}

ClockInput clock_input(const Case& c, std::span<const Transition> steps, const ClockRules* rules,
                       const Calendar* calendar) {
  ClockInput input;
  input.steps = steps;
  input.opened_at = c.opened_at;
  input.stub = (c.flags & kCaseStub) != 0;
  input.source_due = c.due_at;
  input.extensions = c.extensions;
  input.rules = rules;
  input.calendar = calendar;
  return input;
}

namespace {

enum class Detail : std::uint8_t { kSummary, kUsage, kLedger };

ClockState work_out(Clock clock, const ClockInput& input, Time now, Detail detail) {
  now = within_calendar(now);
  const bool of_source = whole_life(clock, input);
  const ClockRun run = clock_run(clock, of_source, input);
  const std::vector<Extension> extensions = extensions_in_force(clock, run, input);
  Terms terms = terms_of(clock, input, run, extensions);

  ClockState state;
  state.clock = clock;
  state.started_at = run.started_at;
  state.stopped_at = run.stopped_at;
  state.limit = terms.limit;
  state.due_from = terms.due_from;
  state.paused = run.paused();
  state.plan = plan_of(run, terms);
  state.in_time = in_time(run, terms, of_source, now);

  const ClockRun until_now = run.ended(now);
  if (run.paused()) terms = terms_of(clock, input, until_now, extensions);
  state.due_at = terms.due;
  state.original_due_at = terms.original;
  state.allowance = terms.allowance;
  if (detail == Detail::kSummary) return state;
  for (const Stretch& stretch : until_now.past) {
    if (stretch.pace == Pace::kCounts) state.used += terms.measure.between(stretch.from, stretch.to);
  }
  if (detail == Detail::kLedger && run.started_at)
    state.ledger = clock_ledger(until_now, terms.measure, extensions);
  return state;
}

}  // namespace

ClockState clock_state(Clock clock, const ClockInput& input, Time now) {
  return work_out(clock, input, now, Detail::kLedger);
}

ClockState clock_summary(Clock clock, const ClockInput& input, Time now) {
  return work_out(clock, input, now, Detail::kSummary);
}

ClockState clock_usage(Clock clock, const ClockInput& input, Time now) {
  return work_out(clock, input, now, Detail::kUsage);
}

LightPlan light_plan(const ClockInput& input) {
  const ClockRun run = clock_run(Clock::kHandling, whole_life(Clock::kHandling, input), input);
  // Most open cases of a city have not been dispatched, or are closed: they cost no look at the calendar.
  if (!run.running()) return {};
  return plan_of(run,
                 terms_of(Clock::kHandling, input, run, extensions_in_force(Clock::kHandling, run, input)));
}

}  // namespace gridhall::model
