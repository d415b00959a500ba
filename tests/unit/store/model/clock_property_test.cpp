// What holds of clocks for any history, any calendar and any moment.
#include <catch2/catch.hpp>
#include <random>

#include "store/model/lifecycle.hpp"
#include "tests/unit/store/model/clock_fixture.hpp"

using namespace gridhall::model;
using namespace std::chrono_literals;

namespace {

using enum State;
using Random = std::mt19937_64;
using std::chrono::minutes;

int pick(Random& random, int from, int to) {
  return std::uniform_int_distribution<int>(from, to)(random);
}
bool one_in(Random& random, int n) {
  return pick(random, 1, n) == 1;
}

const Time kStart = Time(std::chrono::sys_days(std::chrono::year(2026) / 2 / 20));

std::vector<DayInterval> random_day(Random& random) {
  const int begin = pick(random, 0, 18);
  const int middle = begin + pick(random, 1, 3);
  const int end = pick(random, middle, 23);
  std::vector<DayInterval> out = {{at(begin), at(middle)}};
  if (end > middle && one_in(random, 2)) out.push_back({at(end), at(24)});
  return out;
}

Calendar random_calendar(Random& random) {
  static const std::vector<std::string> kZones = {"Asia/Shanghai", "America/New_York", "Australia/Lord_Howe",
                                                  "UTC"};
  std::vector<CalendarVersion> versions;
  for (int v = pick(random, 1, 2); v > 0; --v) {
    CalendarVersion version;
    version.from = day(2026, 2, 10) + std::chrono::days(20 * v);
    for (auto& intervals : version.week) {
      if (!one_in(random, 4)) intervals = random_day(random);
    }
    version.week[0] = random_day(random);
    versions.push_back(version);
  }
  std::map<std::chrono::local_days, DayException> exceptions;
  for (int e = pick(random, 0, 6); e > 0; --e) {
    exceptions[day(2026, 2, 15) + std::chrono::days(pick(random, 0, 60))] = {
        one_in(random, 2) ? random_day(random) : std::vector<DayInterval>{}, "special", "特"};
  }
  return calendar(kZones[static_cast<std::size_t>(pick(random, 0, static_cast<int>(kZones.size()) - 1))],
                  std::move(versions), std::move(exceptions));
}

Limit random_limit(Random& random) {
  switch (pick(random, 0, 2)) {
    case 0:
      return {pick(random, 1, 200) / 4.0, LimitUnit::kHours};
    case 1:
      return {pick(random, 1, 200) / 4.0, LimitUnit::kWorkingHours};
    default:
      return {static_cast<double>(pick(random, 1, 8)), LimitUnit::kWorkingDays};
  }
}

/// Mostly along the lifecycle and forward in time; with `wild`, also steps that nothing allows, applied or
/// not, and steps back in time.
History random_history(Random& random, bool wild) {
  History history(format_rfc3339(kStart + minutes(pick(random, 0, 3 * 1440))));
  for (auto& limit : history.rules.limits) {
    if (!one_in(random, 5)) limit = random_limit(random);
  }
  if (one_in(random, 3)) history.rules.yellow = pick(random, 1, 9) / 10.0;
  Time time = history.inputs(nullptr).opened_at;
  for (int step = pick(random, 0, 14); step > 0; --step) {
    time += minutes(one_in(random, 4) ? 0 : pick(random, 0, 2 * 1440));
    Time when = time;
    if (wild && one_in(random, 6)) when -= minutes(pick(random, 0, 6 * 1440));
    if (wild && one_in(random, 5)) {
      history.step(when, static_cast<State>(pick(random, 0, kStateCount - 1)), one_in(random, 2));
      continue;
    }
    const auto next = allowed_from(history.state());
    // Endings are many in the table: most histories should go on for a while.
    State to = next[static_cast<std::size_t>(pick(random, 0, static_cast<int>(next.size()) - 1))];
    if (to == kRejected || to == kMerged)
      to = next[static_cast<std::size_t>(pick(random, 0, static_cast<int>(next.size()) - 1))];
    history.step(when, to);
  }
  return history;
}

void add_dues(Random& random, History& history) {
  const auto some_time = [&] { return format_rfc3339(kStart + minutes(pick(random, -1440, 20 * 1440))); };
  if (one_in(random, 3)) history.source_due(some_time());
  for (int e = pick(random, -2, 3); e > 0; --e) {
    history.extended(some_time(), some_time());
    // Granted at some place in the order of the log, which decides about the round.
    history.extensions.back().seq =
        static_cast<std::uint64_t>(pick(random, 0, static_cast<int>(history.seq)));
  }
}

void check_ledger(const ClockState& state, Time now) {
  Duration sum{};
  std::optional<Time> last;
  for (const LedgerLine& line : state.ledger) {
    if (line.kind == LedgerKind::kExtended) {
      CHECK(line.counted == 0h);
      continue;
    }
    CHECK(line.from < line.to);
    if (last) CHECK(line.from == *last);
    if (!last) CHECK(line.from == *state.started_at);
    last = line.to;
    sum += line.counted;
    CHECK(line.counted >= 0h);
    CHECK(line.counted <= line.working);
    CHECK(line.working <= line.to - line.from);
    if (line.kind != LedgerKind::kCounted) CHECK(line.counted == 0h);
  }
  CHECK(sum == state.used);
  if (last && state.stopped_at) CHECK(*last == *state.stopped_at);
  if (last && !state.stopped_at) CHECK(*last >= now);
  if (state.started_at && !state.stopped_at && now > *state.started_at) CHECK(last.has_value());
}

void check_plan(Random& random, const LightPlan& plan, Time now) {
  const auto next = plan.next_change(now);
  if (next) {
    CHECK(*next > now);
    CHECK(plan.at(*next) != plan.at(now));
    CHECK(plan.at(*next - Duration(1)) == plan.at(now));
  }
  for (int i = 0; i < 5; ++i) {
    const Time later = now + minutes(pick(random, 1, 30 * 1440));
    if (!next || later < *next) CHECK(plan.at(later) == plan.at(now));
  }
}

void check_state(const ClockState& state, Time now) {
  CHECK_FALSE((state.paused && state.stopped_at.has_value()));
  if (!state.started_at) CHECK(state.ledger.empty());
  if (state.stopped_at) CHECK(*state.stopped_at >= *state.started_at);
  if (state.due_at && state.plan.yellow_at) CHECK(*state.plan.yellow_at <= *state.plan.red_at);
  if (!state.stopped_at && state.due_from != DueFrom::kSource && state.due_from != DueFrom::kExtension)
    CHECK((state.in_time == false) == (state.plan.at(now) == Light::kRed));
  if (state.stopped_at) CHECK(state.plan.at(now) == Light::kUnset);
  if (state.plan.red_at && !state.paused) CHECK(state.plan.red_at == state.due_at);
}

/// The handling clock, minute by minute, for histories that go forward in time and stay in one round.
struct Minutes {
  std::map<Time, Duration> used;  ///< at the start of each minute

  Minutes(const ClockInput& input, LimitUnit unit, Time until) {
    std::size_t next = 0;
    State state = kReported;
    bool started = false;
    Duration sum{};
    // The calendar has its own tests; what is in question here is which minutes count.
    for (Time minute = input.opened_at; minute < until; minute += 1min) {
      for (; next < input.steps.size() && input.steps[next].occurred_at <= minute; ++next) {
        state = input.steps[next].to;
        started = started || state == kDispatched;
      }
      used[minute] = sum;
      const bool runs =
          state == kDispatched || state == kAcknowledged || state == kInProgress || state == kRework;
      if (!started || !runs) continue;
      const bool works =
          unit == LimitUnit::kHours || input.calendar->working_between(minute, minute + 1min) > 0h;
      if (works) sum += 1min;
    }
  }
};

}  // namespace

TEST_CASE("any history has ledgers that add up and lights that change when they say") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  Random random(seed);
  for (int round = 0; round < 400; ++round) {
    INFO("round " << round);
    History history = random_history(random, one_in(random, 2));
    add_dues(random, history);
    const Calendar office = random_calendar(random);
    const ClockInput input = history.inputs(one_in(random, 6) ? nullptr : &office);
    const LightPlan plan = light_plan(input);
    for (int moment = 0; moment < 4; ++moment) {
      const Time now = kStart + minutes(pick(random, -1440, 30 * 1440)) + Duration(pick(random, 0, 1));
      INFO(format_rfc3339(now));
      for (std::size_t i = 0; i < kClockCount; ++i) {
        INFO(to_string(static_cast<Clock>(i)));
        const ClockState state = clock_state(static_cast<Clock>(i), input, now);
        check_ledger(state, now);
        check_state(state, now);
        check_plan(random, state.plan, now);
        if (state.clock == Clock::kHandling) CHECK(state.plan == plan);
        if (state.clock != Clock::kHandling) CHECK_FALSE(state.paused);
      }
    }
    // At the very changes of the light as well as around them.
    for (const auto& change : {plan.yellow_at, plan.red_at}) {
      if (!change) continue;
      for (const Duration near : {Duration(-1), Duration(0), Duration(1)})
        CHECK(clock_state(Clock::kHandling, input, *change + near).plan == plan);
    }
  }
}

TEST_CASE("a due time is the minute at which the counted minutes reach the allowance") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  Random random(seed);
  int judged = 0;
  for (int round = 0; round < 400 && judged < 20; ++round) {
    INFO("round " << round);
    History history = random_history(random, false);
    history.rules.limits[static_cast<std::size_t>(Clock::kHandling)] = random_limit(random);
    history.rules.yellow = 0.5;
    const bool again = std::any_of(history.steps.begin(), history.steps.end(),
                                   [](const Transition& step) { return step.to == kReopened; });
    if (again) continue;
    const Calendar office = random_calendar(random);
    const ClockInput input = history.inputs(&office);
    const LimitUnit unit = history.rules.limits[static_cast<std::size_t>(Clock::kHandling)]->unit;
    const Time end = kStart + std::chrono::days(45);
    const Minutes oracle(input, unit, end);
    const Time now = kStart + minutes(pick(random, 0, 30 * 1440));
    const ClockState state = clock_state(Clock::kHandling, input, now);
    if (!state.started_at) continue;
    const Time last_step = input.steps.back().occurred_at;
    CHECK(state.used == oracle.used.at(std::max(now, last_step)));
    if (!state.plan.red_at || *state.plan.red_at >= end) continue;
    ++judged;
    const Time due = *state.plan.red_at;
    CHECK(oracle.used.at(due) == state.allowance);
    // A minute earlier it was not yet reached, but for a pause from that very instant, which moves it.
    const bool moved = oracle.used.at(due - 1min) == state.allowance;
    if (moved) {
      const bool pause_ends =
          std::any_of(input.steps.begin(), input.steps.end(), [&](const Transition& step) {
            return (step.from == kSuspended || step.from == kReturned || step.from == kResolved) &&
                   step.occurred_at >= due;
          });
      CHECK(pause_ends);
    }
    const Time yellow = std::chrono::ceil<minutes>(*state.plan.yellow_at);
    CHECK(oracle.used.at(yellow) >= state.allowance / 2);
    CHECK(oracle.used.at(yellow - 1min) <= state.allowance / 2);
  }
  CHECK(judged > 3);
}

TEST_CASE("a pause outside working time changes no due time") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  Random random(seed);
  for (int round = 0; round < 200; ++round) {
    INFO("round " << round);
    const Calendar office = random_calendar(random);
    History plain(format_rfc3339(kStart));
    Limit limit = random_limit(random);
    if (limit.unit == LimitUnit::kHours) limit.unit = LimitUnit::kWorkingHours;
    plain.rules.limits[static_cast<std::size_t>(Clock::kHandling)] = limit;
    plain.step(kStart, kFiled).step(kStart + minutes(pick(random, 0, 1440)), kDispatched);
    Time time = plain.steps.back().occurred_at;
    plain.step(time, kInProgress);
    History paused = plain;
    for (int p = pick(random, 1, 4); p > 0; --p) {
      // From within a stretch of free time to within the same stretch.
      std::vector<WorkingSpan> spans;
      office.walk(time + minutes(pick(random, 0, 3 * 1440)), [&](const WorkingSpan& span) {
        spans.push_back(span);
        return spans.size() < 2;
      });
      REQUIRE(spans.size() == 2);
      const auto free = std::chrono::floor<minutes>(spans[1].begin - spans[0].end).count();
      const Time from = spans[0].end + minutes(pick(random, 0, static_cast<int>(free)));
      const Time to = from + minutes(pick(random, 0, static_cast<int>((spans[1].begin - from) / 1min)));
      paused.step(from, kSuspended).step(to, kInProgress);
      time = to;
    }
    CHECK(light_plan(paused.inputs(&office)) == light_plan(plain.inputs(&office)));
    const Time now = time + minutes(pick(random, 0, 10 * 1440));
    const ClockState with = clock_state(Clock::kHandling, paused.inputs(&office), now);
    const ClockState without = clock_state(Clock::kHandling, plain.inputs(&office), now);
    CHECK(with.due_at == without.due_at);
    CHECK(with.used == without.used);
  }
}

TEST_CASE("clocks bear any time that a wire can carry") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  Random random(seed);
  const auto any_time = [&] {
    if (one_in(random, 10)) return one_in(random, 2) ? Time::min() : Time::max();
    return Time(Duration(std::uniform_int_distribution<Duration::rep>(
        kCalendarBegin.time_since_epoch().count(), kCalendarEnd.time_since_epoch().count())(random)));
  };
  for (int round = 0; round < 100; ++round) {
    INFO("round " << round);
    History history = random_history(random, true);
    for (Transition& step : history.steps) {
      if (one_in(random, 2)) step.occurred_at = any_time();
    }
    history.extensions.push_back({any_time(), any_time(), ++history.seq});
    const Calendar office = random_calendar(random);
    ClockInput input = history.inputs(&office);
    input.opened_at = any_time();
    if (one_in(random, 2)) input.source_due = any_time();
    if (one_in(random, 2)) input.extensions = {};
    const Time now = any_time();
    for (std::size_t i = 0; i < kClockCount; ++i) {
      const ClockState state = clock_state(static_cast<Clock>(i), input, now);
      check_ledger(state, std::clamp(now, kCalendarBegin, kCalendarEnd));
      CHECK(state.ledger.size() < 1000);
      if (state.clock == Clock::kHandling) CHECK(light_plan(input) == state.plan);
    }
  }
}
