#include "store/model/clock.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/store/model/clock_fixture.hpp"

using namespace gridhall::model;
using namespace std::chrono_literals;

namespace {

using enum State;
constexpr auto kWorkingHours = LimitUnit::kWorkingHours;

}  // namespace

TEST_CASE("a deadline over a weekend, a make-up workday and a suspension is told line by line") {
  const Calendar office = shanghai_office();
  History history(sep("18T16:00"));
  history.limit(Clock::kHandling, 8, kWorkingHours)
      .dispatched(sep("18T16:40"))
      .step(sep("20T08:00"), kAcknowledged)
      .step(sep("20T09:10"), kSuspended)
      .step(sep("20T13:00"), kInProgress);
  const ClockState state = history.clock(&office, sep("21T11:30"));
  CHECK(state.started_at == sept("18T16:40"));
  CHECK(state.due_from == DueFrom::kClassTable);
  CHECK(state.due_at == sept("21T11:30"));
  CHECK_FALSE(state.original_due_at.has_value());
  CHECK(state.allowance == 8h);
  CHECK(state.used == 8h);
  CHECK(state.plan.red_at == sept("21T11:30"));
  CHECK(state.plan.yellow_at == sept("21T08:50"));

  struct Line {
    Time from;
    Time to;
    LedgerKind kind;
    Duration counted;
    Duration working;
    bool make_up_day;
    State state;
  };
  const std::vector<Line> expected = {
      {sept("18T16:40"), sept("18T17:00"), LedgerKind::kCounted, 20min, 20min, false, kDispatched},
      {sept("18T17:00"), sept("19T00:00"), LedgerKind::kOffHours, 0min, 0min, false, kDispatched},
      {sept("19T00:00"), sept("20T00:00"), LedgerKind::kDayOff, 0min, 0min, false, kDispatched},
      {sept("20T00:00"), sept("20T08:00"), LedgerKind::kOffHours, 0min, 0min, true, kDispatched},
      {sept("20T08:00"), sept("20T09:10"), LedgerKind::kCounted, 70min, 70min, true, kAcknowledged},
      {sept("20T09:10"), sept("20T13:00"), LedgerKind::kPaused, 0min, 230min, false, kSuspended},
      {sept("20T13:00"), sept("20T14:00"), LedgerKind::kOffHours, 0min, 0min, true, kInProgress},
      {sept("20T14:00"), sept("20T17:00"), LedgerKind::kCounted, 180min, 180min, true, kInProgress},
      {sept("20T17:00"), sept("21T00:00"), LedgerKind::kOffHours, 0min, 0min, true, kInProgress},
      {sept("21T00:00"), sept("21T08:00"), LedgerKind::kOffHours, 0min, 0min, false, kInProgress},
      {sept("21T08:00"), sept("21T11:30"), LedgerKind::kCounted, 210min, 210min, false, kInProgress},
  };
  REQUIRE(state.ledger.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO("line " << i);
    const LedgerLine& line = state.ledger[i];
    CHECK(line.from == expected[i].from);
    CHECK(line.to == expected[i].to);
    CHECK(to_string(line.kind) == to_string(expected[i].kind));
    CHECK(line.counted == expected[i].counted);
    CHECK(line.working == expected[i].working);
    CHECK(line.make_up_day == expected[i].make_up_day);
    CHECK(line.state == expected[i].state);
    CHECK(line.name_zh == (line.make_up_day ? "调休" : ""));
  }
}

TEST_CASE("an edit does not restart the ladder") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  const ClockState before = history.clock(&office, sep("16T16:00"));
  // All that an edit can leave among the steps is one that was refused.
  history.step(sept("16T12:00"), kDispatched, false).step(sept("16T15:00"), kFiled, false);
  const ClockState after = history.clock(&office, sep("16T16:00"));
  CHECK(after.started_at == sept("16T09:00"));
  CHECK(after.due_at == before.due_at);
  CHECK(after.used == before.used);
  CHECK(after.plan == before.plan);
}

TEST_CASE("a change of class keeps the start and the pauses already earned") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  history.step(sep("16T09:30"), kAcknowledged)
      .step(sep("16T10:00"), kSuspended)
      .step(sep("16T12:00"), kInProgress);
  CHECK(history.clock(&office, sep("16T15:00")).due_at == sept("17T11:00"));
  history.limit(Clock::kHandling, 16, kWorkingHours);
  const ClockState state = history.clock(&office, sep("16T15:00"));
  CHECK(state.started_at == sept("16T09:00"));
  CHECK(state.allowance == 16h);
  CHECK(state.used == 3h);
  CHECK(state.due_at == sept("18T11:00"));
}

TEST_CASE("a holiday moves the due time and is named in the ledger") {
  const Calendar office = shanghai_office();
  History history("2026-09-30T15:00:00+08:00");
  history.limit(Clock::kHandling, 2, kWorkingHours).dispatched("2026-09-30T16:00:00+08:00");
  const ClockState state = history.clock(&office, "2026-10-08T08:30:00+08:00");
  CHECK(state.due_at == instant("2026-10-08T09:00:00+08:00"));
  CHECK(state.used == 90min);
  const auto holiday = std::find_if(state.ledger.begin(), state.ledger.end(),
                                    [](const LedgerLine& line) { return line.kind == LedgerKind::kHoliday; });
  REQUIRE(holiday != state.ledger.end());
  CHECK(holiday->name_en == "National Day");
  CHECK(holiday->to - holiday->from == 7 * 24h);
}

TEST_CASE("a pause from 17:00 to 09:00 moves an 8-hour limit by nothing") {
  // The office opens at nine here: no minute of the pause is working time.
  const Calendar office = calendar("Asia/Shanghai", {workweek({{at(9), at(17)}})});
  History history(sep("16T08:30"));
  history.limit(Clock::kHandling, 8, kWorkingHours)
      .dispatched(sep("16T13:00"))
      .step(sep("16T13:30"), kAcknowledged);
  const ClockState before = history.clock(&office, sep("17T10:00"));
  CHECK(before.due_at == sept("17T13:00"));
  history.step(sep("16T17:00"), kSuspended).step(sep("17T09:00"), kInProgress);
  const ClockState after = history.clock(&office, sep("17T10:00"));
  CHECK(after.due_at == before.due_at);
  CHECK(after.used == before.used);
  CHECK(after.plan == before.plan);
  // A limit by the wall clock counts the night, and so does its pause.
  history.limit(Clock::kHandling, 24, LimitUnit::kHours);
  CHECK(history.clock(&office, sep("17T10:00")).due_at == sept("18T05:00"));
}

TEST_CASE("a paused case's clock does not run") {
  const Calendar office = shanghai_office();
  for (const State pause : {kSuspended, kReturned}) {
    INFO(to_string(pause));
    History history = wednesday();
    history.step(sep("16T09:30"), kAcknowledged).step(sep("16T10:00"), pause);
    const ClockState early = history.clock(&office, sep("16T11:00"));
    const ClockState late = history.clock(&office, "2027-03-01T11:00:00+08:00");
    CHECK(early.paused);
    CHECK(early.used == 1h);
    CHECK(late.used == 1h);
    CHECK(history.light(&office, "2027-03-01T11:00:00+08:00") == Light::kPaused);
    CHECK_FALSE(late.in_time.has_value());
    CHECK(early.due_at == sept("17T10:00"));
    CHECK(*late.due_at > instant("2027-03-01T11:00:00+08:00"));
    CHECK(early.plan == LightPlan{std::nullopt, std::nullopt, true});
    CHECK_FALSE(early.plan.next_change(sept("16T11:00")).has_value());
    // 16 September to 1 March, 11:00: what would have counted is told, and none of it counted.
    REQUIRE(late.ledger.size() == 3);
    CHECK(late.ledger.back().kind == LedgerKind::kPaused);
    CHECK(late.ledger.back().counted == 0h);
    CHECK(late.ledger.back().working > 800h);
  }
}

TEST_CASE("a clock that was past due before its pause stays red") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  history.step(sep("16T09:30"), kAcknowledged).step(sep("17T09:01"), kSuspended);
  const ClockState state = history.clock(&office, sep("17T15:00"));
  CHECK(state.plan.paused);
  CHECK(state.plan.at(sept("17T15:00")) == Light::kRed);
  CHECK(state.in_time == false);
  CHECK(state.due_at == sept("17T09:00"));
  // It goes on red, and the pause moved nothing.
  history.step(sep("18T09:00"), kInProgress);
  CHECK(history.clock(&office, sep("18T09:30")).due_at == sept("17T09:00"));
  CHECK(history.light(&office, sep("18T09:30")) == Light::kRed);
}

TEST_CASE("a pause that begins with the due instant still moves it") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  history.step(sep("16T09:30"), kAcknowledged).step(sep("17T09:00"), kSuspended);
  CHECK(history.light(&office, sep("17T10:00")) == Light::kPaused);
  history.step(sep("17T11:00"), kInProgress).step(sep("17T11:00"), kResolved);
  const ClockState state = history.clock(&office, sep("17T12:00"));
  CHECK(state.due_at == sept("17T11:00"));
  CHECK(state.in_time == true);
}

TEST_CASE("a light is green, then yellow, and red only after the due instant") {
  const Calendar office = shanghai_office();
  const History history = wednesday();
  const LightPlan plan = light_plan(history.inputs(&office));
  // Two thirds of 8 h after 09:00, with an hour of rest: 15:20.
  CHECK(plan.yellow_at == sept("16T15:20"));
  CHECK(plan.red_at == sept("17T09:00"));
  CHECK(plan.at(sept("16T15:20") - Duration(1)) == Light::kGreen);
  CHECK(plan.at(sept("16T15:20")) == Light::kYellow);
  CHECK(plan.at(sept("17T09:00")) == Light::kYellow);
  CHECK(plan.at(sept("17T09:00") + Duration(1)) == Light::kRed);
  CHECK(plan.next_change(sept("16T09:00")) == sept("16T15:20"));
  CHECK(plan.next_change(sept("16T15:20")) == sept("17T09:00") + Duration(1));
  CHECK(plan.next_change(sept("17T09:00")) == sept("17T09:00") + Duration(1));
  CHECK_FALSE(plan.next_change(sept("17T09:00") + Duration(1)).has_value());
}

TEST_CASE("a class may turn its light yellow earlier") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  history.rules.yellow = 0.25;
  CHECK(light_plan(history.inputs(&office)).yellow_at == sept("16T11:00"));
}

TEST_CASE("a clock is in time up to its due instant and late from the next one on") {
  const Calendar office = shanghai_office();
  const auto resolved = [&](Time when) {
    History history = wednesday();
    history.step(sep("16T10:00"), kInProgress).step(when, kResolved);
    return history.clock(&office, sep("25T09:00")).in_time;
  };
  CHECK(resolved(sept("17T09:00")) == true);
  CHECK(resolved(sept("17T09:00") + Duration(1)) == false);
  const History open = wednesday();
  CHECK_FALSE(open.clock(&office, sep("17T09:00")).in_time.has_value());
  CHECK(open.clock(&office, sep("17T09:01")).in_time == false);
}

TEST_CASE("rework goes on where the clock stopped and leaves the verification out") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  history.step(sep("16T10:00"), kInProgress).step(sep("16T12:00"), kResolved);
  const ClockState stopped = history.clock(&office, sep("18T12:00"));
  CHECK(stopped.stopped_at == sept("16T12:00"));
  CHECK(stopped.used == 3h);
  CHECK(stopped.in_time == true);
  CHECK(stopped.plan == LightPlan{});
  history.step(sep("17T12:00"), kRework);
  const ClockState again = history.clock(&office, sep("17T12:30"));
  CHECK_FALSE(again.stopped_at.has_value());
  CHECK(again.used == 3h + 30min);
  CHECK(again.due_at == sept("18T09:00"));
  REQUIRE(again.ledger.size() == 4);
  CHECK(again.ledger[2].kind == LedgerKind::kVerification);
  CHECK(again.ledger[2].state == kResolved);
  CHECK(again.ledger[2].counted == 0h);
  CHECK(again.ledger[2].working == 8h);
}

TEST_CASE("a second dispatch starts the acknowledge clock anew and not the handling clock") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  history.limit(Clock::kAcknowledge, 1, kWorkingHours)
      .step(sep("16T09:40"), kReturned)
      .step(sep("16T11:00"), kDispatched);
  const ClockState handling = history.clock(&office, sep("16T11:30"));
  CHECK(handling.started_at == sept("16T09:00"));
  CHECK(handling.used == 70min);
  CHECK(handling.due_at == sept("17T10:20"));
  const ClockState acknowledge = history.clock(&office, sep("16T11:30"), Clock::kAcknowledge);
  CHECK(acknowledge.started_at == sept("16T11:00"));
  CHECK(acknowledge.used == 30min);
  CHECK(acknowledge.due_at == sept("16T12:00"));
  history.step(sep("16T12:30"), kAcknowledged);
  CHECK(history.clock(&office, sep("16T15:00"), Clock::kAcknowledge).in_time == false);
}

TEST_CASE("filing, dispatch and verification run between their own steps") {
  const Calendar office = shanghai_office();
  History history(sep("16T09:00"));
  history.limit(Clock::kFiling, 1, kWorkingHours)
      .limit(Clock::kDispatch, 1, kWorkingHours)
      .limit(Clock::kVerification, 2, LimitUnit::kWorkingDays);
  CHECK(history.clock(&office, sep("16T09:30"), Clock::kFiling).due_at == sept("16T10:00"));
  CHECK_FALSE(history.clock(&office, sep("16T09:30"), Clock::kDispatch).started_at.has_value());
  history.step(sep("16T09:45"), kFiled)
      .step(sep("16T11:00"), kDispatched)
      .step(sep("16T11:10"), kReturned)
      .step(sep("16T15:00"), kDispatched)
      .step(sep("16T16:00"), kInProgress)
      .step(sep("17T09:00"), kResolved);
  const ClockState filing = history.clock(&office, sep("17T09:30"), Clock::kFiling);
  CHECK(filing.used == 45min);
  CHECK(filing.in_time == true);
  const ClockState dispatch = history.clock(&office, sep("17T09:30"), Clock::kDispatch);
  CHECK(dispatch.stopped_at == sept("16T11:00"));
  CHECK(dispatch.used == 75min);
  CHECK(dispatch.in_time == false);
  // Friday and the make-up Sunday.
  CHECK(history.clock(&office, sep("17T09:30"), Clock::kVerification).due_at == sept("20T17:00"));
  history.step(sep("17T10:00"), kRework).step(sep("17T11:00"), kInProgress).step(sep("17T12:00"), kResolved);
  const ClockState second = history.clock(&office, sep("17T12:30"), Clock::kVerification);
  CHECK(second.started_at == sept("17T12:00"));
  CHECK(second.used == 30min);
}

TEST_CASE("a reopened case begins a new round and only the resident's total goes on") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  history.limit(Clock::kTotal, 100, LimitUnit::kHours).limit(Clock::kDispatch, 1, kWorkingHours);
  history.step(sep("16T10:00"), kInProgress).step(sep("16T12:00"), kResolved).step(sep("16T12:10"), kClosed);
  const ClockState closed = history.clock(&office, sep("17T09:00"), Clock::kTotal);
  CHECK(closed.stopped_at == sept("16T12:10"));
  CHECK(closed.used == 3h + 40min);
  CHECK(closed.in_time == true);

  history.step(sep("17T09:00"), kReopened);
  CHECK_FALSE(history.clock(&office, sep("17T09:10")).started_at.has_value());
  CHECK(history.light(&office, sep("30T09:10")) == Light::kUnset);
  const ClockState dispatch = history.clock(&office, sep("17T09:10"), Clock::kDispatch);
  CHECK(dispatch.started_at == sept("17T09:00"));
  CHECK(dispatch.used == 10min);
  const ClockState filing = history.clock(&office, sep("17T09:10"), Clock::kFiling);
  CHECK_FALSE(filing.started_at.has_value());
  CHECK_FALSE(filing.stopped_at.has_value());
  CHECK(filing.ledger.empty());

  history.step(sep("17T10:00"), kDispatched).step(sep("17T10:30"), kInProgress);
  CHECK(history.clock(&office, sep("17T11:00")).started_at == sept("17T10:00"));
  CHECK(history.clock(&office, sep("17T11:00")).due_at == sept("18T10:00"));
  history.step(sep("17T11:00"), kResolved).step(sep("17T11:30"), kClosed);
  const ClockState total = history.clock(&office, sep("17T12:00"), Clock::kTotal);
  CHECK(total.started_at == sept("16T08:30"));
  CHECK(total.stopped_at == sept("17T11:30"));
  CHECK(total.used == 27h);
  CHECK(counted(total) == total.used);
}

TEST_CASE("the resident's total runs through pauses") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  history.limit(Clock::kTotal, 8, kWorkingHours);
  history.step(sep("16T10:00"), kAcknowledged).step(sep("16T11:00"), kSuspended);
  const ClockState total = history.clock(&office, sep("16T16:00"), Clock::kTotal);
  CHECK_FALSE(total.paused);
  CHECK(total.used == 6h + 30min);
}

TEST_CASE("a merged duplicate is never overdue") {
  const Calendar office = shanghai_office();
  for (const char* merged : {"16T12:00", "22T12:00"}) {
    History history = wednesday();
    history.limit(Clock::kTotal, 1, LimitUnit::kHours).step(sep(merged), kMerged);
    for (const char* now : {"16T12:30", "28T12:00"}) {
      INFO(merged << " " << now);
      const ClockState state = history.clock(&office, sep(now));
      CHECK(state.stopped_at == sept(merged));
      CHECK_FALSE(state.in_time.has_value());
      CHECK(history.light(&office, sep(now)) == Light::kUnset);
      CHECK_FALSE(history.clock(&office, sep(now), Clock::kTotal).in_time.has_value());
    }
    history.source_due(sep("17T00:00"));
    CHECK_FALSE(history.clock(&office, sep("28T12:00")).in_time.has_value());
    CHECK(history.light(&office, sep("28T12:00")) == Light::kUnset);
  }
}

TEST_CASE("a closing by the source stops every clock") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  for (const Clock clock :
       {Clock::kFiling, Clock::kDispatch, Clock::kAcknowledge, Clock::kVerification, Clock::kTotal})
    history.limit(clock, 1, LimitUnit::kHours);
  for (const State state : {kAcknowledged, kResolved, kClosed}) history.step(sep("16T15:00"), state);
  for (std::size_t i = 0; i < kClockCount; ++i) {
    const auto clock = static_cast<Clock>(i);
    INFO(to_string(clock));
    const ClockState state = history.clock(&office, sep("18T12:00"), clock);
    CHECK(state.started_at.has_value());
    CHECK(state.stopped_at.has_value());
    CHECK(state.plan == LightPlan{});
    CHECK(state.in_time.has_value());
  }
}

TEST_CASE("a step dated before the one ahead of it takes back what lies between") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  history.step(sep("16T12:00"), kAcknowledged).step(sep("16T16:00"), kSuspended);
  history.step(sep("16T11:00"), kInProgress);
  const ClockState state = history.clock(&office, sep("16T12:30"));
  CHECK(state.used == 3h + 30min);
  CHECK(state.due_at == sept("17T09:00"));
  REQUIRE(state.ledger.size() == 2);
  CHECK(state.ledger[0].to == sept("16T11:00"));
  CHECK(state.ledger[1].state == kInProgress);
  // Nothing begins before the clock itself.
  history.step(sep("15T11:00"), kResolved);
  CHECK(history.clock(&office, sep("16T12:30")).stopped_at == sept("16T09:00"));
  CHECK(history.clock(&office, sep("16T12:30")).used == 0h);
}

TEST_CASE("a stub has no clocks") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  history.source_due(sep("17T00:00"));
  ClockInput input = history.inputs(&office);
  input.stub = true;
  input.steps = {};
  CHECK(light_plan(input) == LightPlan{});
  for (std::size_t i = 0; i < kClockCount; ++i) {
    CHECK_FALSE(clock_state(static_cast<Clock>(i), input, sept("20T00:00")).started_at.has_value());
  }
}

TEST_CASE("without a limit time is counted and no light is on") {
  const Calendar office = shanghai_office();
  History history(sep("16T08:30"));
  history.dispatched(sep("16T09:00"));
  for (const ClockRules* rules : {static_cast<const ClockRules*>(nullptr), &std::as_const(history.rules)}) {
    ClockInput input = history.inputs(&office);
    input.rules = rules;
    const ClockState state = clock_state(Clock::kHandling, input, sept("17T09:00"));
    CHECK(state.used == 8h);
    CHECK(state.due_from == DueFrom::kNone);
    CHECK_FALSE(state.due_at.has_value());
    CHECK_FALSE(state.in_time.has_value());
    CHECK(light_plan(input) == LightPlan{});
  }
}

TEST_CASE("without a calendar every hour is working time and a day has 24") {
  History history = wednesday();
  CHECK(history.clock(nullptr, sep("16T12:00")).due_at == sept("16T17:00"));
  history.limit(Clock::kHandling, 3, LimitUnit::kWorkingDays);
  CHECK(history.clock(nullptr, sep("16T12:00")).due_at == sept("19T09:00"));
  CHECK(history.clock(nullptr, sep("16T12:00")).allowance == 72h);
  history.limit(Clock::kHandling, 0.5, LimitUnit::kHours);
  CHECK(history.clock(nullptr, sep("16T12:00")).due_at == sept("16T09:30"));
}

TEST_CASE("a pause moves a limit of working days by its working time") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  history.limit(Clock::kHandling, 2, LimitUnit::kWorkingDays);
  CHECK(history.clock(&office, sep("16T10:00")).due_at == sept("18T17:00"));
  CHECK(history.clock(&office, sep("16T10:00")).allowance == 7h + 8h + 8h);
  history.step(sep("16T09:30"), kAcknowledged)
      .step(sep("16T16:00"), kSuspended)
      .step(sep("17T10:00"), kInProgress);
  CHECK(history.clock(&office, sep("17T12:00")).due_at == sept("20T11:00"));
}

TEST_CASE("a clock change makes the night shift's due time an hour other by the wall") {
  const Calendar night = calendar("America/New_York", {all_week({{at(1), at(4)}})});
  History spring("2026-03-07T20:00:00-05:00");
  spring.limit(Clock::kHandling, 3, kWorkingHours).dispatched("2026-03-07T20:00:00-05:00");
  CHECK(spring.clock(&night, "2026-03-08T12:00:00-04:00").due_at == instant("2026-03-09T02:00:00-04:00"));
  History autumn("2026-10-31T20:00:00-04:00");
  autumn.limit(Clock::kHandling, 3, kWorkingHours).dispatched("2026-10-31T20:00:00-04:00");
  CHECK(autumn.clock(&night, "2026-11-02T12:00:00-05:00").due_at == instant("2026-11-01T03:00:00-05:00"));
}

TEST_CASE("a case of centuries has a ledger that people can read") {
  const Calendar office = calendar("America/New_York", {workweek({{at(9), at(12)}, {at(13), at(17)}})});
  for (const char* opened : {"0001-01-01T00:00:00Z", "1900-05-01T00:00:00Z", "2059-01-01T00:00:00Z"}) {
    INFO(opened);
    History history(opened);
    history.limit(Clock::kHandling, 20, LimitUnit::kWorkingDays).dispatched(opened);
    history.step(instant(opened) + 48h, kInProgress);
    const ClockState state = history.clock(&office, "9999-12-31T23:59:59Z");
    CHECK(state.ledger.size() < 300);
    CHECK(counted(state) == state.used);
    CHECK(state.used > 1000 * 1000h);
    CHECK(state.in_time == false);
    CHECK(state.ledger.back().to == instant("9999-12-31T23:59:59Z"));
  }
  History endless("9999-12-30T00:00:00Z");
  endless.limit(Clock::kHandling, 1e300, kWorkingHours).dispatched("9999-12-30T00:00:00Z");
  CHECK_FALSE(endless.clock(&office, "9999-12-31T00:00:00Z").due_at.has_value());
  CHECK(endless.light(&office, "9999-12-31T00:00:00Z") == Light::kUnset);
  endless.limit(Clock::kHandling, 1e300, LimitUnit::kHours);
  CHECK_FALSE(endless.clock(&office, "9999-12-31T00:00:00Z").due_at.has_value());
  endless.limit(Clock::kHandling, 1e300, LimitUnit::kWorkingDays);
  CHECK_FALSE(endless.clock(&office, "9999-12-31T00:00:00Z").due_at.has_value());
}

TEST_CASE("names of clocks, units and lights read back to what they name") {
  for (std::size_t i = 0; i < kClockCount; ++i)
    CHECK(parse_clock(to_string(static_cast<Clock>(i))) == static_cast<Clock>(i));
  for (std::size_t i = 0; i < kLightCount; ++i)
    CHECK(parse_light(to_string(static_cast<Light>(i))) == static_cast<Light>(i));
  for (const LimitUnit unit : {LimitUnit::kHours, LimitUnit::kWorkingHours, LimitUnit::kWorkingDays})
    CHECK(parse_limit_unit(to_string(unit)) == unit);
  CHECK(to_string(Light::kPaused) == "grey");
  CHECK(to_string(DueFrom::kClassTable) == "class_table");
  CHECK(to_string(LedgerKind::kCounted) == "counted");
  CHECK_FALSE(parse_clock("deadline").has_value());
  CHECK_FALSE(parse_limit_unit("days").has_value());
  CHECK_FALSE(parse_light("").has_value());
}
