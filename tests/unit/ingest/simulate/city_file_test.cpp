#include "ingest/simulate/city_file.hpp"

#include <simdjson.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "ingest/simulate/city.hpp"
#include "store/geo/areas.hpp"

using namespace gridhall;
using namespace gridhall::simulate;

namespace {

class CityFolder {
 public:
  CityFolder() : path_(std::filesystem::temp_directory_path() / ("linshui-" + std::to_string(::getpid()))) {
    REQUIRE(write_city(path_).has_value());
  }
  ~CityFolder() { std::filesystem::remove_all(path_); }
  CityFolder(const CityFolder&) = delete;
  CityFolder& operator=(const CityFolder&) = delete;
  std::filesystem::path file(const std::string& name) const { return path_ / name; }
  std::string text(const std::string& name) const {
    std::ifstream in(file(name), std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }

 private:
  std::filesystem::path path_;
};

geo::LayerConfig layer(const std::string& level, const std::filesystem::path& file) {
  geo::LayerConfig config;
  config.level = level;
  config.file = file;
  config.code_property = "code";
  config.label_property = "name";
  return config;
}

}  // namespace

TEST_CASE("the area files load as three nested layers and every layer finds the centre") {
  const CityFolder folder;
  std::vector<model::Error> errors;
  auto layers = geo::AreaLayers::load({layer("district", folder.file("linshui-districts.geojson")),
                                       layer("street", folder.file("linshui-streets.geojson")),
                                       layer("community", folder.file("linshui-communities.geojson"))},
                                      &errors);
  for (const auto& error : errors) UNSCOPED_INFO(error.detail);
  REQUIRE(layers.has_value());
  CHECK(errors.empty());
  const City& linshui = city();
  const auto found = layers->locate(linshui.centre);
  REQUIRE(found.size() == 3);
  CHECK(layers->name(found[0]) == "Hezhou 鹤洲");
  CHECK(found[1].code.starts_with(found[0].code));
  CHECK(found[2].code.starts_with(found[1].code));
  CHECK(layers->layers()[2].areas.size() == linshui.communities.size());
  for (const Tower& tower : linshui.towers) {
    const auto areas = layers->locate(tower.position);
    REQUIRE(areas.size() == 3);
    CHECK(areas[2].code == linshui.communities[linshui.community_at(tower.position)].code);
  }
}

TEST_CASE("the basemap is GeoJSON of moderate size with every kind that the browser draws") {
  const CityFolder folder;
  const std::string text = folder.text("linshui-basemap.geojson");
  CHECK(text.size() > 1'000'000);
  CHECK(text.size() < 2'600'000);
  simdjson::dom::parser parser;
  const simdjson::dom::element root = parser.parse(text);
  std::map<std::string, std::string> geometry;
  std::map<std::string, int> count;
  for (const simdjson::dom::element feature : root["features"].get_array()) {
    const std::string kind{std::string_view(feature["properties"]["kind"])};
    const std::string type{std::string_view(feature["geometry"]["type"])};
    ++count[kind];
    geometry[kind] = type.starts_with("Multi") ? type.substr(5) : type;
    if (kind == "building" || kind == "tower") CHECK(feature["properties"]["floors"].get_int64().value() > 0);
    if (kind.ends_with("_label") || kind == "tower" || kind == "street" || kind == "arterial") {
      CHECK_FALSE(std::string_view(feature["properties"]["name"]).empty());
      CHECK_FALSE(std::string_view(feature["properties"]["name_zh"]).empty());
    }
  }
  for (const char* kind : {"water", "park", "block", "building", "tower"}) CHECK(geometry[kind] == "Polygon");
  for (const char* kind : {"street", "arterial", "highway", "rail"}) CHECK(geometry[kind] == "LineString");
  for (const char* kind : {"water_label", "place_label"}) CHECK(geometry[kind] == "Point");
  CHECK(count.size() == 11);
}

TEST_CASE("the river keeps its island as a hole that runs the other way") {
  const CityFolder folder;
  const std::string text = folder.text("linshui-basemap.geojson");
  simdjson::dom::parser parser;
  const simdjson::dom::element root = parser.parse(text);
  for (const simdjson::dom::element feature : root["features"].get_array()) {
    if (std::string_view(feature["properties"]["kind"]) != "water") continue;
    const auto rings = feature["geometry"]["coordinates"].get_array().value();
    REQUIRE(rings.size() == 2);
    double twice = 0;
    double x = 0;
    double y = 0;
    bool first = true;
    for (const simdjson::dom::element position : rings.at(1).get_array()) {
      const double lon = position.at(0);
      const double lat = position.at(1);
      if (!first) twice += x * (lat - 27) - (lon - 112) * y;
      first = false;
      x = lon - 112;
      y = lat - 27;
    }
    CHECK(twice < 0);
    return;
  }
  FAIL("no water");
}

TEST_CASE("writing the city twice gives the same bytes") {
  const CityFolder folder;
  const std::string first = folder.text("linshui-basemap.geojson");
  REQUIRE(write_city(folder.file("")).has_value());
  CHECK(folder.text("linshui-basemap.geojson") == first);
}

TEST_CASE("a directory that can't be made is an error that names it") {
  const CityFolder folder;
  const auto blocked = folder.file("linshui-streets.geojson") / "below";
  const auto written = write_city(blocked);
  REQUIRE_FALSE(written.has_value());
  CHECK(written.error().code == model::Code::kStorageFailed);
  CHECK(written.error().detail.find("below") != std::string::npos);
}
