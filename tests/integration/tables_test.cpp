// Classes, calendars and units in a running daemon: what they change, how they are changed, what is told when
// they are wrong.
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <fstream>

#include "tests/integration/harness/events.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

void write(const fs::path& file, std::string_view text) {
  const fs::path fresh = file.string() + ".new";
  std::ofstream(fresh) << text;
  fs::rename(fresh, file);
}

constexpr std::string_view kConfig = "[classes]\nfile = \"classes.toml\"\n";

DaemonOptions with_units(const TempDir& dir, std::string_view classes, std::string_view units) {
  write(dir / "gridhall.toml", std::string(kConfig) + "[units]\nfile = \"units.toml\"\n");
  write(dir / "classes.toml", classes);
  write(dir / "units.toml", units);
  DaemonOptions options;
  options.config = dir / "gridhall.toml";
  return options;
}

std::string classes(int hours) {
  return R"(scheme = "test"
[[version]]
from = 2020-01-01
[[version.class]]
code = "streetlight.out"
name = { en = "Street light out", zh = "路灯不亮" }
family = "component"
severity = "Moderate"
limits = { handling = { value = )" +
         std::to_string(hours) + R"(, unit = "hours" } }
[[source]]
prefix = "/test"
map = { "SLO" = "streetlight.out" }
)";
}

TEST_CASE(
    "a source's own code becomes a class with its limits, severity and names, and a new table changes them "
    "without a restart") {
  TempDir dir;
  write(dir / "gridhall.toml", kConfig);
  write(dir / "classes.toml", classes(5));
  DaemonOptions options;
  options.config = dir / "gridhall.toml";
  const Daemon daemon(dir / "data", options);
  store(daemon, {report("77", {{"service_code", "SLO"}, {"status", "open"}}),
                 report("78", {{"service_code", "??"}})});
  json::value found = find_case(daemon, "77");
  REQUIRE(found.at("class").as_string() == "streetlight.out");
  REQUIRE(found.at("class_name").at("zh").as_string() == "路灯不亮");
  REQUIRE(found.at("severity").as_string() == "Moderate");
  REQUIRE(found.at("due_at").as_string() == "2026-05-01T15:00:00Z");
  REQUIRE(found.at("light").as_string() == "red");
  found = find_case(daemon, "78");
  REQUIRE(found.at("class").as_string() == "unclassified");
  REQUIRE(found.at("light").is_null());
  REQUIRE(all_cases(daemon, "light=red").size() == 1);

  const json::value before = daemon.get_json("/api/v1/events?limit=1000");
  write(dir / "classes.toml", classes(80'000));
  const json::value after =
      daemon.get_json("/api/v1/events?wait=20&since=" + std::string(before.at("next").as_string()));
  const json::array& events = after.at("events").as_array();
  REQUIRE(events.size() == 1);
  REQUIRE(events.at(0).at("type").as_string() == "gridhall.tables.changed.v1");
  REQUIRE(find_case(daemon, "77").at("light").as_string() == "green");
  REQUIRE(all_cases(daemon, "light=red").empty());
}

TEST_CASE("a case past its deadline climbs its class's ladder by itself, once, across restarts") {
  TempDir dir;
  const std::string with_ladder = classes(5) + R"(
[[version]]
from = 2026-01-01
ladder = [
  { at = "yellow", do = "nudge" },
  { at = "red", after = { value = 1, unit = "hours" }, do = "raise" },
]
[[version.class]]
code = "streetlight.out"
name = { en = "Street light out", zh = "路灯不亮" }
unit = "lighting.north"
limits = { handling = { value = 5, unit = "hours" } }
)";
  const std::string_view units = R"([[unit]]
code = "lighting"
name = { en = "Lighting", zh = "照明" }
[[unit]]
code = "lighting.north"
name = { en = "Lighting, north", zh = "照明北队" }
parent = "lighting"
)";
  const DaemonOptions options = with_units(dir, with_ladder, units);
  {
    const Daemon daemon(dir / "data", options);
    // Managed by its source: dispatched with its report, months before today.
    store(daemon, {report("77", {{"service_code", "SLO"}, {"status", "open"}})});
    const json::value first = daemon.get_json("/api/v1/events?limit=1000");
    json::array events = first.at("events").as_array();
    const auto climbed = [&] {
      return std::ranges::find_if(events, [](const json::value& event) {
        return event.at("type").as_string() == "gridhall.case.escalated.v1";
      });
    };
    std::string since(first.at("next").as_string());
    while (climbed() == events.end()) {
      const json::value page = daemon.get_json("/api/v1/events?wait=20&since=" + since);
      REQUIRE_FALSE(page.at("events").as_array().empty());
      since = page.at("next").as_string();
      events = page.at("events").as_array();
    }
    const json::value found = find_case(daemon, "77");
    const std::string id(found.at("id").as_string());
    CHECK(std::string(climbed()->at("id").as_string()).starts_with("escalation:" + id + ':'));
    CHECK(climbed()->at("data").at("actor").as_string() == "system");
    CHECK(climbed()->at("data").at("rung").as_int64() == 2);
    CHECK(found.at("escalation").at("level").as_string() == "raised");
    CHECK(found.at("escalation").at("unit").as_string() == "lighting");
    CHECK(all_cases(daemon, "escalation=raised").size() == 1);
    CHECK(all_cases(daemon, "escalation=nudged,supervised").empty());
    CHECK(daemon.get("/api/v1/cases?escalation=shouted").status == 400);
    const json::value deadline = daemon.get_json("/api/v1/cases/" + id + "/deadline");
    const json::array& ladder = deadline.at("ladder").as_array();
    REQUIRE(ladder.size() == 2);
    CHECK(ladder.at(0).at("level").as_string() == "nudged");
    CHECK(ladder.at(1).at("climbed").as_bool());
    CHECK(ladder.at(1).at("due_at").as_string() == "2026-05-01T16:00:00.000001Z");
    CHECK(daemon.get_json("/api/v1/classes").at("classes").at(0).at("ladder").as_array().size() == 2);
  }
  const Daemon again(dir / "data", options);
  // What a timer has to record is recorded before this comes back as the last event.
  store(again, {report("78", {{"service_code", "SLO"}, {"status", "open"}})});
  std::size_t of_78 = 0;
  std::size_t of_77 = 0;
  const std::string id(find_case(again, "77").at("id").as_string());
  json::value page = again.get_json("/api/v1/events?limit=1000");
  while (of_78 == 0) {
    for (const json::value& event : page.at("events").as_array()) {
      if (event.at("type").as_string() != "gridhall.case.escalated.v1") continue;
      ++(event.at("subject").as_string() == id ? of_77 : of_78);
    }
    if (of_78 == 0)
      page = again.get_json("/api/v1/events?wait=20&since=" + std::string(page.at("next").as_string()));
  }
  CHECK(of_77 == 1);
}

TEST_CASE("tables with mistakes stop the start, and every mistake is told at once") {
  TempDir dir;
  write(dir / "gridhall.toml", kConfig);
  write(dir / "classes.toml", R"(scheme = "test"
[[version]]
from = 2020-01-01
[[version.class]]
code = "a"
name = { en = "A", zh = "甲" }
family = "nonsense"
limits = { handling = { value = 1, unit = "fortnights" }, filing = { value = -1, unit = "hours" } }
colour = "red"
)");
  const RunResult result = run({"serve", "--data", dir / "data", "--config", dir / "gridhall.toml"});
  REQUIRE(result.status == 2);
  for (const char* what : {"nonsense", "fortnights", "colour", "-1"}) {
    INFO(result.errors);
    REQUIRE(result.errors.find(what) != std::string::npos);
  }
}

TEST_CASE("what was said of a sensitive case is told to whoever handles it and nobody else") {
  TempDir dir;
  const std::string_view sensitive = R"(scheme = "test"
[[version]]
from = 2020-01-01
[[version.class]]
code = "person.collapsed"
name = { en = "Person collapsed", zh = "突发疾病" }
family = "event"
unit = "ambulance"
sensitive = true
)";
  const std::string_view units = R"([[unit]]
code = "ambulance"
name = { en = "Ambulance", zh = "急救中心" }
members = ["lin.hua"]
[[unit]]
code = "parks"
name = { en = "Parks", zh = "园林" }
members = ["zhang.min"]
)";
  const Daemon daemon(dir / "data", with_units(dir, sensitive, units));
  store(daemon, {report("77", {{"service_code", "person.collapsed"},
                               {"description", "a neighbour on the stairs"},
                               {"address", "12 Mill Lane"}})});
  const std::string id(find_case(daemon, "77").at("id").as_string());
  const auto as = [&](const char* who, const std::string& path) {
    const HttpResponse response = daemon.request("GET", path, "", {{"X-Gridhall-Act-As", who}});
    REQUIRE(response.status == 200);
    return response.json();
  };
  for (const char* who : {"lin.hua", "zhang.min:supervisor"}) {
    INFO(who);
    const json::value one = as(who, "/api/v1/cases/" + id);
    REQUIRE(one.at("description").as_string() == "a neighbour on the stairs");
    REQUIRE(one.at("flags").as_array().empty());
    REQUIRE(as(who, "/api/v1/cases?q=stairs").at("cases").as_array().size() == 1);
    REQUIRE(as(who, "/api/v1/cases/" + id + "/history").at("events").at(0).at("event").is_object());
  }
  const json::value one = as("zhang.min", "/api/v1/cases/" + id);
  REQUIRE(one.at("class").as_string() == "person.collapsed");
  REQUIRE(one.at("description").is_null());
  REQUIRE(one.at("address").is_null());
  REQUIRE(one.at("flags") == json::value(list({"withheld"})));
  REQUIRE(as("zhang.min", "/api/v1/cases").at("cases").at(0).at("description").is_null());
  REQUIRE(as("zhang.min", "/api/v1/cases?q=stairs").at("cases").as_array().empty());
  REQUIRE(as("zhang.min", "/api/v1/cases/" + id + "/history").at("events").at(0).at("event").is_null());

  const json::value me = as("lin.hua", "/api/v1/me");
  REQUIRE(me.at("unit").as_string() == "ambulance");
  REQUIRE(me.at("roles") == json::value(list({"operator"})));
  REQUIRE(daemon.request("GET", "/api/v1/me", "", {{"X-Gridhall-Act-As", "lin.hua:king"}}).status == 400);
}

TEST_CASE("the unit that solved a case can't confirm that it is solved, somebody outside it can") {
  TempDir dir;
  const std::string_view units = R"([[unit]]
code = "lighting"
name = { en = "Lighting", zh = "照明" }
members = ["li.wei"]
[[unit]]
code = "checks"
name = { en = "Checks", zh = "核查" }
members = ["wang.fang"]
)";
  const Daemon daemon(dir / "data", with_units(dir, classes(5), units));
  store(daemon, {report("77", {{"service_code", "SLO"}})});
  const std::string id(find_case(daemon, "77").at("id").as_string());
  int key = 0;
  const auto act = [&](const char* who, const std::string& door, json::object body) {
    body["expected_version"] = find_case(daemon, "77").at("version");
    return daemon.request("POST", "/api/v1/cases/" + id + "/" + door, json::serialize(body),
                          {{"Content-Type", "application/json"},
                           {"Idempotency-Key", "k" + std::to_string(++key)},
                           {"X-Gridhall-Act-As", who}});
  };
  for (const char* to : {"filed", "dispatched", "acknowledged", "in_progress"})
    REQUIRE(act("li.wei", "transitions", {{"to", to}}).status == 201);
  REQUIRE(act("li.wei", "assignments", {{"unit", "lighting"}}).status == 201);
  const json::object pause{{"to", "suspended"}, {"reason_code", "parts"}, {"note", "lamp on order"}};
  REQUIRE(act("li.wei", "transitions", pause).status == 403);
  REQUIRE(act("li.wei", "transitions", {{"to", "resolved"}}).status == 201);
  const json::object close{{"to", "closed"}, {"reason_code", "fixed"}};
  const HttpResponse own = act("li.wei", "transitions", close);
  REQUIRE(own.status == 403);
  REQUIRE(own.json().at("errors").at(0).at("detail").as_string().find("outside it") != std::string::npos);
  REQUIRE(act("wang.fang", "transitions", close).status == 201);
  REQUIRE(find_case(daemon, "77").at("state").as_string() == "closed");
}

TEST_CASE("a source that is set to strict has an unknown service code refused") {
  TempDir dir;
  write(dir / "gridhall.toml", kConfig);
  write(dir / "classes.toml", classes(5) + "[[source]]\nprefix = \"/test/desk\"\nstrict = true\n");
  DaemonOptions options;
  options.config = dir / "gridhall.toml";
  const Daemon daemon(dir / "data", options);
  const json::object answer = send_one(daemon, report("77", {{"service_code", "??"}}));
  REQUIRE(text_at(answer, "op") == "nack");
  REQUIRE(text_at(answer, "code") == "class_unknown");
  REQUIRE(text_at(answer, "pointer") == "/data/service_code");
}

}  // namespace
}  // namespace gridhall::testing
