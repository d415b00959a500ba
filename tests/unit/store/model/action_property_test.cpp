// What holds of any history of source events and actions.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "store/codec.hpp"
#include "tests/unit/store/model/random_action.hpp"

using namespace gridhall::model;
using gridhall::store::decode_case;
using gridhall::store::encode_case;

namespace {

using namespace std::chrono_literals;

Time random_time(Random& random) {
  return minute(pick(random, 0, 10'000));
}

Story random_story(Random& random, int length) {
  Story story;
  story.take(random_source_event(random, random_time(random)));
  Time now = minute(0);
  for (int i = 1; i < length; ++i) {
    now += std::chrono::minutes(pick(random, 0, 30));
    if (one_in(random, 3)) {
      story.take(random_source_event(random, random_time(random)));
      continue;
    }
    Event event = Story::action_event(random_action(random, story.now(), now), now);
    if (one_in(random, 3)) event.cell = {0x89c25a4d10000000ULL};
    story.take(std::move(event));
  }
  return story;
}

std::vector<Transition> applied_steps(const Case& c) {
  std::vector<Transition> steps = transitions(c);
  std::erase_if(steps, [](const Transition& step) { return !step.applied; });
  return steps;
}

bool begins_with(const std::vector<Transition>& longer, const std::vector<Transition>& start) {
  if (longer.size() < start.size()) return false;
  return std::equal(start.begin(), start.end(), longer.begin(), [](const Transition& a, const Transition& b) {
    // Implied steps stand at the report, which may come late.
    const bool same_place = a.implied || a.seq == b.seq;
    return a.from == b.from && a.to == b.to && same_place && a.actor == b.actor && a.reason == b.reason;
  });
}

// The case without what a refused action adds to it.
std::string bytes_but_history(Case c) {
  c.version = 0;
  c.events.clear();
  c.facts.clear();
  return encode_case(c);
}

}  // namespace

TEST_CASE(
    "any history folds, ascends, keeps refused actions apart, and is never undone after a person acted") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  Random random(seed);
  for (int round = 0; round < 300; ++round) {
    INFO("round " << round);
    const Story story = random_story(random, 40);
    std::optional<Case> c;
    for (const Event& event : story.events()) {
      INFO("seq " << event.seq);
      const std::optional<Case> before = c;
      const auto refused = event.action ? refuse(*before, event) : std::nullopt;
      c = apply(std::move(c), event, kEpoch);
      REQUIRE(c->version == event.seq);
      REQUIRE(c->events.size() == event.seq);
      REQUIRE(std::is_sorted(c->events.begin(), c->events.end()));
      REQUIRE(std::is_sorted(c->facts.begin(), c->facts.end(),
                             [](const StatusFact& a, const StatusFact& b) { return a.stamp < b.stamp; }));
      REQUIRE((c->state == State::kMerged || !c->parent));
      REQUIRE((c->open() || !c->claim));
      if (!before) continue;
      if (refused) REQUIRE(bytes_but_history(*c) == bytes_but_history(*before));
      if (event.action && !refused && event.action->decides()) REQUIRE(c->acted_seq != 0);
      if (before->acted_seq == 0) continue;
      REQUIRE(c->acted_seq == before->acted_seq);
      const auto steps = applied_steps(*c);
      REQUIRE(begins_with(steps, applied_steps(*before)));
      if (event.action && !refused && event.action->kind == ActionKind::kTransition)
        REQUIRE(steps.back().seq == event.seq);
      if (!event.action) REQUIRE(c->state == before->state);
    }
  }
}

TEST_CASE("replaying a history gives the same bytes, through the record after each event or without") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  Random random(seed);
  for (int round = 0; round < 300; ++round) {
    INFO("round " << round);
    const Story story = random_story(random, 40);
    std::optional<Case> replayed;
    for (const Event& event : story.events()) {
      const std::string bytes = encode_case(apply(replayed, event, kEpoch));
      replayed = decode_case(bytes);
      REQUIRE(replayed.has_value());
      REQUIRE(encode_case(*replayed) == bytes);
    }
    CHECK(encode_case(*replayed) == encode_case(story.now()));
  }
}

TEST_CASE("the order in which a source's late events arrive does not matter until a person has acted") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  Random random(seed);
  for (int round = 0; round < 300; ++round) {
    INFO("round " << round);
    std::vector<Event> late;
    late.push_back(Story::source_event(minute(0)));
    late.back().type = EventType::kRequestReported;
    for (int i = 1; i < 7; ++i) {
      late.push_back(random_source_event(random, minute(pick(random, 1, 1000) * 10 + i)));
      late.back().type = EventType::kCaseUpdated;
    }
    std::vector<Event> decided;
    for (int i = 0; i < 8; ++i) {
      Action action = make_action(ActionKind::kTransition);
      action.to = static_cast<State>(pick(random, 0, kStateCount - 1));
      action.reason = "fixed";
      if (one_in(random, 3)) action = assign("unit-" + std::to_string(i));
      const Time when = minute(20'000 + i);
      decided.push_back(one_in(random, 3) ? random_source_event(random, random_time(random))
                                          : Story::action_event(std::move(action), when));
      if (!decided.back().action) decided.back().type = EventType::kCaseUpdated;
    }
    const auto outcome = [&](const std::vector<Event>& source_events) {
      Story story;
      for (const Event& event : source_events) {
        story.take(event);
        story.act(comment("a remark"), minute(15'000));
      }
      for (const Event& event : decided) story.take(event);
      const Case& c = story.now();
      return std::tuple(c.state, c.severity, c.address, c.cell, c.unit, c.closed_at, c.closure_reason,
                        c.opened_at, c.updated_at, c.acted_seq, c.flags, story.steps());
    };
    std::vector<Event> shuffled = late;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    CHECK(outcome(late) == outcome(shuffled));
  }
}
