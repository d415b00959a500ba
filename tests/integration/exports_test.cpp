// Exports, saved views and figures, as a browser and a spreadsheet get them.
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <ctime>

#include "tests/integration/harness/events.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    REQUIRE(end != std::string::npos);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

const Headers kJson{{"Content-Type", "application/json"}};

TEST_CASE("NDJSON holds the cases that the question finds, as the API has them, and says that it is whole") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("a"), report("b", {{"status", "closed"}}), report("c", {{"service_code", "lamp"}})});
  const auto exported = [&](const std::string& query) {
    const HttpResponse response = daemon.get("/api/v1/export.ndjson" + query);
    REQUIRE(response.status == 200);
    REQUIRE(response.header("Content-Type") == "application/x-ndjson");
    return lines_of(response.body);
  };
  const auto all = exported("");
  REQUIRE(all.size() == 4);
  REQUIRE(json::parse(all[0]) == find_case(daemon, "a"));
  const json::value end = json::parse(all[3]);
  REQUIRE(end.at("end").as_bool());
  REQUIRE(end.at("count").to_number<int>() == 3);
  REQUIRE(end.at("pos").as_string().ends_with(":3"));
  REQUIRE(exported("?state=open").size() == 3);
  REQUIRE(exported("?state=closed").size() == 2);
  REQUIRE(exported("?service_code=lamp").size() == 2);
  REQUIRE(exported("?q=nothing+like+it").size() == 1);
  const HttpResponse wrong = daemon.get("/api/v1/export.ndjson?state=asleep&from=never");
  REQUIRE(wrong.status == 400);
  REQUIRE(wrong.json().at("errors").as_array().size() == 2);
}

TEST_CASE("a spreadsheet gets texts that it can't take for formulas, and every line is a case") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  const std::vector<std::pair<std::string, std::string>> hostile{
      {"=1+1", "'=1+1"},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@SUM(1)", "'@SUM(1)"},
      {"\tx", "'\tx"},
      {"＝1", "'＝1"},
      {"=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"\"http://x\"\")"},
      {"a \"b\"\nc", "a \"\"b\"\"\nc"},
      {"\",\"=1", "\"\",\"\"=1"},
      {"plain", "plain"},
  };
  for (std::size_t i = 0; i < hostile.size(); ++i)
    store(daemon, {report("s" + std::to_string(i), {{"description", hostile[i].first}})});
  const HttpResponse response = daemon.get("/api/v1/export.csv");
  REQUIRE(response.status == 200);
  REQUIRE(response.header("Content-Type") == "text/csv; charset=utf-8; header=present");
  REQUIRE(response.header("Content-Disposition") == "attachment; filename=\"gridhall-cases.csv\"");
  REQUIRE(response.body.starts_with("id,source,subject,"));
  std::size_t ends = 0;
  for (std::size_t at = 0; (at = response.body.find("\r\n", at)) != std::string::npos; ++at) ++ends;
  REQUIRE(ends == hostile.size() + 1);
  for (const auto& [sent, written] : hostile) {
    INFO(sent);
    CHECK(response.body.find(",\"" + written + "\",") != std::string::npos);
  }
  // The place is west of Greenwich: a number that begins with a minus is no formula.
  REQUIRE(response.body.find(",-73.9857,") != std::string::npos);
  REQUIRE(daemon.get("/api/v1/export.csv?bom=1").body.starts_with("\xEF\xBB\xBFid,"));
  REQUIRE(daemon.get("/api/v1/export.csv?bom=2").status == 400);
}

TEST_CASE("GeoJSON lines are features, with or without a place") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  json::object nowhere = report("b");
  nowhere["data"].as_object().erase("lat");
  nowhere["data"].as_object().erase("long");
  store(daemon, {report("a"), nowhere});
  const auto lines = lines_of(daemon.get("/api/v1/export.geojsonl").body);
  REQUIRE(lines.size() == 2);
  const json::value placed = json::parse(lines[0]);
  REQUIRE(placed.at("type").as_string() == "Feature");
  REQUIRE(placed.at("geometry").at("coordinates").as_array().size() == 2);
  REQUIRE(placed.at("properties").at("subject").as_string() == "a");
  REQUIRE(json::parse(lines[1]).at("geometry").is_null());
}

TEST_CASE("an export of many pieces is whole and in order, whatever is stored meanwhile") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  constexpr int kCases = 3'000;
  WsClient client = sender(daemon);
  for (int i = 0; i < kCases; i += 100) {
    json::object message = pub("r" + std::to_string(i), {});
    for (int k = i; k < i + 100; ++k) message["events"].as_array().push_back(report("s" + std::to_string(k)));
    client.send(message);
    REQUIRE(client.expect("ack").at("results").as_array().size() == 100);
  }
  const auto lines = lines_of(daemon.get("/api/v1/export.ndjson").body);
  REQUIRE(lines.size() == kCases + 1);
  for (int i = 0; i < kCases; ++i)
    REQUIRE(json::parse(lines[static_cast<std::size_t>(i)]).at("subject").as_string() ==
            "s" + std::to_string(i));
}

TEST_CASE(
    "views are kept across restarts, shown to their owner, to others when shared, and changed by their "
    "owner") {
  TempDir dir;
  const std::string body = R"({"name":"Mine 我的","address":"?screen=backlog&light=red"})";
  const auto as = [](const char* who) {
    Headers headers = kJson;
    headers.push_back({"X-Gridhall-Act-As", who});
    return headers;
  };
  {
    Daemon daemon(dir / "data");
    REQUIRE(daemon.request("PUT", "/api/v1/views/a1", body, as("li")).status == 200);
    REQUIRE(
        daemon.request("PUT", "/api/v1/views/a2", R"({"name":"Ours","address":"?x","shared":true})", as("li"))
            .status == 200);
    REQUIRE(daemon.terminate() == 0);
  }
  const Daemon daemon(dir / "data");
  const json::value mine = daemon.request("GET", "/api/v1/views", "", as("li")).json();
  REQUIRE(mine == json::parse(R"({"views":[
    {"id":"a1","name":"Mine 我的","address":"?screen=backlog&light=red","shared":false,"owner":"li"},
    {"id":"a2","name":"Ours","address":"?x","shared":true,"owner":"li"}]})"));
  const json::value theirs = daemon.request("GET", "/api/v1/views", "", as("wang")).json();
  REQUIRE(theirs.at("views").as_array().size() == 1);
  REQUIRE(daemon.request("DELETE", "/api/v1/views/a2", "", as("wang")).status == 404);
  REQUIRE(daemon.request("DELETE", "/api/v1/views/a2", "", as("li")).status == 204);
  REQUIRE(daemon.request("GET", "/api/v1/views", "", as("wang")).json().at("views").as_array().empty());

  const auto refused = [&](const std::string& id, const std::string& text, const char* pointer) {
    const HttpResponse response = daemon.request("PUT", "/api/v1/views/" + id, text, as("li"));
    INFO(response.body);
    REQUIRE(response.status == 400);
    REQUIRE(response.body.find(pointer) != std::string::npos);
  };
  refused("a", R"({"address":"?x"})", "/name");
  refused("a", R"({"name":"n"})", "/address");
  refused("a", R"({"name":"n","address":"https://elsewhere"})", "/address");
  refused("a", R"({"name":"n","address":"?x","color":"red"})", "color");
  refused("a%20b", R"({"name":"n","address":"?x"})", "letters");
  Headers elsewhere = kJson;
  elsewhere.push_back({"Origin", "https://elsewhere.example"});
  REQUIRE(daemon.request("PUT", "/api/v1/views/a", body, elsewhere).status == 403);
}

TEST_CASE("figures and series say their period and count what is stored, before and after a restart") {
  TempDir dir;
  const auto check = [](const Daemon& daemon) {
    const json::value said = daemon.get_json("/api/v1/figures?from=2026-05-01&to=2026-05-01");
    REQUIRE(said.at("from").as_string() == "2026-05-01");
    REQUIRE(said.at("previous_from").as_string() == "2026-04-30");
    const json::object& reported = said.at("figures").at(0).as_object();
    REQUIRE(reported.at("name").as_string() == "reported");
    REQUIRE(reported.at("value").to_number<int>() == 2);
    REQUIRE(reported.at("previous").at("value").to_number<int>() == 0);
    const json::value by = daemon.get_json("/api/v1/figures?from=2026-05-01&to=2026-05-01&by=class");
    REQUIRE(by.at("groups").as_array().size() == 2);
    REQUIRE(by.at("groups").at(0).at("key").as_string() == "lamp");
    const json::value series = daemon.get_json("/api/v1/series?from=2026-05-01&to=2026-05-02&step=day");
    REQUIRE(series.at("cols") == json::value(list({"t", "opened", "closed", "open"})));
    REQUIRE(series.at("rows").as_array().size() == 2);
    REQUIRE(series.at("rows").at(0).at(1).to_number<int>() == 2);
    REQUIRE(series.at("rows").at(1).at(3).to_number<int>() == 1);
  };
  {
    Daemon daemon(dir / "data");
    store(daemon, {report("a"), report("b", {{"service_code", "lamp"}, {"status", "closed"}})});
    check(daemon);
    for (const auto& [query, word] :
         {std::pair{"figures?from=2026-05-02&to=2026-05-01", "from"},
          std::pair{"figures?from=yesterday", "from"}, std::pair{"figures?by=mood", "by"},
          std::pair{"figures?by=area:nowhere", "by"},
          std::pair{"figures?recurrence_days=0", "recurrence_days"},
          std::pair{"series?step=fortnight", "step"},
          std::pair{"series?from=1990-01-01&step=hour", "step"}}) {
      INFO(query);
      const HttpResponse response = daemon.get(std::string("/api/v1/") + query);
      REQUIRE(response.status == 400);
      REQUIRE(response.json().at("errors").at(0).at("pointer").as_string().find(word) != std::string::npos);
    }
    REQUIRE(daemon.terminate() == 0);
  }
  check(Daemon(dir / "data"));
}

TEST_CASE("the rescue list has what is due soon, surest first, and says what it stands on") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  const auto due = [](const char* id, int minutes) {
    const std::time_t when = std::time(nullptr) + 60LL * minutes;
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&when));
    return report(id, {{"status", "open"}, {"expected_datetime", text.data()}});
  };
  store(daemon,
        {due("soon", 60), due("later", 600), due("next week", 10'000), due("late", -60), report("none")});
  const json::value said = daemon.get_json("/api/v1/rescue");
  REQUIRE(said.at("due").to_number<int>() == 2);
  REQUIRE(said.at("cases").as_array().size() == 2);
  const json::value& first = said.at("cases").at(0);
  // Nothing has ever ended here: nothing says that these will.
  REQUIRE(first.at("breach").to_number<double>() == 1.0);
  REQUIRE(first.at("basis").as_string() == "all");
  REQUIRE(first.at("basis_cases").to_number<int>() == 0);
  REQUIRE(first.at("allowance_minutes").to_number<double>() > first.at("used_minutes").to_number<double>());
  REQUIRE(said.at("expected_late").to_number<double>() == 2.0);
  REQUIRE(daemon.get_json("/api/v1/rescue?hours=200").at("due").to_number<int>() == 3);
  REQUIRE(daemon.get_json("/api/v1/rescue?hours=200&limit=1").at("cases").as_array().size() == 1);
  REQUIRE(daemon.get_json("/api/v1/rescue?area=nowhere").at("due").to_number<int>() == 0);
  REQUIRE(daemon.get("/api/v1/rescue?hours=0").status == 400);
  const json::value trust = daemon.get_json("/api/v1/rescue/calibration");
  REQUIRE(trust.at("reliability").as_array().size() == 10);
  REQUIRE(trust.at("trained_on").to_number<int>() == 0);
  REQUIRE(daemon.get("/api/v1/rescue/calibration?from=2020-01-01&to=2025-01-01").status == 400);
}

}  // namespace
}  // namespace gridhall::testing
