// Calendars and histories to arrange clocks from.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "store/model/clock.hpp"

namespace gridhall::model {

inline Time instant(const std::string& text) {
  const auto time = parse_rfc3339(text);
  INFO(text);
  REQUIRE(time.has_value());
  return *time;
}

inline std::chrono::local_days day(int year, unsigned month, unsigned day_of_month) {
  return std::chrono::local_days(std::chrono::year(year) / static_cast<int>(month) /
                                 static_cast<int>(day_of_month));
}

/// Hours of a day, as minutes: at(8), at(12, 30).
inline std::chrono::minutes at(int hour, int minute = 0) {
  return std::chrono::minutes(hour * 60 + minute);
}

/// The same intervals from Monday to Friday.
inline CalendarVersion workweek(const std::vector<DayInterval>& intervals,
                                std::chrono::local_days from = day(2020, 1, 1)) {
  CalendarVersion version;
  version.from = from;
  for (std::size_t d = 0; d < 5; ++d) version.week[d] = intervals;
  return version;
}

inline CalendarVersion all_week(const std::vector<DayInterval>& intervals) {
  CalendarVersion version = workweek(intervals);
  version.week[5] = version.week[6] = intervals;
  return version;
}

inline Calendar calendar(const std::string& zone, std::vector<CalendarVersion> versions,
                         std::map<std::chrono::local_days, DayException> exceptions = {}) {
  auto made = Calendar::make("office", zone, std::move(versions), std::move(exceptions));
  if (!made) FAIL(made.error().detail);
  return std::move(made).value();
}

/// 08:00 to 13:00 and 14:00 to 17:00 from Monday to Friday; 2026-09-20, a Sunday, is a make-up workday, and
/// the first week of October is free.
inline Calendar shanghai_office() {
  const std::vector<DayInterval> hours = {{at(8), at(13)}, {at(14), at(17)}};
  std::map<std::chrono::local_days, DayException> exceptions;
  exceptions[day(2026, 9, 20)] = {hours, "make-up workday", "调休"};
  for (unsigned d = 1; d <= 7; ++d) exceptions[day(2026, 10, d)] = {{}, "National Day", "国庆节"};
  return calendar("Asia/Shanghai", {workweek(hours)}, std::move(exceptions));
}

/// The history of a case, step by step, with the rules and the calendar that it is judged by.
struct History {
  std::vector<Transition> steps;
  std::vector<Extension> extensions;
  ClockRules rules;
  std::uint64_t seq = 1;

  explicit History(const std::string& opened) : opened_(instant(opened)) {}

  History& step(const std::string& when, State to) { return step(instant(when), to); }
  History& step(Time when, State to, bool applied = true) {
    Transition step;
    step.from = state_;
    step.to = to;
    step.occurred_at = step.recorded_at = when;
    step.seq = ++seq;
    step.applied = applied;
    if (applied) state_ = to;
    steps.push_back(step);
    return *this;
  }
  /// Filed at the report, dispatched at `when`.
  History& dispatched(const std::string& when) {
    step(opened_, State::kFiled);
    return step(when, State::kDispatched);
  }
  History& extended(const std::string& granted, const std::string& due) {
    extensions.push_back({instant(granted), instant(due), ++seq});
    return *this;
  }
  History& limit(Clock clock, double value, LimitUnit unit) {
    rules.limits[static_cast<std::size_t>(clock)] = Limit{value, unit};
    return *this;
  }
  History& source_due(const std::string& due) {
    source_due_ = instant(due);
    return *this;
  }

  State state() const { return state_; }
  ClockInput inputs(const Calendar* office) const {
    ClockInput in;
    in.steps = steps;
    in.opened_at = opened_;
    in.source_due = source_due_;
    in.extensions = extensions;
    in.rules = &rules;
    in.calendar = office;
    return in;
  }
  ClockState clock(const Calendar* office, const std::string& now, Clock which = Clock::kHandling) const {
    return clock_state(which, inputs(office), instant(now));
  }
  Light light(const Calendar* office, const std::string& now) const {
    return light_plan(inputs(office)).at(instant(now));
  }

 private:
  Time opened_;
  std::optional<Time> source_due_;
  State state_ = State::kReported;
};

/// One day's text of 2026-09 in Shanghai: sep("18T16:40").
inline std::string sep(const std::string& day_and_time) {
  return "2026-09-" + day_and_time + ":00+08:00";
}
inline Time sept(const std::string& day_and_time) {
  return instant(sep(day_and_time));
}

/// Dispatched Wednesday 09:00 with 8 working hours, which end Thursday 09:00 where nothing comes between.
inline History wednesday() {
  History history(sep("16T08:30"));
  history.limit(Clock::kHandling, 8, LimitUnit::kWorkingHours).dispatched(sep("16T09:00"));
  return history;
}

inline Duration counted(const ClockState& state) {
  Duration sum{};
  for (const LedgerLine& line : state.ledger) sum += line.counted;
  return sum;
}

}  // namespace gridhall::model
