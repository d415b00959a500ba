// What may be done to a case, asked of `refuse` alone.
#include "store/model/action.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "store/model/lifecycle.hpp"
#include "tests/unit/store/model/action_fixture.hpp"

using namespace gridhall::model;

namespace {

void check_refused(const std::optional<Error>& error, Code code, const std::string& pointer = {}) {
  REQUIRE(error.has_value());
  CHECK(to_string(error->code) == to_string(code));
  CHECK(error->pointer == pointer);
  CHECK_FALSE(error->detail.empty());
}

Story closed_story() {
  Story story = dispatched_story();
  story.act(transition(State::kAcknowledged), minute(3)).act(transition(State::kResolved), minute(4));
  return story.act(transition(State::kClosed, "fixed"), minute(5));
}

}  // namespace

TEST_CASE("every kind of action has a type of its own, and none is an event that a source may send") {
  std::set<std::string_view> types;
  for (int i = 1; i <= kActionKindCount; ++i) {
    const auto kind = static_cast<ActionKind>(i);
    const std::string_view type = to_string(kind);
    INFO(type);
    CHECK(types.insert(type).second);
    CHECK(parse_action_kind(type) == kind);
    CHECK_FALSE(parse_event_type(type).has_value());
  }
  CHECK(to_string(ActionKind::kTransition) == "gridhall.case.transitioned.v1");
  CHECK(to_string(ActionKind::kLapseClaim) == "gridhall.claim.lapsed.v1");
  CHECK(to_string(ActionKind::kLapseAcknowledgement) == "gridhall.acknowledgement.lapsed.v1");
  CHECK(to_string(ActionKind::kEscalate) == "gridhall.case.escalated.v1");
  CHECK_FALSE(parse_action_kind("gridhall.case.updated.v1").has_value());
  CHECK(to_string(static_cast<ActionKind>(0)).empty());
  CHECK(to_string(EventType::kAction).empty());
}

TEST_CASE("remarks and leases decide nothing, a timer never does, everything else does") {
  const std::set<ActionKind> remarks = {ActionKind::kComment, ActionKind::kClaim, ActionKind::kRelease,
                                        ActionKind::kRate, ActionKind::kNudge};
  for (int i = 1; i <= kActionKindCount; ++i) {
    const auto kind = static_cast<ActionKind>(i);
    INFO(to_string(kind));
    CHECK(make_action(kind).decides() != remarks.contains(kind));
    CHECK_FALSE(make_action(kind, std::string(kSystemActor)).decides());
    CHECK_FALSE(make_action(kind, std::string(kSystemActor)).by_person());
  }
}

TEST_CASE("an action on another version than the case's is a conflict that names both") {
  const Story story = dispatched_story();
  Action action = transition(State::kInProgress);
  action.expected_version = 2;
  const auto error = story.refusal(action, minute(9));
  check_refused(error, Code::kConflict, "/expected_version");
  CHECK(error->got == "2");
  CHECK(error->allowed == "3");
  CHECK(error->detail.find('2') != std::string::npos);
  CHECK(error->detail.find('3') != std::string::npos);
  action.expected_version = 3;
  CHECK_FALSE(story.refusal(action, minute(9)).has_value());
}

TEST_CASE("a step that does not follow is refused with the states that do") {
  const Story story = dispatched_story();
  const auto error = story.refusal(transition(State::kClosed, "fixed"), minute(9));
  check_refused(error, Code::kTransitionNotAllowed, "/to");
  CHECK(error->got == "\"closed\"");
  CHECK(error->allowed == "acknowledged in_progress returned merged");
  CHECK(error->detail.find("the case is dispatched") != std::string::npos);
  CHECK_FALSE(story.refusal(transition(State::kAcknowledged), minute(9)).has_value());
}

TEST_CASE("every step of the table is open to people, and no other") {
  for (int from = 0; from < kStateCount; ++from) {
    Case c;
    c.id = {kEpoch, 1};
    c.state = static_cast<State>(from);
    for (int to = 0; to < kStateCount; ++to) {
      INFO(to_string(static_cast<State>(from)) << " to " << to_string(static_cast<State>(to)));
      if (static_cast<State>(to) == State::kMerged) continue;
      const auto error = refuse(c, transition(static_cast<State>(to), "fixed"), minute(0));
      CHECK(error.has_value() != allowed(static_cast<State>(from), static_cast<State>(to)));
    }
    CHECK(refuse(c, merge_into(2), minute(0)).has_value() !=
          allowed(static_cast<State>(from), State::kMerged));
  }
}

TEST_CASE("members that an action needs are named where they are missing or wrong") {
  const Story story = dispatched_story();
  const auto refused = [&](const Action& action) { return story.refusal(action, minute(9)); };
  check_refused(refused(make_action(ActionKind::kTransition)), Code::kSchemaViolation, "/to");
  check_refused(refused(transition(State::kMerged)), Code::kSchemaViolation, "/to");
  check_refused(refused(comment("")), Code::kSchemaViolation, "/note");
  check_refused(refused(make_action(ActionKind::kClaim)), Code::kSchemaViolation, "/until");
  check_refused(refused(claim("li", minute(9))), Code::kSchemaViolation, "/until");
  check_refused(refused(assign("")), Code::kSchemaViolation, "/unit");
  check_refused(refused(make_action(ActionKind::kExtend)), Code::kSchemaViolation, "/until");
  check_refused(refused(make_action(ActionKind::kMerge)), Code::kSchemaViolation, "/into");
  check_refused(refused(merge_into(1)), Code::kSchemaViolation, "/into");
  check_refused(refused(rate(0)), Code::kSchemaViolation, "/rating");
  check_refused(refused(rate(6)), Code::kSchemaViolation, "/rating");
  check_refused(refused(reclassify("")), Code::kSchemaViolation, "/class_code");
  check_refused(refused(make_action(ActionKind::kNudge, "")), Code::kSchemaViolation, "/actor");
  Action picture = comment("");
  picture.evidence = {"https://example.org/after.jpg"};
  CHECK_FALSE(refused(picture).has_value());
  check_refused(refuse(story.now(), Story::action_event(make_action(ActionKind::kRelocate), minute(9))),
                Code::kSchemaViolation, "/lat");
}

TEST_CASE("an extension ends later than now") {
  const Story story = dispatched_story();
  const auto error = story.refusal(extend(minute(9)), minute(9));
  check_refused(error, Code::kSchemaViolation, "/until");
  CHECK(error->got == '"' + format_rfc3339(minute(9)) + '"');
  CHECK_FALSE(story.refusal(extend(minute(10)), minute(9)).has_value());
}

TEST_CASE("a person who closes a case says why, in the domain's words") {
  Story story = dispatched_story();
  story.act(transition(State::kInProgress), minute(3)).act(transition(State::kResolved), minute(4));
  for (const char* const word : {"", "done", "Fixed"}) {
    const auto error = story.refusal(transition(State::kClosed, word), minute(5));
    check_refused(error, Code::kSchemaViolation, "/reason_code");
    CHECK(error->allowed ==
          "fixed no_fault_found not_responsible duplicate referred withdrawn unable_to_fix");
  }
  for (const char* const word : {"fixed", "no_fault_found", "not_responsible", "duplicate", "referred",
                                 "withdrawn", "unable_to_fix"}) {
    CHECK_FALSE(story.refusal(transition(State::kClosed, word), minute(5)).has_value());
  }
}

TEST_CASE("a claim that somebody else holds is a conflict that names owner and end, until it ends") {
  Story story = dispatched_story();
  story.act(claim("li", minute(30)), minute(10));
  const auto error = story.refusal(claim("wang", minute(60)), minute(29));
  check_refused(error, Code::kConflict);
  CHECK(error->detail.find("li") != std::string::npos);
  CHECK(error->detail.find(format_rfc3339(minute(30))) != std::string::npos);
  CHECK_FALSE(story.refusal(claim("li", minute(60)), minute(29)).has_value());
  // Nobody has logged the lapse yet: it stops nobody all the same.
  CHECK_FALSE(story.refusal(claim("wang", minute(60)), minute(30)).has_value());
}

TEST_CASE("a claim is given back by its owner, or broken by an administrator") {
  Story story = dispatched_story();
  check_refused(story.refusal(release("li"), minute(9)), Code::kConflict);
  story.act(claim("li", minute(30)), minute(10));
  check_refused(story.refusal(release("wang"), minute(11)), Code::kConflict);
  Action broken = release("wang");
  broken.role = kAdminRole;
  CHECK_FALSE(story.refusal(broken, minute(11)).has_value());
  Action other = release("li");
  other.claim_seq = story.last_seq() + 1;
  check_refused(story.refusal(other, minute(11)), Code::kConflict);
  other.claim_seq = story.last_seq();
  CHECK_FALSE(story.refusal(other, minute(11)).has_value());
}

TEST_CASE("only a timer lets a claim lapse, only the one in force, only after its end") {
  Story story = dispatched_story();
  story.act(claim("li", minute(30)), minute(10));
  const std::uint64_t seq = story.last_seq();
  Action by_hand = lapse_of_claim(seq);
  by_hand.actor = "li";
  check_refused(story.refusal(by_hand, minute(31)), Code::kForbidden);
  check_refused(story.refusal(lapse_of_claim(seq - 1), minute(31)), Code::kConflict);
  check_refused(story.refusal(lapse_of_claim(seq), minute(29)), Code::kConflict);
  CHECK_FALSE(story.refusal(lapse_of_claim(seq), minute(30)).has_value());
}

TEST_CASE("an acknowledgement lapses only while it is the last thing that happened to the state") {
  Story story = dispatched_story();
  check_refused(story.refusal(lapse_of_acknowledgement(3), minute(3)), Code::kTransitionNotAllowed);
  story.act(transition(State::kAcknowledged), minute(4));
  check_refused(story.refusal(lapse_of_acknowledgement(3), minute(5)), Code::kConflict);
  CHECK_FALSE(story.refusal(lapse_of_acknowledgement(4), minute(5)).has_value());
  Action by_hand = lapse_of_acknowledgement(4);
  by_hand.actor = "li";
  check_refused(story.refusal(by_hand, minute(5)), Code::kForbidden);
}

TEST_CASE("a closed case takes remarks, ratings and corrections, and no work") {
  const Story story = closed_story();
  REQUIRE(story.state() == State::kClosed);
  for (const Action& action : {comment("thanks"), rate(5), reclassify("noise.night")}) {
    INFO(to_string(action.kind));
    CHECK_FALSE(story.refusal(action, minute(9)).has_value());
  }
  for (const Action& action : {assign("unit-1"), extend(minute(90)), claim("li", minute(90)), merge_into(9),
                               make_action(ActionKind::kNudge), make_action(ActionKind::kEscalate)}) {
    INFO(to_string(action.kind));
    const auto error = story.refusal(action, minute(9));
    check_refused(error, Code::kTransitionNotAllowed);
    CHECK(error->allowed == "reopened");
  }
}
