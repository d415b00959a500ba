#include "store/model/standing.hpp"

#include <catch2/catch.hpp>

#include "store/model/tables.hpp"
#include "tests/unit/store/model/action_fixture.hpp"

using namespace gridhall::model;

namespace {

ClassRow gas_leak() {
  ClassRow row;
  row.code = "gas.leak";
  row.unit = "gas";
  row.default_severity = Severity::kExtreme;
  row.rules.limits[static_cast<std::size_t>(Clock::kHandling)] = Limit{2, LimitUnit::kHours};
  return row;
}

/// The story's service code is another name of the class.
Tables tables() {
  TableParts parts;
  parts.versions = {{std::chrono::local_days(std::chrono::year(2020) / 1 / 1), {gas_leak()}}};
  parts.mappings = {{"/s", false, {{"noise.street", "gas.leak"}}}};
  Unit gas;
  gas.code = "gas";
  parts.units = {gas};
  return Tables(std::move(parts));
}

}  // namespace

TEST_CASE("a case stands by its class: code, unit, severity where its source gave none, and deadline") {
  const Tables held = tables();
  const Case c = dispatched_story().now();
  const Standing with = standing(c, &held);
  CHECK(with.class_code == "gas.leak");
  CHECK(with.unit == "gas");
  CHECK(with.severity == Severity::kExtreme);
  CHECK(with.due_at == minute(2 + 120));
  CHECK(with.plan == light_plan(clock_input(c, transitions(c), &held.versions()[0].rows[0].rules, nullptr)));
  const Standing without = standing(c, nullptr);
  CHECK(without.class_code == kUnclassified);
  CHECK(without.severity == Severity::kUnknown);
  CHECK_FALSE(without.due_at.has_value());
}

TEST_CASE("re-classification and assignment win over what the source's code says") {
  const Tables held = tables();
  Story story = dispatched_story();
  story.act(reclassify("unheard.of"), minute(3)).act(assign("elsewhere"), minute(4));
  const Standing now = standing(story.now(), &held);
  CHECK(now.class_code == kUnclassified);
  CHECK(now.unit == "elsewhere");
}

TEST_CASE(
    "an acknowledgement lapses where the class alone makes the case Extreme, and never where nothing does") {
  const Tables held = tables();
  Story story = dispatched_story();
  CHECK_FALSE(next_lapse(story.now(), &held).has_value());
  story.act(transition(State::kAcknowledged), minute(5));
  const auto lapse = next_lapse(story.now(), &held);
  REQUIRE(lapse.has_value());
  CHECK(lapse->kind == ActionKind::kLapseAcknowledgement);
  CHECK(lapse->at == minute(5) + kAcknowledgementLasts);
  CHECK(lapse->seq == story.last_seq());
  CHECK(standing(story.now(), &held).timer_at == lapse->at);
  CHECK_FALSE(next_lapse(story.now(), nullptr).has_value());
  story.act(transition(State::kInProgress), minute(6));
  CHECK_FALSE(next_lapse(story.now(), &held).has_value());
}

TEST_CASE("of a claim and an acknowledgement the earlier one lapses first") {
  const Tables held = tables();
  Story story = dispatched_story();
  story.act(transition(State::kAcknowledged), minute(5)).act(claim("li", minute(10)), minute(6));
  CHECK(next_lapse(story.now(), &held)->kind == ActionKind::kLapseClaim);
  story.act(claim("li", minute(100)), minute(7));
  CHECK(next_lapse(story.now(), &held)->kind == ActionKind::kLapseAcknowledgement);
}
