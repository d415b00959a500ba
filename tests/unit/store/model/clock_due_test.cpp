// Due times that do not come from the class table: extensions, and the source's own.
#include <catch2/catch.hpp>

#include "tests/unit/store/model/clock_fixture.hpp"

using namespace gridhall::model;
using namespace std::chrono_literals;

namespace {

using enum State;

}  // namespace

TEST_CASE("an extension sets the due time and keeps the old due date visible") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  history.step(sep("16T10:00"), kInProgress).extended(sep("16T15:00"), sep("22T12:00"));
  const ClockState state = history.clock(&office, sep("16T16:00"));
  CHECK(state.due_from == DueFrom::kExtension);
  CHECK(state.due_at == sept("22T12:00"));
  CHECK(state.original_due_at == sept("17T09:00"));
  CHECK(state.plan.red_at == sept("22T12:00"));
  CHECK(state.allowance == 7h + 8h + 8h + 8h + 8h + 4h);
  CHECK(counted(state) == state.used);
  const auto line = std::find_if(state.ledger.begin(), state.ledger.end(),
                                 [](const LedgerLine& each) { return each.kind == LedgerKind::kExtended; });
  REQUIRE(line != state.ledger.end());
  CHECK(line->from == sept("16T15:00"));
  CHECK(line->to == sept("22T12:00"));
  CHECK(line->state == kInProgress);
  CHECK(std::prev(line)->from < line->from);

  SECTION("pauses after the grant move it and those before it do not") {
    History paused = wednesday();
    paused.step(sep("16T10:00"), kAcknowledged)
        .step(sep("16T11:00"), kSuspended)
        .extended(sep("16T12:00"), sep("17T16:00"))
        .step(sep("16T15:00"), kInProgress);
    // Suspended 11:00 to 15:00; after the grant 12:00-13:00 and 14:00-15:00 are working time.
    CHECK(paused.clock(&office, sep("16T16:00")).due_at == sept("18T09:00"));
    CHECK(paused.clock(&office, sep("16T16:00")).original_due_at == sept("17T12:00"));
    CHECK(paused.clock(&office, sep("18T09:00")).used == paused.clock(&office, sep("18T09:00")).allowance);
  }
  SECTION("the last one granted wins") {
    history.extended(sep("16T15:30"), sep("18T12:00"));
    std::swap(history.extensions[0], history.extensions[1]);
    CHECK(history.clock(&office, sep("16T16:00")).due_at == sept("18T12:00"));
    CHECK(history.clock(&office, sep("16T16:00")).original_due_at == sept("17T09:00"));
    // Both stay in the ledger, in the order in which they were granted.
    std::vector<Time> granted;
    for (const LedgerLine& each : history.clock(&office, sep("16T16:00")).ledger) {
      if (each.kind == LedgerKind::kExtended) granted.push_back(each.from);
    }
    CHECK(granted == std::vector<Time>{sept("16T15:00"), sept("16T15:30")});
  }
  SECTION("one granted after the stop changes nothing that was decided") {
    history.extensions.clear();
    history.step(sep("17T10:00"), kResolved).extended(sep("17T11:00"), sep("30T12:00"));
    CHECK(history.clock(&office, sep("17T12:00")).in_time == false);
    CHECK(history.clock(&office, sep("17T12:00")).due_at == sept("17T09:00"));
  }
  SECTION("it does not outlive its round") {
    history.step(sep("17T10:00"), kResolved).step(sep("17T10:00"), kClosed).step(sep("17T11:00"), kReopened);
    history.step(sep("17T11:30"), kDispatched);
    const ClockState next = history.clock(&office, sep("17T12:00"));
    CHECK(next.due_from == DueFrom::kClassTable);
    CHECK(next.due_at == sept("18T11:30"));
  }
  SECTION("a case without a limit may have one") {
    History plain(sep("16T08:30"));
    plain.dispatched(sep("16T09:00")).extended(sep("16T10:00"), sep("17T12:00"));
    const ClockState plain_state = plain.clock(&office, sep("17T12:01"));
    CHECK(plain_state.due_at == sept("17T12:00"));
    CHECK_FALSE(plain_state.original_due_at.has_value());
    CHECK(plain_state.in_time == false);
  }
  SECTION("due times outside working hours are kept as granted") {
    history.extended(sep("16T15:30"), sep("19T23:59"));
    CHECK(history.clock(&office, sep("16T16:00")).due_at == sept("19T23:59"));
    CHECK(history.light(&office, sep("19T23:59")) == Light::kYellow);
  }
}

TEST_CASE("the source's own due time wins and runs by wall clock from the report to the closing") {
  const Calendar office = shanghai_office();
  History history = wednesday();
  history.source_due(sep("19T08:30"));
  const ClockState state = history.clock(&office, sep("17T08:30"));
  CHECK(state.due_from == DueFrom::kSource);
  CHECK_FALSE(state.limit.has_value());
  CHECK(state.started_at == sept("16T08:30"));
  CHECK(state.due_at == sept("19T08:30"));
  CHECK(state.allowance == 72h);
  CHECK(state.used == 24h);
  CHECK(state.plan.yellow_at == sept("18T08:30"));
  CHECK(state.plan.red_at == sept("19T08:30"));

  SECTION("it is never paused") {
    history.step(sep("17T09:00"), kAcknowledged).step(sep("17T10:00"), kSuspended);
    CHECK(history.clock(&office, sep("18T00:00")).used == 39h + 30min);
    CHECK(history.light(&office, sep("18T00:00")) == Light::kGreen);
    CHECK(history.light(&office, sep("20T00:00")) == Light::kRed);
  }
  SECTION("resolved is not closed") {
    history.step(sep("17T09:00"), kInProgress).step(sep("17T10:00"), kResolved);
    CHECK_FALSE(history.clock(&office, sep("18T00:00")).stopped_at.has_value());
    CHECK(history.light(&office, sep("18T12:00")) == Light::kYellow);
    history.step(sep("18T12:00"), kClosed);
    CHECK(history.clock(&office, sep("25T12:00")).in_time == true);
  }
  SECTION("in time means closed within the due second") {
    const auto closed = [&](Duration after_due) {
      History closing = history;
      closing.step(sept("19T08:30") + after_due, kClosed);
      return closing.clock(&office, sep("25T12:00")).in_time;
    };
    CHECK(closed(Duration(0)) == true);
    CHECK(closed(Duration(999'999)) == true);
    CHECK(closed(Duration(1'000'000)) == false);
    CHECK_FALSE(clock_state(Clock::kHandling, history.inputs(&office), sept("19T08:30") + 999ms).in_time);
    CHECK(clock_state(Clock::kHandling, history.inputs(&office), sept("19T08:30") + 1s).in_time == false);
  }
  SECTION("a reopened case is measured on") {
    history.step(sep("17T09:00"), kClosed).step(sep("18T09:00"), kReopened);
    CHECK(history.clock(&office, sep("18T10:00")).used == 49h + 30min);
    CHECK(history.light(&office, sep("20T10:00")) == Light::kRed);
  }
  SECTION("an extension replaces it and keeps it visible") {
    history.extended(sep("17T09:00"), sep("26T08:30"));
    const ClockState extended = history.clock(&office, sep("20T08:30"));
    CHECK(extended.due_at == sept("26T08:30"));
    CHECK(extended.original_due_at == sept("19T08:30"));
    CHECK(extended.started_at == sept("16T08:30"));
    CHECK_FALSE(extended.in_time.has_value());
  }
  SECTION("a due time that is before the report is red right after it") {
    history.source_due(sep("16T08:00"));
    const LightPlan plan = light_plan(history.inputs(&office));
    CHECK(plan.at(sept("16T08:00")) == Light::kYellow);
    CHECK(plan.at(sept("16T08:00") + Duration(1)) == Light::kRed);
    CHECK(history.clock(&office, sep("16T09:00")).in_time == false);
  }
  SECTION("the other clocks know nothing of it") {
    history.limit(Clock::kTotal, 1, LimitUnit::kHours);
    CHECK(history.clock(&office, sep("17T08:30"), Clock::kTotal).due_at == sept("16T09:30"));
    CHECK(history.clock(&office, sep("17T08:30"), Clock::kTotal).due_from == DueFrom::kClassTable);
  }
}

TEST_CASE("a closing dated before its report counts nothing and is in time by its own date") {
  const Calendar office = shanghai_office();
  History history(sep("16T12:00"));
  history.source_due(sep("16T10:00")).step(sep("16T12:00"), kFiled).step(sep("16T12:00"), kDispatched);
  for (const State state : {kAcknowledged, kResolved, kClosed}) history.step(sep("16T09:00"), state);
  const ClockState state = history.clock(&office, sep("20T00:00"));
  CHECK(state.used == 0h);
  CHECK(state.ledger.empty());
  CHECK(state.stopped_at == sept("16T12:00"));
  CHECK(state.in_time == true);
  CHECK(history.clock(&office, sep("20T00:00"), Clock::kTotal).used == 0h);
  CHECK(history.clock(&office, sep("20T00:00"), Clock::kVerification).used == 0h);
}
