// Shapes of the HTTP API, as integrators read them.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <set>

#include "tests/integration/harness/events.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;

std::set<std::string> members(const json::value& object) {
  std::set<std::string> names;
  for (const auto& [name, value] : object.as_object()) {
    names.emplace(name);
  }
  return names;
}

TEST_CASE("a case has every member of the contract, absent values as null") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("a", {{"service_name", "Noise"}})});
  const json::value one = find_case(daemon, "a");
  for (const char* name : {"id",        "source",         "subject",   "service_code", "class",
                           "title",     "description",    "state",     "light",        "severity",
                           "kind",      "cell",           "lat",       "long",         "areas",
                           "unit",      "owner",          "opened_at", "updated_at",   "due_at",
                           "closed_at", "closure_reason", "in_time",   "version",      "flags"}) {
    INFO(name);
    CHECK(one.as_object().contains(name));
  }
  REQUIRE(one.at("kind").as_string() == "request");
  REQUIRE(one.at("service_code").as_string() == "noise.street");
  REQUIRE(one.at("opened_at").as_string() == "2026-05-01T10:00:00Z");
  REQUIRE(one.at("closed_at").is_null());
  REQUIRE(one.at("version").to_number<int>() == 1);
}

TEST_CASE("the backlog counts open cases by what is asked for, and its rows add up") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  const auto kind = [](const char* code, const char* severity) {
    return json::object{
        {"service_code", code}, {"severity", severity}, {"expected_datetime", "2026-05-02T10:00:00Z"}};
  };
  store(daemon, {report("a", kind("noise", "Minor")), report("b", kind("noise", "Severe")),
                 report("c", {{"service_code", "lamp"}}), report("d", kind("lamp", "Minor")),
                 report("e", {{"service_code", "lamp"}, {"exercise", true}}),
                 report("f", {{"service_code", "lamp"}, {"status", "closed"}})});
  const auto rows = [&](const std::string& query) {
    return daemon.get_json("/api/v1/backlog?" + query).at("rows");
  };
  const json::value all = daemon.get_json("/api/v1/backlog?group=service_code");
  REQUIRE(all.at("group") == json::value(list({"service_code"})));
  REQUIRE(all.at("cols") == json::value(list({"open", "red", "yellow", "green", "paused", "unset"})));
  REQUIRE(all.at("rows") ==
          json::parse(R"([{"key":["lamp"],"v":[2,1,0,0,0,1]},{"key":["noise"],"v":[2,2,0,0,0,0]}])"));
  REQUIRE(all.at("as_of").at("seq").as_int64() ==
          daemon.get_json("/api/v1/cases").at("as_of").at("seq").as_int64());
  REQUIRE(rows("group=service_code,severity&severity_min=Moderate") ==
          json::parse(R"([{"key":["noise","Severe"],"v":[1,1,0,0,0,0]}])"));
  // This city has no layer of areas, so nothing is inside one.
  REQUIRE(rows("group=area&light=red") == json::parse(R"([{"key":[null],"v":[3,3,0,0,0,0]}])"));
  REQUIRE(
      rows("group=unit,light") ==
      json::parse(R"([{"key":[null,"unset"],"v":[1,0,0,0,0,1]},{"key":[null,"red"],"v":[3,3,0,0,0,0]}])"));

  for (const char* wrong : {"", "group=", "group=colour", "group=area:planet", "group=light,light",
                            "group=light,state,age,unit,kind", "group=light&light=blue"}) {
    INFO(wrong);
    const HttpResponse refused = daemon.request("GET", std::string("/api/v1/backlog?") + wrong, "");
    REQUIRE(refused.status == 400);
    REQUIRE_FALSE(refused.json().at("errors").at(0).at("allowed").as_string().empty());
  }
}

TEST_CASE("pages hold every case once in a stable order") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  for (int i = 0; i < 25; ++i) {
    store(daemon, {report(std::to_string(i))});
  }
  std::set<std::string> seen;
  std::string cursor;
  int pages = 0;
  do {
    const json::value page =
        daemon.get_json("/api/v1/cases?limit=10" + (cursor.empty() ? std::string() : "&cursor=" + cursor));
    for (const json::value& one : page.at("cases").as_array()) {
      REQUIRE(seen.emplace(one.at("id").as_string()).second);
    }
    REQUIRE(members(page.at("as_of")) == std::set<std::string>{"epoch", "seq", "time"});
    cursor = page.at("next").is_null() ? std::string() : std::string(page.at("next").as_string());
    ++pages;
    // A case that comes between two pages belongs to neither of those that were there.
    if (pages == 1) {
      store(daemon, {report("later")});
    }
  } while (!cursor.empty());
  REQUIRE(pages == 3);
  REQUIRE(seen.size() >= 25);
}

TEST_CASE("filters select by class, severity, box and state") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("a", {{"severity", "Extreme"}}), report("b", {{"service_code", "water.leak"}}),
                 report("c", {{"lat", 41.5}}), report("d", {{"status", "closed"}})});
  REQUIRE(all_cases(daemon).size() == 4);
  REQUIRE(all_cases(daemon, "severity_min=Severe").size() == 1);
  REQUIRE(all_cases(daemon, "service_code=water.leak").size() == 1);
  REQUIRE(all_cases(daemon, "bbox=-74,40.6,-73.9,40.8").size() == 3);
  REQUIRE(all_cases(daemon, "state=closed").size() == 1);
  REQUIRE(all_cases(daemon, "state=open").size() == 3);
}

TEST_CASE("wrong parameters are 400 with the place and what is allowed") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  for (const char* query : {"bbox=1,2,3", "bbox=a,b,c,d", "limit=0", "limit=100000", "state=happy",
                            "severity_min=Awful", "cursor=garbage"}) {
    INFO(query);
    const HttpResponse response = daemon.get(std::string("/api/v1/cases?") + query);
    CHECK(response.status == 400);
    CHECK(response.header("Content-Type").starts_with("application/problem+json"));
    const json::value problem = response.json();
    CHECK(problem.as_object().contains("code"));
    CHECK(problem.as_object().contains("retry"));
    CHECK(problem.at("request_id").as_string() == json::string(response.header("X-Request-Id")));
    CHECK(problem.at("errors").as_array().size() >= 1);
  }
}

TEST_CASE("what is not there is 404, a wrong method 405 with what is allowed") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  REQUIRE(daemon.get("/api/v1/cases/nope-1").status == 404);
  REQUIRE(daemon.get("/api/v1/cases/nope-1").json().at("code").as_string() == "not_found");
  REQUIRE(daemon.get("/api/v1/nothing").status == 404);
  const HttpResponse wrong = daemon.request("DELETE", "/api/v1/cases", "");
  REQUIRE(wrong.status == 405);
  REQUIRE(wrong.header("Allow").find("GET") != std::string::npos);
}

TEST_CASE("GeoJSON has the point as geometry and all else as properties") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("a")});
  const HttpResponse response = daemon.get("/api/v1/cases", {{"Accept", "application/geo+json"}});
  REQUIRE(response.status == 200);
  REQUIRE(response.header("Content-Type").starts_with("application/geo+json"));
  const json::value feature = response.json().at("features").at(0);
  REQUIRE(feature.at("geometry").at("type").as_string() == "Point");
  REQUIRE(feature.at("geometry").at("coordinates").at(0).to_number<double>() == Approx(kLong));
  REQUIRE(feature.at("properties").at("subject").as_string() == "a");
}

TEST_CASE("the change feed is complete, in order, and an empty page gives its position back") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("a"), report("b"), report("c")});
  const std::string epoch(daemon.get_json("/api/v1/cases").at("as_of").at("epoch").as_string());
  const json::value page = daemon.get_json("/api/v1/events?limit=2&since=" + epoch + ":0");
  REQUIRE(page.at("events").as_array().size() == 2);
  REQUIRE(page.at("events").at(0).at("id").as_string() == "a");
  REQUIRE(page.at("next").as_string() == json::string(epoch + ":2"));
  const json::value rest = daemon.get_json("/api/v1/events?since=" + epoch + ":2");
  REQUIRE(rest.at("events").as_array().size() == 1);
  const json::value empty = daemon.get_json("/api/v1/events?since=" + epoch + ":3");
  REQUIRE(empty.at("events").as_array().empty());
  REQUIRE(empty.at("next").as_string() == json::string(epoch + ":3"));
}

TEST_CASE("cells add up to the cases below them at every level") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  for (int i = 0; i < 30; ++i) {
    store(daemon, {report(std::to_string(i), {{"lat", 40.6 + 0.003 * i}})});
  }
  for (const int level : {4, 10, 13, 16}) {
    const json::value cells =
        daemon.get_json("/api/v1/cells?bbox=-75,40,-73,42&level=" + std::to_string(level));
    REQUIRE(cells.at("cols").at(0).as_string() == "cell");
    std::int64_t open = 0;
    for (const json::value& row : cells.at("cells").as_array()) {
      open += row.at(1).to_number<std::int64_t>();
    }
    INFO("level " << level);
    REQUIRE(open == 30);
  }
}

TEST_CASE("health, readiness, version and metrics are there for whoever watches") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("a")});
  for (const std::string& at : {std::string(), std::string("/api/v1")}) {
    INFO("at " << at);
    REQUIRE(daemon.get(at + "/healthz").status == 200);
    REQUIRE(daemon.get(at + "/readyz").status == 200);
    REQUIRE(json::serialize(daemon.get_json(at + "/version")).find("0.1.0") != std::string::npos);
    const HttpResponse metrics = daemon.get(at + "/metrics");
    REQUIRE(metrics.status == 200);
    REQUIRE(metrics.header("Content-Type").starts_with("text/plain"));
    REQUIRE(metrics.body.find("gridhall_") != std::string::npos);
  }
}

TEST_CASE("pages of the application carry the security headers") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  const HttpResponse response = daemon.get("/api/v1/cases");
  REQUIRE(response.header("X-Content-Type-Options") == "nosniff");
  REQUIRE(response.header("Content-Security-Policy").find("default-src 'none'") != std::string::npos);
  REQUIRE(response.header("Content-Security-Policy").find("unsafe-inline") == std::string::npos);
  REQUIRE(response.header("Referrer-Policy") == "no-referrer");
  REQUIRE(response.header("Cache-Control").find("no-store") != std::string::npos);
}

TEST_CASE("paths that reach outside are refused") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  for (const char* path : {"/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
                           "/.git/config", "/CURRENT", "/assets/%00.js", "/%c0%ae%c0%ae/x"}) {
    const HttpResponse response = daemon.get(path);
    INFO(path << " " << response.status);
    CHECK((response.status == 400 || response.status == 404 || response.status == 200));
    CHECK(response.body.find("root:") == std::string::npos);
    if (response.status == 200) {
      CHECK(response.header("Content-Type").starts_with("text/html"));
    }
  }
}

}  // namespace
}  // namespace gridhall::testing
