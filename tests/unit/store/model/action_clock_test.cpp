// The clocks of a case that people worked on, from its fold: the errors that other systems are known for.
#include <catch2/catch.hpp>

#include "store/model/clock.hpp"
#include "tests/unit/store/model/action_fixture.hpp"
#include "tests/unit/store/model/clock_fixture.hpp"

using namespace gridhall::model;
using namespace std::chrono_literals;

namespace {

using enum State;

ClockRules eight_hours() {
  ClockRules rules;
  rules.limits[static_cast<std::size_t>(Clock::kHandling)] = Limit{8, LimitUnit::kWorkingHours};
  return rules;
}

ClockState handling(const Story& story, const ClockRules& rules, const Calendar& office, Time now) {
  const auto steps = transitions(story.now());
  return clock_state(Clock::kHandling, clock_input(story.now(), steps, &rules, &office), now);
}

/// Dispatched by people on Wednesday at 09:00; 8 working hours end on Thursday at 09:00.
Story since_wednesday() {
  Story story;
  story.report(sept("16T08:00")).act(transition(kFiled), sept("16T08:30"));
  return story.act(transition(kDispatched), sept("16T09:00"));
}

}  // namespace

TEST_CASE("an edit, a comment, an assignment or a claim does not restart the clock") {
  const Calendar office = shanghai_office();
  const ClockRules rules = eight_hours();
  Story story = since_wednesday();
  Event edit = Story::source_event(sept("16T12:00"));
  edit.columns.description = "louder";
  story.take(edit).act(comment("called back"), sept("16T12:30")).act(assign("unit-2"), sept("16T14:30"));
  story.act(claim("li", sept("16T16:00")), sept("16T15:00")).act(transition(kDispatched), sept("16T15:30"));
  CHECK_FALSE(story.not_applied().empty());
  const ClockState state = handling(story, rules, office, sept("16T16:00"));
  CHECK(state.started_at == sept("16T09:00"));
  CHECK(state.due_at == sept("17T09:00"));
  CHECK(state.used == 6h);
}

TEST_CASE("another class counts from the same start and keeps the pauses earned") {
  const Calendar office = shanghai_office();
  Story story = since_wednesday();
  story.act(transition(kAcknowledged), sept("16T10:00")).act(transition(kSuspended), sept("16T11:00"));
  story.act(transition(kInProgress), sept("16T15:00")).act(reclassify("noise.night"), sept("16T16:00"));
  CHECK(story.now().class_code == "noise.night");
  ClockRules rules = eight_hours();
  // Suspended from 11:00 to 15:00: three of those hours were working time.
  CHECK(handling(story, rules, office, sept("16T16:00")).due_at == sept("17T12:00"));
  rules.limits[static_cast<std::size_t>(Clock::kHandling)]->value = 4;
  const ClockState state = handling(story, rules, office, sept("16T16:00"));
  CHECK(state.started_at == sept("16T09:00"));
  CHECK(state.due_at == sept("16T17:00"));
}

TEST_CASE("a suspended case's clock stands") {
  const Calendar office = shanghai_office();
  const ClockRules rules = eight_hours();
  Story story = since_wednesday();
  story.act(transition(kAcknowledged), sept("16T10:00")).act(transition(kSuspended), sept("16T11:00"));
  const ClockState early = handling(story, rules, office, sept("16T12:00"));
  const ClockState late = handling(story, rules, office, sept("23T12:00"));
  CHECK(early.paused);
  CHECK(early.used == late.used);
  CHECK(late.plan.at(sept("23T12:00")) == Light::kPaused);
}

TEST_CASE("an extension sets a new due time and the old one stays to be seen, dispatched again or not") {
  const Calendar office = shanghai_office();
  const ClockRules rules = eight_hours();
  Story story = since_wednesday();
  story.act(extend(sept("18T17:00")), sept("16T14:00"));
  ClockState state = handling(story, rules, office, sept("16T16:00"));
  CHECK(state.due_from == DueFrom::kExtension);
  CHECK(state.due_at == sept("18T17:00"));
  CHECK(state.original_due_at == sept("17T09:00"));

  story.act(transition(kReturned), sept("16T16:00")).act(transition(kDispatched), sept("16T16:30"));
  REQUIRE(story.now().extensions.size() == 1);
  state = handling(story, rules, office, sept("16T16:45"));
  CHECK(state.due_from == DueFrom::kExtension);
  CHECK(state.original_due_at == sept("17T09:30"));  // half a working hour returned
}

TEST_CASE("an extension that was refused moves no deadline") {
  const Calendar office = shanghai_office();
  const ClockRules rules = eight_hours();
  Story story = since_wednesday();
  story.act(extend(sept("16T08:00")), sept("16T14:00"));
  CHECK_FALSE(story.not_applied().empty());
  CHECK(handling(story, rules, office, sept("16T16:00")).due_from == DueFrom::kClassTable);
}

TEST_CASE("a case merged by a person is never overdue") {
  const Calendar office = shanghai_office();
  const ClockRules rules = eight_hours();
  Story story = since_wednesday();
  story.act(merge_into(9), sept("18T10:00"));  // a day after it was due
  const ClockState state = handling(story, rules, office, sept("30T10:00"));
  CHECK_FALSE(state.in_time.has_value());
  CHECK(state.plan == LightPlan{});
}

TEST_CASE("what its source says after a person acted stops no clock") {
  const Calendar office = shanghai_office();
  const ClockRules rules = eight_hours();
  Story story = since_wednesday();
  story.update(sept("16T11:00"), "closed");
  const ClockState state = handling(story, rules, office, sept("18T10:00"));
  CHECK_FALSE(state.stopped_at.has_value());
  CHECK(state.in_time == false);
}

TEST_CASE("a stub has no clock, and a source's due time is passed on") {
  const Calendar office = shanghai_office();
  const ClockRules rules = eight_hours();
  Story story;
  Event early = Story::source_event(sept("16T09:00"), "open");
  early.columns.expected_datetime = sept("20T09:00");
  story.take(early);
  CHECK_FALSE(handling(story, rules, office, sept("16T10:00")).started_at.has_value());
  story.report(sept("16T08:00"));
  const ClockState state = handling(story, rules, office, sept("16T10:00"));
  CHECK(state.due_from == DueFrom::kSource);
  CHECK(state.due_at == sept("20T09:00"));
}
