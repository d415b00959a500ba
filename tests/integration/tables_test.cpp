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
