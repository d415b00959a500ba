#include "dashboard/api.hpp"

#include <simdjson.h>

#include <catch2/catch.hpp>
#include <set>

#include "tests/unit/dashboard/test_store.hpp"

using namespace gridhall;
using namespace gridhall::dashboard;
using model::Severity;
namespace dom = simdjson::dom;

namespace {

using Params = std::vector<std::pair<std::string, std::string>>;

class Stage {
 public:
  Stage() : api{*store, std::make_shared<const geo::AreaLayers>(), info(), CityDays("America/New_York")} {}

  net::Request request(Params query, std::vector<net::Header> headers = {}) {
    net::Request out;
    out.method = "GET";
    out.query = std::move(query);
    out.headers = std::move(headers);
    return out;
  }
  net::Response cases(Params query, std::vector<net::Header> headers = {}) {
    return get_cases(api, request(std::move(query), std::move(headers)));
  }
  /// Subjects of the answer's cases, in order.
  std::vector<std::string> subjects(Params query) {
    const net::Response response = cases(std::move(query));
    INFO(response.body);
    REQUIRE(response.status == 200);
    std::vector<std::string> out;
    const dom::element root = parser.parse(response.body);
    for (dom::object c : root["cases"]) out.emplace_back(std::string_view(c["subject"]));
    next.reset();
    std::string_view cursor;
    if (root["next"].get(cursor) == simdjson::SUCCESS) next = std::string(cursor);
    return out;
  }
  net::Response one(net::Response (*ask)(const ApiContext&, const net::Request&), std::string name,
                    std::string value, std::vector<net::Header> headers = {}) {
    net::Request out = request({}, std::move(headers));
    out.params.emplace_back(std::move(name), std::move(value));
    return ask(api, out);
  }

  static CityInfo info() {
    CityInfo city;
    city.name = "Test";
    city.time_zone = "America/New_York";
    city.version = "1";
    city.build_id = "b";
    return city;
  }

  TestStore store;
  const ApiContext api;
  dom::parser parser;
  std::optional<std::string> next;
};

std::string header(const net::Response& response, std::string_view name) {
  for (const net::Header& h : response.headers) {
    if (h.name == name) return h.value;
  }
  return {};
}

using List = std::vector<std::string>;

void fill(Stage& stage) {
  stage.store.commit(EventBuilder("a", model::EventType::kIncidentReported)
                         .code("noise.street")
                         .at(40.72, -74.0)
                         .severity(Severity::kExtreme)
                         .description("花果园 loud PARTY")
                         .address("12 Main St")
                         .agency("DEP")
                         .area("103")
                         .time(*model::parse_rfc3339("2026-06-13T03:59:59Z"))
                         .build());
  stage.store.commit(EventBuilder("b")
                         .code("water")
                         .at(40.73, -74.0)
                         .area("104")
                         .severity(Severity::kMinor)
                         .time(*model::parse_rfc3339("2026-06-13T04:00:00Z"))
                         .build());
  stage.store.commit(
      EventBuilder("c").code("noise").time(*model::parse_rfc3339("2026-06-14T03:59:59.5Z")).build());
  stage.store.commit(EventBuilder("d")
                         .code("noise")
                         .at(41.5, -73.0)
                         .exercise()
                         .time(*model::parse_rfc3339("2026-06-14T04:00:00Z"))
                         .build());
  stage.store.commit(
      EventBuilder::update("b").status("closed").time(*model::parse_rfc3339("2026-06-15T00:00:00Z")).build());
}

}  // namespace

TEST_CASE("without `state` all cases are given, newest first, and every filter narrows them") {
  Stage stage;
  fill(stage);
  CHECK(stage.subjects({}) == List{"d", "c", "b", "a"});
  CHECK(stage.subjects({{"sort", "id"}}) == List{"a", "b", "c", "d"});
  CHECK(stage.subjects({{"state", "open"}}) == List{"d", "c", "a"});
  CHECK(stage.subjects({{"state", "closed"}}) == List{"b"});
  CHECK(stage.subjects({{"state", "open,closed"}, {"located", "true"}}) == List{"d", "b", "a"});
  CHECK(stage.subjects({{"service_code", "noise.*"}}) == List{"d", "c", "a"});
  CHECK(stage.subjects({{"service_code", "water"}, {"service_code", "noise"}}) == List{"d", "c", "b"});
  CHECK(stage.subjects({{"bbox", "-74.1,40.7,-73.9,40.8"}}) == List{"b", "a"});
  CHECK(stage.subjects({{"bbox", "-74.1,40.7,-73.9,40.8"}, {"state", "open"}}) == List{"a"});
  CHECK(stage.subjects({{"cell", geo::token(geo::cell_at({40.72, -74.0}))}}) == List{"a"});
  CHECK(stage.subjects({{"cell", geo::token(geo::cell_at({40.72, -74.0}, 8))}, {"state", "open"}}) ==
        List{"a"});
  CHECK(stage.subjects({{"area", "103"}}) == List{"a"});
  CHECK(stage.subjects({{"unit", "DEP"}, {"state", "open"}}) == List{"a"});
  CHECK(stage.subjects({{"severity_min", "Severe"}}) == List{"a"});
  CHECK(stage.subjects({{"severity", "Minor,Extreme"}}) == List{"b", "a"});
  CHECK(stage.subjects({{"kind", "incident"}}) == List{"a"});
  CHECK(stage.subjects({{"located", "false"}}) == List{"c"});
  CHECK(stage.subjects({{"exercise", "true"}}) == List{"d"});
  CHECK(stage.subjects({{"light", "red"}}).empty());
  CHECK(stage.subjects({{"source", "urn:other"}}).empty());
  CHECK(stage.subjects({{"nonsense", "1"}, {"state", ""}}).size() == 4);
}

TEST_CASE("text is found whatever its case and script, in open and closed cases") {
  Stage stage;
  fill(stage);
  CHECK(stage.subjects({{"q", "party main"}}) == List{"a"});
  CHECK(stage.subjects({{"q", "果园"}, {"state", "open"}}) == List{"a"});
  CHECK(stage.subjects({{"q", stage.store.case_id(2)}}) == List{"b"});
  CHECK(stage.subjects({{"q", "zebra"}}).empty());
}

TEST_CASE("from and to are days of the city, to inclusive, or instants") {
  Stage stage;
  fill(stage);
  CHECK(stage.subjects({{"from", "2026-06-13"}, {"to", "2026-06-13"}}) == List{"c", "b"});
  CHECK(stage.subjects({{"to", "2026-06-12"}}) == List{"a"});
  CHECK(stage.subjects({{"from", "2026-06-14"}, {"state", "open"}}) == List{"d"});
  CHECK(stage.subjects({{"from", "2026-06-13T00:00:00-04:00"}, {"to", "2026-06-13T04:00:00Z"}}) == List{"b"});
}

TEST_CASE(
    "pages follow each other without a gap or a double in every order, also while cases come and close") {
  for (const char* sort :
       {"id", "-id", "opened_at", "-opened_at", "updated_at", "-updated_at", "severity", "-severity"}) {
    for (const char* state : {"", "open"}) {
      INFO(sort << ' ' << state);
      Stage stage;
      std::vector<model::Event> events;
      events.reserve(57);
      for (int i = 0; i < 57; ++i) {
        events.push_back(EventBuilder("p" + std::to_string(i))
                             .severity(static_cast<Severity>(i % 5))
                             .at(40.7, -74.0)
                             .time(model::Time(std::chrono::seconds(1'000'000 + (i * 7) % 20)))
                             .build());
      }
      stage.store.commit(std::move(events));
      std::set<std::string> seen;
      Params query = {{"sort", sort}, {"state", state}, {"limit", "10"}};
      for (int page = 0;; ++page) {
        REQUIRE(page < 10);
        for (const std::string& subject : stage.subjects(query)) CHECK(seen.insert(subject).second);
        if (!stage.next) break;
        query = {{"sort", sort}, {"state", state}, {"limit", "10"}, {"cursor", *stage.next}};
      }
      CHECK(seen.size() == 57);
    }
  }
}

TEST_CASE("everything that is wrong is named at once") {
  Stage stage;
  const net::Response response = stage.cases({{"bbox", "1,2,3"},
                                              {"cell", "zz"},
                                              {"state", "asleep"},
                                              {"limit", "1001"},
                                              {"sort", "colour"},
                                              {"from", "yesterday"},
                                              {"cursor", "x"},
                                              {"severity_min", "Bad"},
                                              {"located", "maybe"},
                                              {"q", "a"},
                                              {"q", "b"}});
  CHECK(response.status == 400);
  CHECK(response.content_type.find("application/problem+json") == 0);
  const dom::element root = stage.parser.parse(response.body);
  CHECK(std::string_view(root["code"]) == "schema_violation");
  std::set<std::string> named;
  for (dom::object error : root["errors"]) named.emplace(std::string_view(error["pointer"]));
  for (const char* name :
       {"bbox", "cell", "state", "limit", "sort", "from", "cursor", "severity_min", "located", "q"}) {
    CHECK(named.contains("/query/" + std::string(name)));
  }
}

TEST_CASE("an answer is 304 exactly until something is committed") {
  Stage stage;
  fill(stage);
  const std::string tag = header(stage.cases({}), "ETag");
  REQUIRE_FALSE(tag.empty());
  CHECK(stage.cases({}, {{"If-None-Match", tag}}).status == 304);
  CHECK(stage.cases({}, {{"If-None-Match", tag}, {"Accept", "application/geo+json"}}).status == 200);
  stage.store.commit(EventBuilder("e").build());
  CHECK(stage.cases({}, {{"If-None-Match", tag}}).status == 200);
}

TEST_CASE("GeoJSON puts the point into the geometry and everything else into properties") {
  Stage stage;
  fill(stage);
  const net::Response response = stage.cases({{"sort", "id"}}, {{"Accept", "application/geo+json"}});
  CHECK(response.content_type == "application/geo+json");
  const dom::element root = stage.parser.parse(response.body);
  CHECK(std::string_view(root["type"]) == "FeatureCollection");
  const dom::element first = root["features"].at(0);
  CHECK(double(first["geometry"]["coordinates"].at(0)) == -74.0);
  CHECK(std::string_view(first["properties"]["subject"]) == "a");
  dom::element none;
  CHECK(first["properties"]["lat"].get(none) == simdjson::NO_SUCH_FIELD);
  CHECK(root["features"].at(2)["geometry"].is_null());
}

TEST_CASE("a case has every member, absent ones as null") {
  Stage stage;
  fill(stage);
  const net::Response response = stage.one(get_case, "id", stage.store.case_id(1));
  REQUIRE(response.status == 200);
  const dom::object c = stage.parser.parse(response.body);
  for (const char* name : {"id",          "source",  "subject",   "service_code",   "class",   "title",
                           "description", "state",   "light",     "severity",       "kind",    "cell",
                           "lat",         "long",    "areas",     "unit",           "owner",   "opened_at",
                           "updated_at",  "due_at",  "closed_at", "closure_reason", "in_time", "version",
                           "flags",       "address", "building",  "floor",          "unit_no", "media_url"}) {
    INFO(name);
    dom::element value;
    CHECK(c[name].get(value) == simdjson::SUCCESS);
  }
  CHECK(c["due_at"].is_null());
  CHECK(std::string_view(c["class"]) == "unclassified");
  CHECK(std::string_view(c["unit"]) == "DEP");
  for (const char* id : {"", "x", "other-1", "k3x9-"}) CHECK(stage.one(get_case, "id", id).status == 404);
  CHECK(stage.one(get_case, "id", stage.store.case_id(99)).status == 404);
}

TEST_CASE("a history gives the events as sent and what the fold made of them") {
  Stage stage;
  fill(stage);
  const net::Response response = stage.one(get_history, "id", stage.store.case_id(2));
  REQUIRE(response.status == 200);
  const dom::element root = stage.parser.parse(response.body);
  REQUIRE(dom::array(root["events"]).size() == 2);
  const dom::element closing = root["events"].at(1);
  CHECK(std::string_view(closing["event"]["source"]) == "urn:test");
  CHECK(bool(closing["applied"]));
  CHECK(std::string_view(closing["to"]) == "closed");
  CHECK(dom::array(root["transitions"]).size() > 0);
  CHECK(std::uint64_t(root["as_of"]["seq"]) == stage.store->seq());
}

TEST_CASE("cells are given as in the live snapshot, one cell with its classes and hours") {
  Stage stage;
  const model::Time now = model::now();
  stage.store.commit(
      EventBuilder("h1").code("noise").at(40.72, -74.0).time(now - std::chrono::minutes(5)).build());
  stage.store.commit(
      EventBuilder("h2").code("noise").at(40.72, -74.0).time(now - std::chrono::hours(3)).build());
  stage.store.commit(EventBuilder::update("h2").status("closed").build());
  const net::Response response =
      get_cells(stage.api, stage.request({{"bbox", "-74.1,40.7,-73.9,40.8"}, {"level", "13"}}));
  REQUIRE(response.status == 200);
  dom::element root = stage.parser.parse(response.body);
  REQUIRE(dom::array(root["cells"]).size() == 1);
  CHECK(std::uint64_t(root["cells"].at(0).at(1)) == 1);
  CHECK(get_cells(stage.api, stage.request({{"level", "99"}})).status == 400);
  CHECK(dom::array(stage.parser.parse(get_cells(stage.api, stage.request({})).body)["cells"]).size() == 1);

  const net::Response cell = stage.one(get_cell, "token", geo::token(geo::cell_at({40.72, -74.0}, 13)));
  REQUIRE(cell.status == 200);
  root = stage.parser.parse(cell.body);
  CHECK(std::uint64_t(root["open"]) == 1);
  CHECK(std::uint64_t(root["new_last_hour"]) == 1);
  CHECK(dom::array(root["hours"]).size() == 24);
  CHECK(std::uint64_t(root["hours"].at(20)) == 1);
  CHECK(std::string_view(root["classes"].at(0)["class"]) == "noise");
  for (const char* token : {"x", "", "89c25a31b", "1", "89C25A31"}) {
    INFO(token);
    if (std::string_view(token) != "89c25a31b") CHECK(stage.one(get_cell, "token", token).status == 404);
  }
}

TEST_CASE("a preference for GeoJSON is read from Accept with its weights") {
  Stage stage;
  const auto prefers = [&stage](const char* accept) {
    return prefers_geojson(stage.request({}, {{"Accept", accept}}));
  };
  CHECK(prefers("application/geo+json"));
  CHECK(prefers("application/geo+json, */*;q=0.1"));
  CHECK_FALSE(prefers("application/json"));
  CHECK_FALSE(prefers("*/*"));
  CHECK_FALSE(prefers("application/geo+json;q=0.5, application/json"));
  CHECK_FALSE(prefers("application/geo+json;q=0"));
}
