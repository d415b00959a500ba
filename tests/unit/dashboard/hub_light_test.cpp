#include <catch2/catch.hpp>
#include <random>

#include "tests/unit/dashboard/hub_stage.hpp"

using namespace gridhall;
using namespace gridhall::dashboard;

namespace {

constexpr model::Time kNoon{std::chrono::hours(24 * 365 * 50 + 12)};
using std::chrono::minutes;

/// A report at noon whose source wants it done three hours later: yellow after two.
EventBuilder due_at_three(const std::string& subject) {
  return report(subject).time(kNoon).due(kNoon + minutes(180));
}

}  // namespace

TEST_CASE("a light that the clock turns is told by a delta at the same sequence") {
  HubStage stage;
  stage.store.set_now(kNoon);
  stage.store.commit(due_at_three("a").at(40.72, -74.0).build());
  const auto client = stage.connect();
  stage.subscribe(*client, "map", town());
  stage.settle();
  const HeldSubscription& sub = client->subs["map"];
  CHECK(sub.cases.begin()->second.find(R"("green")") != std::string::npos);
  client->received.clear();
  stage.store.set_now(kNoon + minutes(120));
  stage.settle();
  REQUIRE(client->received.size() == 1);
  CHECK(client->received[0].find(R"("from":1,"seq":1,)") != std::string::npos);
  CHECK(sub.cases.begin()->second.find(R"("yellow")") != std::string::npos);
  CHECK(sub.cells.begin()->second.find(R"(",1,0,1,0,1])") != std::string::npos);
  stage.store.set_now(kNoon + minutes(181));
  stage.settle();
  CHECK(sub.cases.begin()->second.find(R"("red")") != std::string::npos);
  CHECK(sub.cells.begin()->second.find(R"(",1,1,0,0,1])") != std::string::npos);
}

TEST_CASE("a viewer that comes back is told of the lights that turned meanwhile") {
  HubStage stage;
  stage.store.set_now(kNoon);
  stage.store.commit(due_at_three("a").at(40.72, -74.0).build());
  const auto client = stage.connect();
  stage.subscribe(*client, "map", town());
  stage.settle();
  const HeldSubscription held = client->subs["map"];
  stage.disconnect(*client);
  stage.store.set_now(kNoon + minutes(181));
  stage.settle();
  const auto back = stage.connect();
  back->subs["map"] = held;
  stage.subscribe(*back, "map", town(), 1);
  stage.settle();
  CHECK(back->subs["map"].recovered);
  CHECK(back->subs["map"].cases != held.cases);
  check_same(back->subs["map"], fresh(stage, town()));
}

TEST_CASE("a filter by light takes a case in and lets it go as the clock moves on") {
  HubStage stage;
  stage.store.set_now(kNoon);
  stage.store.commit(due_at_three("a").at(40.72, -74.0).build());
  ChannelSpec yellow = town();
  yellow.filter.lights = light_bit("yellow");
  const auto client = stage.connect();
  stage.subscribe(*client, "yellow", yellow);
  stage.settle();
  CHECK(client->subs["yellow"].cases.empty());
  stage.store.set_now(kNoon + minutes(120));
  stage.settle();
  CHECK(client->subs["yellow"].cases.size() == 1);
  stage.store.set_now(kNoon + minutes(200));
  stage.settle();
  CHECK(client->subs["yellow"].cases.empty());
  CHECK(client->subs["yellow"].cells.empty());
}

TEST_CASE("totals count the lights") {
  HubStage stage;
  stage.store.set_now(kNoon);
  stage.store.commit(due_at_three("a").at(40.72, -74.0).build());
  stage.store.commit(report("b").at(40.72, -74.0).build());
  stage.store.set_now(kNoon + minutes(300));
  ChannelSpec spec = town();
  spec.wants = {false, false, true};
  const auto client = stage.connect();
  stage.subscribe(*client, "sums", spec);
  stage.settle();
  CHECK(client->subs["sums"].totals.find(R"("light":{"green":0,"grey":0,"red":1,"unset":1,"yellow":0})") !=
        std::string::npos);
}

TEST_CASE("after any mix of events and time a viewer holds what a fresh snapshot shows") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  HubStage stage;
  model::Time now = kNoon;
  stage.store.set_now(now);
  ChannelSpec red = town();
  red.filter.lights = static_cast<std::uint8_t>(light_bit("red") | light_bit("yellow"));
  const auto client = stage.connect();
  stage.subscribe(*client, "all", town());
  stage.subscribe(*client, "red", red);
  stage.settle();
  for (int round = 0; round < 200; ++round) {
    const std::string subject = "s" + std::to_string(pick(30));
    if (pick(4) == 0) {
      stage.store.commit(EventBuilder::update(subject).status("closed").time(now).build());
    } else {
      stage.store.commit(report(subject)
                             .at(40.71 + pick(20) * 0.002, -74.0)
                             .time(now - minutes(pick(60)))
                             .due(now + minutes(pick(90)))
                             .build());
    }
    now += minutes(pick(5));
    stage.store.set_now(now);
    if (pick(3) != 0) stage.settle();
  }
  stage.settle();
  check_same(client->subs["all"], fresh(stage, town()));
  check_same(client->subs["red"], fresh(stage, red));
}
