#include "store/codec.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/store/model/random_action.hpp"

using namespace gridhall::model;
using namespace gridhall::store;

namespace {

Action full_action() {
  Action action = make_action(ActionKind::kMerge);
  action.target = 3;
  action.reason = "duplicate";
  action.note = "same lamp";
  action.evidence = {"https://example.org/1", ""};
  action.expected_version = 300;
  action.to = State::kReopened;
  action.unit = "unit-1";
  action.until = minute(9);
  action.parent = CaseId{kEpoch, 2};
  action.rating = 5;
  action.rung = 3;
  action.deadline = 77;
  action.class_code = "lamp";
  action.claim_seq = 8;
  return action;
}

LogRecord record_of(const std::vector<Action>& actions) {
  LogRecord record;
  record.first_seq = 400;
  for (const Action& action : actions) {
    LogEntry& entry = record.entries.emplace_back();
    entry.event = Story::action_event(action, minute(7));
    entry.event.id = entry.event.subject = "key-" + std::to_string(record.entries.size());
    entry.event.action = std::make_shared<const Action>(action);
    entry.case_seq = action.target;
  }
  return record;
}

void check_same(const Action& a, const Action& b) {
  CHECK(a.kind == b.kind);
  CHECK(a.target == b.target);
  CHECK(a.actor == b.actor);
  CHECK(a.role == b.role);
  CHECK(a.reason == b.reason);
  CHECK(a.note == b.note);
  CHECK(a.evidence == b.evidence);
  CHECK(a.expected_version == b.expected_version);
  CHECK(a.to == b.to);
  CHECK(a.unit == b.unit);
  CHECK(a.until == b.until);
  CHECK(a.parent == b.parent);
  CHECK(a.rating == b.rating);
  CHECK(a.rung == b.rung);
  CHECK(a.deadline == b.deadline);
  CHECK(a.class_code == b.class_code);
  CHECK(a.claim_seq == b.claim_seq);
}

}  // namespace

TEST_CASE("an action comes out of the log as it went in, by record or alone") {
  Case c;
  c.id = {kEpoch, 3};
  c.version = 77;
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  Random random(seed);
  std::vector<Action> actions = {full_action()};
  for (int i = 0; i < 200; ++i) {
    actions.push_back(random_action(random, c, minute(i)));
    actions.back().target = 3;
  }
  LogRecord record = record_of(actions);
  const std::string bytes = encode_record(record);
  CHECK(check_chain(bytes));
  const auto back = decode_record(bytes);
  REQUIRE(back.has_value());
  REQUIRE(back->entries.size() == actions.size());
  for (std::size_t i = 0; i < actions.size(); ++i) {
    INFO("action " << i);
    const auto alone = decode_entry(bytes, 400 + i);
    REQUIRE(alone.has_value());
    for (const LogEntry& entry : {back->entries[i], *alone}) {
      CHECK(entry.event.type == EventType::kAction);
      REQUIRE(entry.event.action != nullptr);
      check_same(*entry.event.action, actions[i]);
      CHECK_FALSE(entry.names_case());
    }
  }
}

TEST_CASE("a record whose action acts on no case, on itself or on a later one does not read") {
  for (const std::uint64_t target : {0U, 400U, 401U}) {
    Action action = full_action();
    action.target = target;
    LogRecord record = record_of({action});
    CHECK_FALSE(decode_record(encode_record(record)).has_value());
  }
}

TEST_CASE("an action of an unknown kind or state does not read") {
  Action action = full_action();
  action.kind = static_cast<ActionKind>(kActionKindCount + 1);
  LogRecord record = record_of({action});
  CHECK_FALSE(decode_record(encode_record(record)).has_value());
  action = full_action();
  action.to = static_cast<State>(kStateCount);
  record = record_of({action});
  CHECK_FALSE(decode_record(encode_record(record)).has_value());
}
