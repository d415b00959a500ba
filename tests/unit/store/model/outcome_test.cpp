#include "store/model/outcome.hpp"

#include <catch2/catch.hpp>

#include "store/model/tables.hpp"
#include "tests/unit/store/model/action_fixture.hpp"

using namespace gridhall::model;

namespace {

Limit& limit(ClassRow& row, Clock clock, double hours) {
  return row.rules.limits[static_cast<std::size_t>(clock)].emplace(Limit{hours, LimitUnit::kHours});
}

/// Dispatched within 1 hour of filing, handled within 2 of the dispatch, verified within 1 of the resolution.
Tables tables() {
  ClassRow row;
  row.code = "noise.street";
  row.unit = "urban";
  limit(row, Clock::kDispatch, 1);
  limit(row, Clock::kHandling, 2);
  limit(row, Clock::kVerification, 1);
  TableParts parts;
  parts.versions = {{std::chrono::local_days(std::chrono::year(2020) / 1 / 1), {row}}};
  Unit urban;
  urban.code = "urban";
  parts.units = {urban};
  return Tables(std::move(parts));
}

Story resolved_story() {
  Story story = dispatched_story();
  story.act(transition(State::kAcknowledged), minute(5)).act(transition(State::kInProgress), minute(6));
  return story.act(transition(State::kResolved), minute(62));
}

}  // namespace

TEST_CASE("the outcome of a case that went well: every promise kept, its time in the clock's own minutes") {
  const Tables held = tables();
  Story story = resolved_story();
  story.act(rate(4), minute(65)).act(transition(State::kClosed, "fixed"), minute(70));
  const Outcome out = outcome_of(story.now(), &held);
  CHECK(out.opened_at == minute(0));
  CHECK(out.ended_at == minute(70));
  CHECK(out.bits == (kOutcomeClosed | kOutcomeAnswered | kOutcomeFixed | kOutcomeReasoned));
  CHECK(out.handling.due_at == minute(122));
  CHECK(out.handling.kept == Kept::kInTime);
  CHECK(out.dispatch.due_at == minute(61));
  CHECK(out.dispatch.kept == Kept::kInTime);
  CHECK(out.verification.due_at == minute(122));
  CHECK(out.verification.kept == Kept::kInTime);
  CHECK(out.handled_minutes == 60);
  CHECK(out.rating == 4);
  CHECK(out.class_code == "noise.street");
  CHECK(out.unit == "urban");
}

TEST_CASE("a promise that is still open is late only for who asks after its due time") {
  const Tables held = tables();
  const Story story = dispatched_story();
  const Outcome out = outcome_of(story.now(), &held);
  CHECK_FALSE(out.ended_at.has_value());
  CHECK(out.bits == 0);
  CHECK(out.handling.kept == Kept::kOpen);
  CHECK(out.handling.at(minute(122)) == Kept::kOpen);
  CHECK(out.handling.at(minute(123)) == Kept::kLate);
  CHECK_FALSE(out.verification.due_at.has_value());
}

TEST_CASE("a paused case owes nothing until it goes on") {
  const Tables held = tables();
  Story story = dispatched_story();
  story.act(transition(State::kAcknowledged), minute(5)).act(transition(State::kSuspended), minute(10));
  CHECK_FALSE(outcome_of(story.now(), &held).handling.due_at.has_value());
  story.act(transition(State::kInProgress), minute(40));
  CHECK(outcome_of(story.now(), &held).handling.due_at == minute(152));
}

TEST_CASE("what happened on the way is remembered: late, sent back, given back, reopened") {
  const Tables held = tables();
  Story story = dispatched_story();
  story.act(transition(State::kReturned, "wrong_unit"), minute(3))
      .act(transition(State::kDispatched), minute(4));
  story.act(transition(State::kInProgress), minute(5)).act(transition(State::kResolved), minute(10));
  story.act(transition(State::kRework, "not_done"), minute(11))
      .act(transition(State::kInProgress), minute(12));
  story.act(transition(State::kResolved), minute(500))
      .act(transition(State::kClosed, "unable_to_fix"), minute(501));
  const Outcome closed = outcome_of(story.now(), &held);
  CHECK(closed.handling.kept == Kept::kLate);
  CHECK(closed.bits ==
        (kOutcomeClosed | kOutcomeAnswered | kOutcomeReasoned | kOutcomeReworked | kOutcomeReturned));
  story.act(transition(State::kReopened, "again"), minute(600));
  const Outcome again = outcome_of(story.now(), &held);
  CHECK_FALSE(again.ended_at.has_value());
  CHECK(again.has(kOutcomeReopened));
  CHECK_FALSE(again.has(kOutcomeClosed));
}

TEST_CASE("drills, merged cases and cases without a report are in no figure, rejected ones owe nothing") {
  const Tables held = tables();
  Story merged = dispatched_story();
  merged.act(merge_into(7), minute(5));
  CHECK(outcome_of(merged.now(), &held).has(kOutcomeUncounted));
  Case drill = dispatched_story().now();
  drill.set_flag(kCaseExercise, true);
  CHECK(outcome_of(drill, &held).has(kOutcomeUncounted));
  Story stub;
  stub.update(minute(0), "open");
  CHECK(outcome_of(stub.now(), &held).has(kOutcomeUncounted));
  Story rejected;
  rejected.report(minute(0)).act(transition(State::kRejected, "not_ours"), minute(3));
  const Outcome out = outcome_of(rejected.now(), &held);
  CHECK(out.has(kOutcomeRejected));
  CHECK(out.ended_at == minute(3));
  CHECK_FALSE(out.has(kOutcomeUncounted));
}

TEST_CASE("without tables a case has its sender's code, its source's due time and its agency") {
  Story story;
  Event event = Story::source_event(minute(0), "open");
  event.type = EventType::kRequestReported;
  event.columns.service_code = "SLO";
  event.columns.agency_responsible = "PWD";
  event.columns.expected_datetime = minute(60);
  story.take(event).update(minute(90), "closed");
  const Outcome out = outcome_of(story.now(), nullptr);
  CHECK(out.class_code == "SLO");
  CHECK(out.unit == "PWD");
  CHECK(out.handling.due_at == minute(60));
  CHECK(out.handling.kept == Kept::kLate);
  CHECK(out.has(kOutcomeAnswered));
  CHECK(out.has(kOutcomeWallClock));
  CHECK_FALSE(out.has(kOutcomeReasoned));
}
