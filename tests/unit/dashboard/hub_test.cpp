#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "tests/unit/dashboard/hub_stage.hpp"

using namespace gridhall;
using namespace gridhall::dashboard;
using model::Severity;

TEST_CASE("subbed comes first, then pages of one sequence, then deltas from the last page") {
  HubStage stage;
  std::vector<model::Event> events;
  events.reserve(3'000);
  for (int i = 0; i < 3'000; ++i) {
    events.push_back(report("s" + std::to_string(i)).at(40.70 + i * 1e-5, -74.0).build());
  }
  stage.store.commit(std::move(events));
  const auto client = stage.connect();
  stage.subscribe(*client, "map", town());
  stage.settle();
  const HeldSubscription& sub = client->subs["map"];
  REQUIRE(client->received.size() > 2);
  CHECK(client->received[0] == R"({"op":"subbed","id":"map","recovered":false,"seq":3000})");
  CHECK(sub.live);
  CHECK(sub.seq == 3'000);
  CHECK(sub.cases.size() == 3'000);
  for (const std::string& frame : client->received) CHECK(frame.size() < (70U << 10U));

  stage.store.commit(report("one more").at(40.71, -74.0).build());
  stage.settle();
  CHECK(sub.deltas == 1);
  CHECK(sub.seq == 3'001);
  CHECK(sub.cases.size() == 3'001);
}

TEST_CASE("a case that closes, leaves the view or stops matching is gone") {
  HubStage stage;
  stage.store.commit(report("a").at(40.72, -74.0).build());
  stage.store.commit(report("b").at(40.73, -74.0).build());
  stage.store.commit(report("c").at(40.74, -74.0).severity(Severity::kSevere).build());
  stage.settle();
  ChannelSpec severe = town();
  severe.filter.severities = severities_from(Severity::kSevere);
  const auto client = stage.connect();
  stage.subscribe(*client, "all", town());
  stage.subscribe(*client, "severe", severe);
  stage.settle();
  CHECK(client->subs["all"].cases.size() == 3);
  CHECK(client->subs["severe"].cases.size() == 1);
  stage.store.commit(EventBuilder::update("a").status("closed").build());
  stage.store.commit(EventBuilder::update("b").at(41.5, -74.0).build());
  stage.store.commit(EventBuilder::update("c").severity(Severity::kMinor).build());
  stage.settle();
  CHECK(client->subs["all"].cases.size() == 1);
  CHECK(client->subs["all"].cells.size() == 1);
  CHECK(client->subs["severe"].cases.empty());
  CHECK(client->subs["severe"].cells.empty());
}

TEST_CASE(
    "a position that was current resumes without a snapshot, with an empty delta where nothing changed") {
  HubStage stage;
  stage.store.commit(report("a").at(40.72, -74.0).build());
  stage.store.commit(report("b").at(41.5, -74.0).build());
  stage.settle();
  const auto client = stage.connect();
  stage.subscribe(*client, "map", town());
  stage.settle();
  REQUIRE(client->subs["map"].seq == 2);
  client->received.clear();
  stage.subscribe(*client, "map", town(), 2);
  stage.settle();
  REQUIRE(client->received.size() == 2);
  CHECK(client->received[0] == R"({"op":"subbed","id":"map","recovered":true,"from":2,"seq":2})");
  CHECK(client->received[1].find(R"("from":2,"seq":2,)") != std::string::npos);
  CHECK(client->received[1].find(R"("cells":[],"cases":[],"gone":[]})") != std::string::npos);
}

TEST_CASE("a position of another epoch, beyond the end or below the floor gets a snapshot") {
  HubStage stage;
  stage.store.commit(report("a").at(40.72, -74.0).build());
  stage.settle();
  const auto client = stage.connect();
  stage.subscribe(*client, "map", town(), 99);
  stage.settle();
  CHECK_FALSE(client->subs["map"].recovered);
  CHECK(client->subs["map"].cases.size() == 1);
  SubscribeRequest request;
  request.id = "other";
  request.spec = town();
  request.since = model::Position{"elsewhere", 1};
  stage.send(*client, std::move(request));
  stage.settle();
  CHECK_FALSE(client->subs["other"].recovered);
  CHECK(client->subs["other"].cases.size() == 1);
}

TEST_CASE(
    "a viewer that does not read grows its dirty set only, is told how far it fell behind, and ends up "
    "right") {
  HubStage stage;
  stage.store.commit(report("a").at(40.72, -74.0).build());
  stage.settle();
  const auto client = stage.connect();
  stage.subscribe(*client, "map", town());
  stage.settle();
  client->stalled = true;
  for (int i = 0; i < 200; ++i) {
    stage.store.commit(EventBuilder::update("a").severity(static_cast<Severity>(i % 5)).build());
    stage.settle();
  }
  const int before = client->subs["map"].deltas;
  client->unstall();
  stage.poll();
  stage.settle();
  CHECK(client->subs["map"].deltas <= before + 2);
  // Not always the last message: where the machine is slow, a proof of life follows it.
  const auto tells_skipped = [](const std::string& message) {
    return message.find(R"("skipped":198)") != std::string::npos;
  };
  CHECK(std::any_of(client->received.begin(), client->received.end(), tells_skipped));
  check_same(client->subs["map"], fresh(stage, town()));
}

TEST_CASE("a tick is sent only when no subscription of the connection has anything pending") {
  HubStage stage;
  const auto client = stage.connect();
  stage.subscribe(*client, "map", town());
  stage.settle();
  // The model client fails where a tick comes before a delta that was due.
  const auto until = Clock::now() + Hub::kProofOfLife + std::chrono::milliseconds(50);
  int number = 0;
  while (Clock::now() < until) {
    stage.store.commit(report("t" + std::to_string(number++)).at(40.72, -74.0).build());
    stage.settle();
  }
  stage.settle();
  CHECK(client->ticks >= 1);
  CHECK(client->subs["map"].seq == stage.store->seq());
}

TEST_CASE("a moved view adds what it newly shows and cuts what it shows no more") {
  HubStage stage;
  std::mt19937 random(11);
  std::uniform_real_distribution<double> lat(40.65, 40.85);
  std::uniform_real_distribution<double> lon(-74.1, -73.8);
  std::vector<model::Event> events;
  events.reserve(800);
  for (int i = 0; i < 800; ++i) {
    events.push_back(report("m" + std::to_string(i)).at(lat(random), lon(random)).build());
  }
  stage.store.commit(std::move(events));
  const auto client = stage.connect();
  ChannelSpec spec = town();
  stage.subscribe(*client, "map", spec);
  stage.settle();
  std::uint64_t v = 0;
  for (int i = 0; i < 30; ++i) {
    const double west = lon(random);
    const double south = lat(random);
    const int level = i % 5 == 4 ? 12 : 14;
    spec.view = View(geo::Bbox{west, south, west + 0.05, south + 0.05}, level);
    stage.move(*client, "map", ++v, spec.view);
    stage.store.commit(EventBuilder::update("m" + std::to_string(i)).at(lat(random), lon(random)).build());
    stage.settle();
    CHECK(client->subs["map"].v == v);
    check_same(client->subs["map"], fresh(stage, spec));
  }
}

TEST_CASE("every new Extreme is told to every viewer once, whatever it watches") {
  HubStage stage;
  const auto client = stage.connect();
  stage.store.commit(report("x").at(10, 10).severity(Severity::kExtreme).build());
  stage.store.commit(report("drill").at(10, 10).severity(Severity::kExtreme).exercise().build());
  stage.settle();
  stage.store.commit(EventBuilder::update("x").description("still").build());
  stage.settle();
  CHECK(client->alerts == 1);
  // One that has closed before the tick is told all the same.
  stage.store.commit(report("short").at(10, 10).severity(Severity::kExtreme).build());
  stage.store.commit(EventBuilder::update("short").status("closed").build());
  stage.settle();
  CHECK(client->alerts == 2);
}

TEST_CASE("a viewer that lets more than 1,000 alerts wait is closed with 4410, others are not") {
  HubStage stage;
  const auto slow = stage.connect();
  const auto quick = stage.connect();
  slow->stalled = true;
  stage.subscribe(*slow, "map", town());
  stage.settle();
  for (int batch = 0; batch < 11; ++batch) {
    std::vector<model::Event> events;
    events.reserve(100);
    for (int i = 0; i < 100; ++i) {
      events.push_back(report("x" + std::to_string(batch * 100 + i)).severity(Severity::kExtreme).build());
    }
    stage.store.commit(std::move(events));
    stage.settle();
  }
  CHECK(slow->closed == 4410);
  CHECK(quick->closed == 0);
  CHECK(quick->alerts == 1'100);
}

TEST_CASE("drills are shown among the cases and counted nowhere, except to who asks for drills") {
  HubStage stage;
  stage.store.commit(report("drill").at(40.72, -74.0).exercise().build());
  stage.settle();
  const HeldSubscription all = fresh(stage, town());
  CHECK(all.cases.size() == 1);
  CHECK(all.cells.empty());
  ChannelSpec drills = town();
  drills.filter.exercise = true;
  CHECK(fresh(stage, drills).cells.size() == 1);
  drills.filter.exercise = false;
  CHECK(fresh(stage, drills).cases.empty());
}

TEST_CASE("a whole-board list with `newest` gives the newest by time, and totals obey the filter") {
  HubStage stage;
  for (int i = 0; i < 20; ++i) {
    EventBuilder event = report("n" + std::to_string(i));
    if (i % 4 != 0) event.at(40.72, -74.0);
    if (i % 2 != 0) event.severity(Severity::kSevere).area("103");
    stage.store.commit(event.time(model::Time(std::chrono::seconds(1'000'000 - i))).build());
  }
  stage.settle();
  ChannelSpec spec;
  spec.view = View(16);
  spec.wants = {false, true, true};
  spec.newest = 5;
  const HeldSubscription held = fresh(stage, spec);
  CHECK(held.cases.size() == 5);
  CHECK(held.cases.contains(stage.store.case_id(1)));
  CHECK(held.totals.find(R"("open":20,"unlocated":5)") != std::string::npos);
  spec.filter.severities = severities_from(Severity::kSevere);
  CHECK(fresh(stage, spec).totals.find(R"("open":10,"unlocated":0)") != std::string::npos);
  CHECK(fresh(stage, spec)
            .totals.find(R"("class":{"noise":10},"area":{"103":10},"area_light":{"103":{"unset":10}}})") !=
        std::string::npos);
}

TEST_CASE("wide rows have the columns of a list of work, in snapshots, deltas and beside narrow ones") {
  HubStage stage;
  stage.store.commit(report("a").at(40.72, -74.0).area("103").code("noise").build());
  stage.settle();
  ChannelSpec wide;
  wide.view = View(16);
  wide.wants = {.cases = true, .wide = true};
  ChannelSpec narrow = wide;
  narrow.wants.wide = false;
  const auto client = stage.connect();
  stage.subscribe(*client, "wide", wide);
  stage.subscribe(*client, "narrow", narrow);
  stage.settle();
  const auto frame_of = [&](std::string_view id, std::string_view op) {
    std::string found;
    for (const std::string& frame : client->received) {
      if (frame.starts_with("{\"op\":\"" + std::string(op) + "\",\"id\":\"" + std::string(id) + '"'))
        found = frame;
    }
    return found;
  };
  CHECK(frame_of("wide", "snap").find(std::string(kWideCaseColumns)) != std::string::npos);
  CHECK(frame_of("narrow", "snap").find(std::string(kCaseColumns)) != std::string::npos);
  // Unit, owner, last change, address, areas: nothing is known of the first, second and fourth.
  const std::string behind = R"(,null,null,1700)";
  CHECK(frame_of("wide", "snap").find(behind) != std::string::npos);
  CHECK(frame_of("wide", "snap").find(R"(,null,["103"],null,null])") != std::string::npos);
  CHECK(frame_of("narrow", "snap").find(behind) == std::string::npos);

  stage.store.commit(EventBuilder::update("a").severity(Severity::kMinor).build());
  stage.settle();
  CHECK(frame_of("wide", "delta").find(R"(,null,["103"],null,null])") != std::string::npos);
  CHECK(frame_of("narrow", "delta").find(behind) == std::string::npos);
  CHECK(client->subs["wide"].cases.size() == 1);
}

TEST_CASE("more than 16 subscriptions, and views of unknown ones, are refused with an error") {
  HubStage stage;
  const auto client = stage.connect();
  for (int i = 0; i < 17; ++i) stage.subscribe(*client, "s" + std::to_string(i), town());
  REQUIRE(client->told.size() == 1);
  CHECK(client->told[0].find("schema_violation") != std::string::npos);
  client->subs.erase("s16");
  stage.move(*client, "nobody", 1, View(kTown, 14));
  REQUIRE(client->told.size() == 2);
  CHECK(client->told[1].find("not_found") != std::string::npos);
  stage.settle();
  CHECK(client->subs["s15"].live);
}

TEST_CASE("a large snapshot is taken off the strand and what changes meanwhile is not lost") {
  HubStage stage;
  std::mt19937 random(5);
  std::uniform_real_distribution<double> lat(40.70, 40.76);
  std::uniform_real_distribution<double> lon(-74.02, -73.94);
  for (int batch = 0; batch < 6; ++batch) {
    std::vector<model::Event> events;
    events.reserve(4'000);
    for (int i = 0; i < 4'000; ++i) {
      events.push_back(report("l" + std::to_string(batch * 4'000 + i)).at(lat(random), lon(random)).build());
    }
    stage.store.commit(std::move(events));
  }
  stage.settle();
  ChannelSpec filtered = town();
  filtered.filter.service_codes = {"noise"};
  for (const ChannelSpec& spec : {town(), filtered}) {
    stage.run_jobs = false;
    const auto client = stage.connect();
    stage.subscribe(*client, "map", spec);
    stage.settle();
    REQUIRE_FALSE(stage.jobs.empty());
    CHECK_FALSE(client->subs["map"].subbed);
    stage.store.commit(EventBuilder::update("l1").status("closed").build());
    stage.settle();
    stage.store.commit(EventBuilder::update("l2").at(40.71, -74.0).build());
    // Taken at a sequence that the hub has not ticked at yet.
    stage.run_job();
    stage.store.commit(EventBuilder::update("l3").severity(Severity::kExtreme).build());
    stage.run_jobs = true;
    stage.settle();
    stage.settle();
    const auto after = stage.connect();
    stage.subscribe(*after, "map", spec);
    stage.settle();
    stage.poll();
    REQUIRE(after->subs["map"].live);
    check_same(client->subs["map"], after->subs["map"]);
    stage.disconnect(*client);
    stage.disconnect(*after);
  }
}
