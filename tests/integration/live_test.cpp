// The live door: what a viewer holds is always what a fresh snapshot says.
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <random>

#include "tests/integration/harness/events.hpp"
#include "tests/integration/harness/live_view.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;

json::object city(int level = 13) {
  return {{"view", {{"bbox", {-74.3, 40.4, -73.6, 41.0}}, {"level", level}}}, {"want", {"cells", "cases"}}};
}

std::uint64_t seq_of(const json::object& ack) {
  return ack.at("pos").at("seq").to_number<std::uint64_t>();
}

TEST_CASE("a new report reaches a viewer as a cell and a case") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  LiveView view(city());
  view.connect(daemon);
  REQUIRE_FALSE(view.recovered());
  REQUIRE(view.cells().empty());

  const json::object ack =
      send_one(daemon, report("a", {{"severity", "Severe"}, {"service_name", "Loud bar"}}));
  view.reach(seq_of(ack));
  REQUIRE(view.problems().empty());
  REQUIRE(view.cells().size() == 1);
  REQUIRE(view.cells().begin()->second.at(1).to_number<int>() == 1);
  REQUIRE(view.cells().begin()->second.at(4).to_number<int>() == 3);
  REQUIRE(view.cases().size() == 1);
  const json::array& row = view.cases().begin()->second;
  REQUIRE(row.size() == 11);
  REQUIRE(row.at(0).as_string() == find_case(daemon, "a").at("id").as_string());
  REQUIRE(row.at(3).as_string() == "reported");
  REQUIRE(row.at(5).as_string() == "Severe");
  REQUIRE(row.at(6).to_number<double>() == Approx(kLat).margin(1e-5));
  REQUIRE(row.at(10).as_string() == "Loud bar");
}

TEST_CASE("a closed case leaves the map and its cell empties") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("a", {{"status", "open"}})});
  LiveView view(city());
  view.connect(daemon);
  REQUIRE(view.cases().size() == 1);
  view.reach(seq_of(send_one(daemon, update("u", "a", {{"status", "closed"}}))));
  REQUIRE(view.problems().empty());
  REQUIRE(view.cases().empty());
  REQUIRE(view.cells().empty());
}

TEST_CASE("counts obey the subscription's filter") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("a", {{"severity", "Minor"}}), report("b", {{"severity", "Extreme"}}),
                 report("c", {{"severity", "Severe"}, {"service_code", "water.leak"}})});
  json::object severe = city();
  severe["filter"] = {{"severity_min", "Severe"}};
  LiveView view(severe);
  view.connect(daemon);
  REQUIRE(view.cases().size() == 2);
  REQUIRE(view.cells().begin()->second.at(1).to_number<int>() == 2);
  json::object noise = city();
  noise["filter"] = {{"service_code", {"noise.*"}}};
  LiveView other(noise);
  other.connect(daemon);
  REQUIRE(other.cases().size() == 2);
  view.reach(seq_of(send_one(daemon, report("d", {{"severity", "Minor"}}))));
  REQUIRE(view.cases().size() == 2);
}

TEST_CASE("only what lies in the view is shown, panning adds and cuts") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("west", {{"lat", 40.70}, {"long", -74.00}}),
                 report("east", {{"lat", 40.70}, {"long", -73.80}})});
  WsClient client = daemon.live();
  client.expect("welcome");
  client.send({{"op", "sub"},
               {"id", "map"},
               {"view", {{"bbox", {-74.05, 40.65, -73.95, 40.75}}, {"level", 14}}},
               {"want", {"cells", "cases"}}});
  REQUIRE_FALSE(client.expect("subbed").at("recovered").as_bool());
  json::object snap = client.expect("snap");
  REQUIRE(snap.at("last").as_bool());
  REQUIRE(snap.at("cases").as_array().size() == 1);
  const std::string west_cell(snap.at("cells").at(0).at(0).as_string());

  client.send({{"op", "view"},
               {"id", "map"},
               {"v", 7},
               {"view", {{"bbox", {-73.85, 40.65, -73.75, 40.75}}, {"level", 14}}}});
  snap = client.expect("snap");
  REQUIRE(number_at(snap, "v") == 7);
  REQUIRE(snap.at("cases").as_array().size() == 1);
  REQUIRE(snap.at("cells").at(0).at(0).as_string() != json::string(west_cell));
}

TEST_CASE("a viewer that comes back gets what it missed, a stranger's position gets a snapshot") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("a"), report("b", {{"lat", 40.75}})});
  LiveView view(city());
  view.connect(daemon);
  view.drop();
  send_one(daemon, update("u", "a", {{"status", "closed"}}));
  const json::object last = send_one(daemon, report("c", {{"lat", 40.80}}));
  view.connect(daemon);
  REQUIRE(view.recovered());
  view.reach(seq_of(last));
  REQUIRE(view.problems().empty());
  REQUIRE(view.cases().size() == 2);

  WsClient client = daemon.live();
  client.expect("welcome");
  json::object sub = city();
  sub["op"] = "sub";
  sub["id"] = "map";
  sub["since"] = {{"epoch", "zzzz"}, {"seq", 1}};
  client.send(sub);
  REQUIRE_FALSE(client.expect("subbed").at("recovered").as_bool());
  REQUIRE(client.expect("snap").at("cases").as_array().size() == 2);
}

TEST_CASE("a quiet board proves that it lives at least once a second") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  LiveView view(city());
  view.connect(daemon);
  for (int i = 0; i < 3; ++i) {
    const auto before = std::chrono::steady_clock::now();
    REQUIRE(view.client().expect("tick").contains("now"));
    REQUIRE(std::chrono::steady_clock::now() - before < std::chrono::milliseconds(2500));
  }
}

TEST_CASE("a daemon that was killed and restarted lets its viewers go on") {
  TempDir dir;
  LiveView view(city());
  {
    Daemon daemon(dir / "data");
    store(daemon, {report("a"), report("b", {{"lat", 40.75}})});
    view.connect(daemon);
    view.drop();
    store(daemon, {report("c", {{"lat", 40.80}})});
    daemon.kill9();
  }
  const Daemon again(dir / "data");
  view.connect(again);
  view.reach(3);
  REQUIRE(view.problems().empty());
  REQUIRE(view.cases().size() == 3);
}

TEST_CASE("after fifty random disconnects a viewer holds what a fresh snapshot says") {
  const unsigned seed = std::random_device()();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("first")});
  WsClient client = producer(daemon, "load");
  LiveView view(city());
  view.connect(daemon);

  const auto pick = [&random](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  const std::vector<std::string> severities{"Unknown", "Minor", "Moderate", "Severe", "Extreme"};
  std::uint64_t next = 1;
  std::uint64_t seq = 0;
  int reports = 0;
  int resumed = 0;
  for (int round = 0; round < 50; ++round) {
    json::array events;
    for (int i = 0; i < 20; ++i) {
      const std::string id = "e" + std::to_string(next + events.size());
      json::object data{{"severity", severities[static_cast<std::size_t>(pick(0, 4))]},
                        {"lat", 40.5 + 0.01 * pick(0, 40)},
                        {"long", -74.2 + 0.01 * pick(0, 50)}};
      if (reports == 0 || pick(0, 9) < 4) {
        events.emplace_back(report("r" + std::to_string(reports++), data));
      } else {
        if (pick(0, 2) == 0) {
          data["status"] = "closed";
        }
        events.emplace_back(update(id, "r" + std::to_string(pick(0, reports - 1)), data));
      }
    }
    const std::uint64_t first = next;
    next += events.size();
    client.send({{"op", "pub"}, {"seq", first}, {"events", std::move(events)}});
    json::object ack;
    do {
      ack = client.expect("ack");
    } while (number_at(ack, "settled") + 1 < static_cast<std::int64_t>(next));
    seq = seq_of(ack);
    if (pick(0, 1) == 0) {
      view.follow(std::chrono::milliseconds(pick(1, 30)));
    }
    view.drop();
    view.connect(daemon);
    resumed += view.recovered() ? 1 : 0;
  }
  view.reach(seq);
  LiveView fresh(city());
  fresh.connect(daemon);
  fresh.reach(seq);
  INFO("problems: " << (view.problems().empty() ? "none" : view.problems().front()));
  REQUIRE(view.problems().empty());
  REQUIRE(resumed == 50);
  REQUIRE(view.cases() == fresh.cases());
  REQUIRE(view.cells() == fresh.cells());
  REQUIRE(fresh.cases().size() == all_cases(daemon, "state=open").size());
}

TEST_CASE("bad requests of a viewer are answered with their ref and the link stays") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = daemon.live();
  client.expect("welcome");
  client.send({{"op", "get"}, {"ref", "1"}, {"what", "case"}, {"case", "nope-1"}});
  const json::object error = client.expect("error");
  REQUIRE(text_at(error, "ref") == "1");
  REQUIRE(text_at(error, "code") == "not_found");
  client.send({{"op", "dance"}});
  REQUIRE(text_at(client.expect("error"), "code") == "unknown_op");
  client.send_text("}{");
  REQUIRE(text_at(client.expect("error"), "code") == "malformed_json");
  LiveView view(city());
  view.connect(daemon);
}

}  // namespace
}  // namespace gridhall::testing
