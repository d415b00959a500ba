#include <catch2/catch.hpp>
#include <random>

#include "tests/unit/dashboard/hub_stage.hpp"

using namespace gridhall;
using namespace gridhall::dashboard;
using model::Severity;

// Strategy: several viewers with different views, levels, filters and wants; events that open, move, change,
// close and reopen cases, located or not; viewers stall, pan, disconnect and resume at random. Invariants:
// the model client's (order, positions, pages), and whenever a viewer has caught up it holds exactly what one
// that comes fresh is shown.
TEST_CASE("snapshot and deltas always add up to a fresh snapshot, through 50 random disconnects") {
  const unsigned seed = GENERATE(1U, 2U, 3U, 4U);
  INFO("seed " << seed);
  HubStage stage;
  std::mt19937 random(seed);
  const auto pick = [&random](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::uniform_real_distribution<double> lat(40.68, 40.78);
  std::uniform_real_distribution<double> lon(-74.05, -73.90);

  std::vector<ChannelSpec> specs(6, town());
  specs[1].view = View(geo::Bbox{-74.0, 40.70, -73.95, 40.74}, 16);
  specs[1].filter.severities = severities_from(Severity::kModerate);
  specs[2].view = View(13);
  specs[3].view = View(16);
  specs[3].wants = {false, true, false};
  specs[3].filter.service_codes = {"water.*"};
  specs[4].view = View(16);
  specs[4].wants = {false, true, false};
  specs[4].filter.located = false;
  specs[5].view = View(kTown, 10);
  specs[5].filter.exercise = false;
  specs[5].filter.states = state_bits("dispatched") | state_bits("reported");

  const auto random_event = [&](int number) {
    const std::string subject = "c" + std::to_string(pick(120));
    EventBuilder event = number % 3 == 0 ? report(subject) : EventBuilder::update(subject);
    if (pick(3) == 0) event.at(lat(random), lon(random));
    if (pick(3) == 0) event.severity(static_cast<Severity>(pick(5)));
    if (pick(4) == 0) event.code(pick(2) == 0 ? "water.leak" : "noise");
    if (pick(6) == 0) event.status(pick(2) == 0 ? "closed" : "open");
    if (pick(30) == 0) event.exercise();
    return event.build();
  };

  struct Watcher {
    std::shared_ptr<LiveClient> client;
    ChannelSpec spec;
    std::uint64_t v = 0;
  };
  std::vector<Watcher> watchers;
  for (const ChannelSpec& spec : specs) {
    watchers.push_back({stage.connect(), spec, 0});
    stage.subscribe(*watchers.back().client, "s", spec);
  }
  stage.settle();

  int disconnects = 0;
  int recovered = 0;
  for (int step = 0; step < 600 || disconnects < 50; ++step) {
    REQUIRE(step < 5'000);
    for (int i = pick(4); i > 0; --i) {
      std::vector<model::Event> events;
      for (int n = 1 + pick(5); n > 0; --n) events.push_back(random_event(pick(1'000)));
      stage.store.commit(std::move(events));
    }
    Watcher& watcher = watchers[static_cast<std::size_t>(pick(static_cast<int>(watchers.size())))];
    const int action = pick(12);
    if (action == 0) watcher.client->stalled = true;
    if (action == 1) watcher.client->unstall();
    if (action == 2 && watcher.client->subs["s"].live && !watcher.spec.view.whole()) {
      const double west = lon(random);
      const double south = lat(random);
      watcher.spec.view = View(geo::Bbox{west, south, west + 0.04, south + 0.04}, watcher.spec.view.level());
      stage.move(*watcher.client, "s", ++watcher.v, watcher.spec.view);
    }
    if (action == 3) {
      // Comes back as a browser does: with what it held and the position of that, or with nothing.
      HeldSubscription held = watcher.client->subs["s"];
      const bool can_resume = held.live && held.v == watcher.v;
      stage.disconnect(*watcher.client);
      ++disconnects;
      for (int i = pick(3); i > 0; --i) {
        stage.store.commit(random_event(pick(1'000)));
        stage.settle();
      }
      watcher.client = stage.connect();
      watcher.v = 0;
      if (can_resume) {
        held.v = 0;
        watcher.client->subs["s"] = held;
        stage.subscribe(*watcher.client, "s", watcher.spec, held.seq);
        stage.settle();
        recovered += watcher.client->subs["s"].recovered ? 1 : 0;
      } else {
        stage.subscribe(*watcher.client, "s", watcher.spec);
      }
    }
    stage.settle();
    if (step % 20 != 0) continue;
    for (Watcher& each : watchers) {
      each.client->unstall();
      stage.poll();
    }
    stage.settle();
    stage.settle();
    for (Watcher& each : watchers) {
      INFO("step " << step << " view " << each.spec.key());
      check_same(each.client->subs["s"], fresh(stage, each.spec), each.spec.wants.cells);
    }
  }
  CHECK(recovered > 20);
}
