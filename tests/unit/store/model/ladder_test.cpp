#include "store/model/ladder.hpp"

#include <catch2/catch.hpp>

#include "store/model/standing.hpp"
#include "store/model/tables.hpp"
#include "tests/unit/store/model/action_fixture.hpp"

using namespace gridhall::model;

namespace {

constexpr int kDue = 2 + 120;             // minutes: two hours from the dispatch
constexpr int kYellow = 2 + 80;           // two thirds of them
const Duration kNext = Duration(1);       // red begins right behind the due time
const std::string kUnit = "street team";  // of the department "lighting"

Rung rung(Light at, EscalationLevel level, std::optional<Limit> after = {}) {
  return {at, after, level};
}

ClassRow street_light() {
  ClassRow row;
  row.code = "noise.street";
  row.unit = kUnit;
  row.rules.limits[static_cast<std::size_t>(Clock::kHandling)] = Limit{2, LimitUnit::kHours};
  row.ladder = {rung(Light::kYellow, EscalationLevel::kNudged),
                rung(Light::kRed, EscalationLevel::kSupervised),
                rung(Light::kRed, EscalationLevel::kRaised, Limit{1, LimitUnit::kHours})};
  return row;
}

Tables tables_with(std::vector<ClassRow> rows) {
  TableParts parts;
  parts.versions = {{std::chrono::local_days(std::chrono::year(2020) / 1 / 1), std::move(rows)}};
  Unit lighting;
  lighting.code = "lighting";
  Unit team;
  team.code = kUnit;
  team.parent = "lighting";
  parts.units = {lighting, team};
  return Tables(std::move(parts));
}

Tables tables() {
  return tables_with({street_light()});
}

/// What the timer does about the case at `when`: the event of the climb, as the dashboard makes it.
std::optional<Action> timer(const Case& c, const Tables& held, Time when) {
  const auto climb = due_climb(c, &held, when);
  if (!climb) return std::nullopt;
  Action action =
      make_action(climb->level == EscalationLevel::kNudged ? ActionKind::kNudge : ActionKind::kEscalate,
                  std::string(kSystemActor));
  action.rung = climb->rung;
  action.deadline = climb->deadline;
  action.unit = climb->unit;
  action.expected_version = c.version;
  return action;
}

}  // namespace

TEST_CASE("a case climbs its class's ladder rung by rung as its deadline comes near and passes") {
  const Tables held = tables();
  Story story = dispatched_story();
  CHECK(standing(story.now(), &held).timer_at == minute(kYellow));
  CHECK_FALSE(timer(story.now(), held, minute(kYellow) - Duration(1)).has_value());

  story.act(*timer(story.now(), held, minute(kYellow)), minute(kYellow));
  REQUIRE(story.now().escalation.has_value());
  CHECK(story.now().escalation->level == EscalationLevel::kNudged);
  CHECK(standing(story.now(), &held).timer_at == minute(kDue) + kNext);
  CHECK_FALSE(timer(story.now(), held, minute(kDue)).has_value());

  story.act(*timer(story.now(), held, minute(kDue) + kNext), minute(kDue) + kNext);
  CHECK(story.now().escalation->level == EscalationLevel::kSupervised);
  CHECK(standing(story.now(), &held).timer_at == minute(kDue + 60) + kNext);

  story.act(*timer(story.now(), held, minute(kDue + 61)), minute(kDue + 61));
  CHECK(story.now().escalation->level == EscalationLevel::kRaised);
  CHECK(story.now().escalation->unit == "lighting");
  CHECK((story.now().flags & kCaseEscalated) == kCaseRaised);
  CHECK(story.not_applied().empty());
  CHECK_FALSE(standing(story.now(), &held).timer_at.has_value());
  CHECK_FALSE(timer(story.now(), held, minute(kDue + 100'000)).has_value());
}

TEST_CASE("a daemon that stood still over several rungs climbs the highest of them, once") {
  const Tables held = tables();
  Story story = dispatched_story();
  const auto late = timer(story.now(), held, minute(kDue + 600));
  REQUIRE(late.has_value());
  CHECK(late->rung == 3);
  story.act(*late, minute(kDue + 600));
  CHECK(story.now().escalation->level == EscalationLevel::kRaised);
  CHECK_FALSE(timer(story.now(), held, minute(kDue + 601)).has_value());
}

TEST_CASE("no edit, comment, assignment, other class or other dispatch starts the ladder again") {
  const Tables held = tables_with({[] {
                                     ClassRow other = street_light();
                                     other.code = "noise.bar";
                                     return other;
                                   }(),
                                   street_light()});
  Story story = dispatched_story();
  story.act(*timer(story.now(), held, minute(kYellow)), minute(kYellow));
  const int later = kYellow + 5;
  SECTION("a comment") {
    story.act(comment("seen"), minute(later));
  }
  SECTION("an update of its source") {
    story.update(minute(later));
  }
  SECTION("another class") {
    story.act(reclassify("noise.bar"), minute(later));
  }
  SECTION("another dispatch") {
    story.act(transition(State::kReturned, "wrong_unit"), minute(later));
    story.act(transition(State::kDispatched), minute(later));
  }
  CHECK_FALSE(timer(story.now(), held, minute(kDue)).has_value());
  CHECK(timer(story.now(), held, minute(kDue + 1))->rung == 2);
}

TEST_CASE("another deadline has a ladder of its own: an extension, and a reopening") {
  const Tables held = tables();
  Story story = dispatched_story();
  story.act(*timer(story.now(), held, minute(kDue + 1)), minute(kDue + 1));
  SECTION("an extension: the broken second promise is told like the first") {
    story.act(extend(minute(600)), minute(kDue + 2));
    CHECK_FALSE(timer(story.now(), held, minute(kDue + 61)).has_value());
    CHECK(timer(story.now(), held, minute(601))->rung == 2);
    CHECK(story.now().escalation->level == EscalationLevel::kSupervised);
  }
  SECTION("a reopening: what was escalated went with the closing") {
    story.act(transition(State::kInProgress), minute(200)).act(transition(State::kResolved), minute(201));
    story.act(transition(State::kClosed, "fixed"), minute(202));
    CHECK_FALSE(story.now().escalation.has_value());
    CHECK((story.now().flags & kCaseEscalated) == 0);
    CHECK_FALSE(timer(story.now(), held, minute(900)).has_value());
    story.act(transition(State::kReopened), minute(300)).act(transition(State::kDispatched), minute(301));
    CHECK(timer(story.now(), held, minute(301 + 80))->rung == 1);
  }
}

TEST_CASE("nobody is escalated while the clock is paused or after it has stopped") {
  const Tables held = tables();
  Story story = dispatched_story();
  story.act(transition(State::kAcknowledged), minute(3));
  SECTION("suspended in time") {
    story.act(transition(State::kSuspended), minute(10));
  }
  SECTION("suspended when it was late already") {
    story.act(transition(State::kSuspended), minute(kDue + 1));
  }
  SECTION("resolved") {
    story.act(transition(State::kInProgress), minute(4)).act(transition(State::kResolved), minute(kDue + 1));
  }
  SECTION("rejected") {
    story.act(transition(State::kReturned, "x"), minute(4)).act(transition(State::kRejected, "x"), minute(5));
  }
  CHECK_FALSE(timer(story.now(), held, minute(kDue + 600)).has_value());
  CHECK_FALSE(standing(story.now(), &held).timer_at.has_value());
}

TEST_CASE("a drill, a case of no class and a class without a ladder are never escalated") {
  ClassRow bare = street_light();
  bare.ladder.clear();
  const Story story = dispatched_story();
  CHECK_FALSE(timer(story.now(), tables_with({bare}), minute(kDue + 600)).has_value());
  CHECK_FALSE(due_climb(story.now(), nullptr, minute(kDue + 600)).has_value());
  Case drill = story.now();
  drill.set_flag(kCaseExercise, true);
  const Tables held = tables();
  CHECK_FALSE(timer(drill, held, minute(kDue + 600)).has_value());
  CHECK_FALSE(standing(drill, &held).timer_at.has_value());
}

TEST_CASE("a rung that is recorded twice, or for a deadline that was moved, changes nothing") {
  const Tables held = tables();
  Story story = dispatched_story();
  const Action first = *timer(story.now(), held, minute(kYellow));
  story.act(first, minute(kYellow));
  Action again = first;
  again.expected_version = 0;
  CHECK(story.refusal(again, minute(kYellow))->code == Code::kConflict);
  const Action second = *timer(story.now(), held, minute(kDue + 1));
  story.act(extend(minute(600)), minute(kDue + 1));
  Action late = second;
  late.expected_version = 0;
  CHECK(story.refusal(late, minute(kDue + 1))->code == Code::kConflict);
  story.act(second, minute(kDue + 2));
  CHECK_FALSE(story.not_applied().empty());
  CHECK(story.now().escalation->level == EscalationLevel::kNudged);
}

TEST_CASE("only a timer climbs the ladder, and a nudge by hand takes no supervision back") {
  const Tables held = tables();
  Story story = dispatched_story();
  Action by_hand = *timer(story.now(), held, minute(kDue + 1));
  by_hand.actor = "li";
  CHECK(story.refusal(by_hand, minute(kDue + 1))->code == Code::kForbidden);

  Action raise = make_action(ActionKind::kEscalate);
  raise.unit = "mayor";
  story.act(raise, minute(10)).act(make_action(ActionKind::kNudge), minute(11));
  CHECK(story.now().escalation->level == EscalationLevel::kRaised);
  CHECK(story.now().escalation->unit == "mayor");
  CHECK(story.now().escalation->at == minute(10));
  CHECK(timer(story.now(), held, minute(kYellow))->rung == 1);
}
