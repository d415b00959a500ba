// What becomes of reports and updates: the fold as it shows at the doors.
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "tests/integration/harness/events.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;

bool has_flag(const json::value& one, std::string_view flag) {
  const json::array& flags = one.at("flags").as_array();
  return std::find(flags.begin(), flags.end(), json::value(json::string(flag))) != flags.end();
}

TEST_CASE("an update that comes before its report opens a stub, the report completes it") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {update("u-1", "77", {{"severity", "Severe"}})});
  json::value found = find_case(daemon, "77");
  REQUIRE_FALSE(found.is_null());
  REQUIRE(has_flag(found, "stub"));
  const std::string id(found.at("id").as_string());

  json::object late = report("77", {{"description", "the report"}, {"severity", "Minor"}});
  store(daemon, {late});
  found = find_case(daemon, "77");
  REQUIRE(found.at("id").as_string() == id);
  REQUIRE_FALSE(has_flag(found, "stub"));
  REQUIRE(found.at("description").as_string() == "the report");
  // The update happened an hour after the report, so its word is the later one.
  REQUIRE(found.at("severity").as_string() == "Severe");
  REQUIRE(all_cases(daemon).size() == 1);
}

TEST_CASE("a source closes its case and the steps between are implied") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("77", {{"status", "open"}})});
  json::value found = find_case(daemon, "77");
  REQUIRE(found.at("state").as_string() == "dispatched");
  store(daemon, {update("u-1", "77", {{"status", "closed"}, {"closure_reason", "fixed"}})});
  found = find_case(daemon, "77");
  REQUIRE(found.at("state").as_string() == "closed");
  REQUIRE(found.at("closed_at").as_string() == "2026-05-01T11:00:00Z");
  REQUIRE(found.at("closure_reason").as_string() == "fixed");
  REQUIRE(all_cases(daemon, "state=open").empty());
  REQUIRE(all_cases(daemon, "state=closed").size() == 1);
  REQUIRE(all_cases(daemon).size() == 1);
}

TEST_CASE("a second report for a known subject is an update") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  json::object first = report("e-1", {{"description", "one"}});
  first["subject"] = "77";
  json::object second = report("e-2", {{"description", "two"}});
  second["subject"] = "77";
  second["time"] = "2026-05-01T12:00:00Z";
  store(daemon, {first, second});
  REQUIRE(all_cases(daemon).size() == 1);
  REQUIRE(find_case(daemon, "77").at("description").as_string() == "two");
  const std::string id(find_case(daemon, "77").at("id").as_string());
  const json::value history = daemon.get_json("/api/v1/cases/" + id + "/history");
  REQUIRE(json::serialize(history).find("e-2") != std::string::npos);
}

TEST_CASE("a late fact does not undo a newer one") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  json::object late = update("u-2", "77", {{"description", "older word"}});
  late["time"] = "2026-05-01T10:30:00Z";
  store(daemon, {report("77"), update("u-1", "77", {{"description", "newer word"}}), late});
  REQUIRE(find_case(daemon, "77").at("description").as_string() == "newer word");
}

TEST_CASE("a case that moves leaves its old cell") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("77")});
  const std::string before(find_case(daemon, "77").at("cell").as_string());
  store(daemon, {update("u-1", "77", {{"lat", 40.70}, {"long", -73.90}})});
  const json::value found = find_case(daemon, "77");
  const std::string after(found.at("cell").as_string());
  REQUIRE(after != before);
  REQUIRE(all_cases(daemon, "cell=" + before).empty());
  REQUIRE(all_cases(daemon, "cell=" + after).size() == 1);
}

TEST_CASE("places in GCJ-02 stand on the map where they are in WGS 84") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("gy", {{"lat", 26.5750}, {"long", 106.7130}, {"datum", "gcj02"}})});
  const json::value found = find_case(daemon, "gy");
  // Some 400 m apart in this city.
  REQUIRE(found.at("lat").to_number<double>() == Approx(26.578).margin(0.002));
  REQUIRE(found.at("lat").to_number<double>() != Approx(26.5750).margin(0.001));
  REQUIRE(found.at("long").to_number<double>() != Approx(106.7130).margin(0.001));
}

TEST_CASE("a heartbeat is stored and opens nothing") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {event("gridhall.source.heartbeat.v1", "h-1", {})});
  REQUIRE(all_cases(daemon).empty());
  REQUIRE(all_events(daemon).size() == 1);
}

TEST_CASE("drills are marked and never counted") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("real"), report("drill", {{"exercise", true}})});
  REQUIRE(has_flag(find_case(daemon, "drill"), "exercise"));
  const json::value cells = daemon.get_json("/api/v1/cells?bbox=-74,40,-73,41&level=10");
  std::int64_t open = 0;
  for (const json::value& row : cells.at("cells").as_array()) {
    open += row.at(1).to_number<std::int64_t>();
  }
  REQUIRE(open == 1);
}

TEST_CASE("verify is clean and dump gives every event after all of it") {
  TempDir dir;
  const std::filesystem::path data = dir / "data";
  Daemon daemon(data);
  for (int i = 0; i < 20; ++i) {
    const std::string id = std::to_string(i);
    store(daemon, {report(id), update("u" + id, id, {{"status", i % 2 == 0 ? "closed" : "open"}})});
  }
  REQUIRE(daemon.terminate() == 0);
  const RunResult verify = run({"verify", "--data", data.string()});
  INFO(verify.out << verify.errors);
  REQUIRE(verify.status == 0);
  const RunResult dump = run({"dump", "--data", data.string()});
  REQUIRE(dump.status == 0);
  REQUIRE(std::count(dump.out.begin(), dump.out.end(), '\n') == 40);
}

}  // namespace
}  // namespace gridhall::testing
