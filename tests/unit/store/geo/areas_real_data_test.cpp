#include <simdjson.h>

#include <catch2/catch.hpp>
#include <charconv>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/source_tree.hpp"
#include "tests/unit/store/geo/area_fixture.hpp"

using namespace gridhall;
using namespace gridhall::geo;
using namespace gridhall::geo::testing;

namespace {

LayerConfig config(const std::filesystem::path& file, std::string code, std::string name,
                   Datum datum = Datum::kWgs84) {
  LayerConfig out = layer(file);
  out.code_property = std::move(code);
  out.label_property = std::move(name);
  out.datum = datum;
  return out;
}

AreaLayers load(const LayerConfig& one) {
  std::vector<model::Error> errors;
  auto layers = AreaLayers::load({one}, &errors);
  for (const auto& error : errors) UNSCOPED_INFO(error.detail << " " << error.pointer << " " << error.got);
  REQUIRE(layers.has_value());
  return std::move(*layers);
}

/// Random places over the layer's bounds and the corners of its polygons.
void check_against_plain(const LayerConfig& one) {
  std::vector<model::Error> errors;
  const auto areas = read_area_file(one, errors);
  REQUIRE(errors.empty());
  const AreaIndex index(areas);
  const Bbox box = *load(one).bounds();
  std::mt19937_64 random(21);
  std::uniform_real_distribution<double> lat(box.south, box.north);
  std::uniform_real_distribution<double> lon(box.west, box.east);
  const auto check = [&](LatLon p) {
    INFO(p.lat << " " << p.lon);
    REQUIRE(index.find(p) == plain_owner(areas, p));
  };
  for (int i = 0; i < 2000; ++i) check({lat(random), lon(random)});
  std::size_t corner = 0;
  for (const AreaShape& area : areas) {
    for (const Polygon& polygon : area.polygons) {
      for (const LatLon& p : polygon.front()) {
        if (++corner % 17 == 0) check(p);
      }
    }
  }
}

/// Rows of a CSV file with quoted fields, by the names of its header.
std::vector<std::map<std::string, std::string>> read_csv(const std::filesystem::path& path) {
  std::vector<std::vector<std::string>> lines(1);
  std::string field;
  bool quoted = false;
  for (const char c : read_all(path)) {
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == ',' || c == '\n')) {
      lines.back().push_back(std::move(field));
      field.clear();
      if (c == '\n') lines.emplace_back();
    } else {
      field += c;
    }
  }
  std::vector<std::map<std::string, std::string>> rows;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].size() != lines[0].size()) continue;
    for (std::size_t k = 0; k < lines[0].size(); ++k) {
      if (k == 0) rows.emplace_back();
      rows.back()[lines[0][k]] = lines[i][k];
    }
  }
  return rows;
}

double number(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// "05 BRONX" is 205.
std::string board_code(std::string_view board) {
  constexpr std::string_view kBoroughs[] = {"MANHATTAN", "BRONX", "BROOKLYN", "QUEENS", "STATEN ISLAND"};
  for (std::size_t i = 0; i < std::size(kBoroughs); ++i) {
    if (board.size() > 3 && board.substr(3) == kBoroughs[i]) {
      return std::to_string(i + 1) + std::string(board.substr(0, 2));
    }
  }
  return {};
}

}  // namespace

TEST_CASE("service requests of New York lie in the community board that they name") {
  const auto districts = real_data("boundaries/nyc_community_districts.geojson");
  const auto requests = real_data("nyc_311_2022_05_01/311_Service_Requests_from_2010_to_Present.csv");
  if (!districts || !requests) return;
  const AreaLayers layers = load(config(*districts, "GEOCODE", "GEONAME"));
  CHECK(layers.layers().front().areas.size() == 65);
  const auto rows = read_csv(*requests);
  REQUIRE(rows.size() == 924);
  int located = 0;
  int agreeing = 0;
  int nowhere = 0;
  for (const auto& row : rows) {
    if (row.at("Latitude").empty()) continue;
    ++located;
    const auto refs = layers.locate({number(row.at("Latitude")), number(row.at("Longitude"))});
    if (refs.empty()) {
      ++nowhere;
    } else if (refs.front().code == board_code(row.at("Community Board"))) {
      ++agreeing;
    }
  }
  CHECK(located == 913);
  CHECK(agreeing >= 897);
  CHECK(nowhere == 1);
}

TEST_CASE("real boundary files load whole") {
  if (const auto boston = real_data("boundaries/boston_neighborhoods.geojson")) {
    const AreaLayers layers = load(config(*boston, "name", "name"));
    CHECK(layers.layers().front().areas.size() == 26);
    CHECK(layers.locate({42.3601, -71.0589}).size() == 1);
    CHECK(layers.locate({42.3601, -70.0}).empty());
  }
  if (const auto seattle = real_data("boundaries/seattle_neighborhoods.geojson")) {
    const AreaLayers layers = load(config(*seattle, "cartodb_id", "name"));
    CHECK(layers.layers().front().areas.size() == 90);
    const auto refs = layers.locate({47.6205, -122.3493});
    REQUIRE(refs.size() == 1);
    CHECK(layers.name(refs.front()) == "Lower Queen Anne");
  }
}

TEST_CASE("the index answers as the plain crossing test on real boundaries") {
  if (const auto file = real_data("boundaries/nyc_community_districts.geojson")) {
    check_against_plain(config(*file, "GEOCODE", "GEONAME"));
  }
  if (const auto file = real_data("boundaries/boston_neighborhoods.geojson")) {
    check_against_plain(config(*file, "name", "name"));
  }
  if (const auto file = real_data("boundaries/seattle_neighborhoods.geojson")) {
    check_against_plain(config(*file, "cartodb_id", "name"));
  }
  if (const auto file = real_data("boundaries/guiyang_districts_gcj02.geojson")) {
    check_against_plain(config(*file, "adcode", "name", Datum::kGcj02));
  }
}

TEST_CASE("the districts of Guiyang hold their centroids in WGS 84") {
  const auto file = real_data("boundaries/guiyang_districts_gcj02.geojson");
  if (!file) return;
  const AreaLayers layers = load(config(*file, "adcode", "name", Datum::kGcj02));
  REQUIRE(layers.layers().front().areas.size() == 10);
  simdjson::dom::parser parser;
  std::size_t districts = 0;
  for (const simdjson::dom::element district : parser.load(file->string())["features"]) {
    const simdjson::dom::element properties = district["properties"];
    const simdjson::dom::element centroid = properties["centroid"];  // in GCJ-02, as the polygons
    const auto refs = layers.locate(to_wgs84({.lat = centroid.at(1), .lon = centroid.at(0)}, Datum::kGcj02));
    REQUIRE(refs.size() == 1);
    CHECK(refs.front().code == std::to_string(std::int64_t{properties["adcode"]}));
    ++districts;
  }
  CHECK(districts == 10);
  CHECK(layers.name({0, "520102"}) == "南明区");
}
