#include "ingest/protocol/place.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/ingest/protocol/event_fixture.hpp"

namespace gridhall::ingest {
namespace {

using namespace testing;
using Catch::Contains;

std::string placed(std::string_view lat, std::string_view lon, std::string_view more = {}) {
  return report("{\"lat\":" + std::string(lat) + ",\"long\":" + std::string(lon) + std::string(more) + "}");
}

/// A layer of one square with that code, from (10, 10) to (north, north).
geo::LayerConfig square(const std::string& level, const std::string& code, int north) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("gridhall_place_test_" + std::to_string(::getpid()) + level + ".geojson");
  const std::string to = std::to_string(north);
  std::ofstream(path) << R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":")"
                      << code << R"(","name":"One"},"geometry":{"type":"Polygon","coordinates":[[[10,10],[)"
                      << to << ",10],[" << to << "," << to << "],[10," << to << "],[10,10]]]}}]}";
  geo::LayerConfig config;
  config.level = level;
  config.file = path;
  config.code_property = "code";
  config.label_property = "name";
  return config;
}

geo::AreaLayers loaded(const std::vector<geo::LayerConfig>& configs) {
  std::vector<model::Error> errors;
  auto layers = geo::AreaLayers::load(configs, &errors);
  for (const auto& config : configs) {
    std::filesystem::remove(config.file);
  }
  REQUIRE(layers.has_value());
  return std::move(*layers);
}

/// One layer, one square district "1" from (10, 10) to (11, 11).
geo::AreaLayers one_district() {
  return loaded({square("district", "1", 11)});
}

TEST_CASE("a place becomes a cell of level 16") {
  Reading reading;
  const Candidate candidate = reading.taken(placed("40.7128", "-73.9512"));
  CHECK(geo::level_of(candidate.event.cell) == 16);
  CHECK(candidate.event.cell == geo::cell_at({40.7128, -73.9512}));
  CHECK(candidate.event.flags == 0);
  CHECK(candidate.event.areas.empty());
}

TEST_CASE("the rim of the map is on it") {
  Reading reading;
  for (const auto& [lat, lon] :
       std::initializer_list<std::pair<const char*, const char*>>{{"90", "0"},
                                                                  {"-90", "0"},
                                                                  {"90", "180"},
                                                                  {"0", "180"},
                                                                  {"0", "-180"},
                                                                  {"-0.0", "5"},
                                                                  {"1e-400", "5"},
                                                                  {"40.71280000000000001", "-73.95"}}) {
    CHECK(reading.taken(placed(lat, lon)).event.cell);
  }
}

TEST_CASE("longitudes 180 and -180 are the same cell") {
  Reading reading;
  CHECK(reading.taken(placed("10", "180")).event.cell == reading.taken(placed("10", "-180")).event.cell);
}

TEST_CASE("a coordinate out of range is refused with a guess") {
  Reading reading;
  const auto refused = [&](std::string_view lat, std::string_view lon, std::string_view pointer) {
    auto error = reading.refused(placed(lat, lon));
    CHECK(code_of(error) == "location_out_of_range");
    CHECK(error.pointer == pointer);
    return error;
  };
  CHECK_THAT(refused("116.4", "39.9", "/data/lat").detail, Contains("swapped?"));
  const auto shifted = refused("407128", "-74", "/data/lat");
  CHECK(shifted.got == "407128");
  CHECK(shifted.detail ==
        "lat is 407128; allowed -90 to 90. Are lat and long swapped, or the digits shifted?");
  CHECK_THAT(refused("4970241.5", "-8232103.2", "/data/lat").detail, Contains("projection"));
  refused("90.0000001", "0", "/data/lat");
  refused("-90.0000001", "0", "/data/lat");
  CHECK_THAT(refused("10", "180.1", "/data/long").detail, Contains("-180"));
  refused("10", "-1e300", "/data/long");
}

TEST_CASE("a coordinate that is no number is a violation with a way out") {
  Reading reading;
  const auto refused = [&](std::string_view lat) {
    const auto error = reading.refused(placed(lat, "10"));
    CHECK(code_of(error) == "schema_violation");
    CHECK(error.pointer == "/data/lat");
    CHECK_THAT(error.allowed, Contains("number"));
    return error.detail;
  };
  CHECK_THAT(refused(R"("39.9N")"), Contains("decimal degrees"));
  CHECK_THAT(refused(R"("40.7")"), Contains("without quotes"));
  CHECK_THAT(refused(R"("NaN")"), Contains("leave the member out"));
  CHECK_THAT(refused(R"("")"), Contains("leave the member out"));
  refused("[40.7]");
  refused("true");
}

TEST_CASE("lat and long come together") {
  Reading reading;
  const auto lonely = reading.refused(report(R"({"lat":40.7})"));
  CHECK(code_of(lonely) == "schema_violation");
  CHECK(lonely.pointer == "/data/long");
  CHECK(reading.refused(report(R"({"long":40.7,"lat":null})")).pointer == "/data/lat");
}

TEST_CASE("a report without a place, or at exactly (0, 0), is taken as unlocated") {
  Reading reading;
  for (const std::string& text :
       {report("{}"), placed("0", "0"), placed("0.0", "-0.0"), placed("0", "0", R"(,"datum":"bd09")")}) {
    const Candidate candidate = reading.taken(text);
    CHECK(!candidate.event.cell);
    CHECK((candidate.event.flags & model::kUnlocated) != 0);
    CHECK(warned(candidate, "location_missing"));
  }
  CHECK(reading.taken(placed("0", "0.0000001")).event.cell);
}

TEST_CASE("an update without a place says nothing about it") {
  Reading reading;
  const Candidate candidate = reading.taken(update(R"({"status":"closed"})"));
  CHECK(candidate.event.flags == 0);
  CHECK(candidate.warnings.empty());
}

TEST_CASE("where a place is required a report without one is refused, an update is not") {
  Reading reading;
  reading.rules.location_required = true;
  CHECK(code_of(reading.refused(report("{}"))) == "location_missing");
  CHECK(code_of(reading.refused(placed("0", "0"))) == "location_missing");
  reading.taken(update(R"({"status":"closed"})"));
  reading.taken(placed("1", "1"));
}

TEST_CASE("coordinates in another datum are converted and flagged") {
  Reading reading;
  const Candidate plain = reading.taken(placed("26.5783", "106.7135"));
  const Candidate gcj = reading.taken(placed("26.5783", "106.7135", R"(,"datum":"gcj02")"));
  CHECK((gcj.event.flags & model::kDatumConverted) != 0);
  CHECK(std::abs(gcj.event.lat - plain.event.lat) > 0.001);
  const geo::LatLon expected = geo::to_wgs84({26.5783, 106.7135}, geo::Datum::kGcj02);
  CHECK(gcj.event.lat == expected.lat);
  CHECK(gcj.event.lon == expected.lon);
  CHECK((reading.taken(placed("26.5783", "106.7135", R"(,"datum":"wgs84")")).event.flags &
         model::kDatumConverted) == 0);
  CHECK(reading.taken(placed("-90", "180", R"(,"datum":"bd09")")).event.cell);
}

TEST_CASE("areas are found, and a place outside all of them is flagged") {
  Reading reading(one_district());
  const Candidate inside = reading.taken(placed("10.5", "10.5"));
  REQUIRE(inside.event.areas.size() == 1);
  CHECK(inside.event.areas.front().code == "1");
  CHECK((inside.event.flags & model::kOutsideAreas) == 0);
  const Candidate outside = reading.taken(placed("12", "12"));
  CHECK(outside.event.areas.empty());
  CHECK((outside.event.flags & model::kOutsideAreas) != 0);
  CHECK(warned(outside, "outside_areas"));
  CHECK((reading.taken(report("{}")).event.flags & model::kOutsideAreas) == 0);
}

TEST_CASE("a place in any layer is not called outside, though the outermost has a gap there") {
  // The street is wider than its district: what lies in between is in the street alone.
  Reading reading(loaded({square("district", "1", 11), square("street", "101", 12)}));
  const Candidate gap = reading.taken(placed("11.5", "11.5"));
  REQUIRE(gap.event.areas.size() == 1);
  CHECK(gap.event.areas.front().code == "101");
  CHECK((gap.event.flags & model::kOutsideAreas) == 0);
  CHECK(gap.warnings.empty());
  CHECK(warned(reading.taken(placed("13", "13")), "outside_areas"));
}

}  // namespace
}  // namespace gridhall::ingest
