#include "store/geo/area_file.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/unit/store/geo/area_fixture.hpp"

using namespace gridhall;
using namespace gridhall::geo;
using namespace gridhall::geo::testing;
using model::Code;

namespace {

std::vector<model::Error> errors_of(std::string_view json, const LayerConfig& config = layer("nyc.geojson")) {
  std::vector<model::Error> errors;
  parse_area_file(config, json, errors);
  for (const model::Error& error : errors) {
    INFO(error.detail);
    CHECK(error.detail.find("nyc.geojson") == 0);
    CHECK(error.got.size() <= 120);
  }
  return errors;
}

model::Error error_of(std::string_view json) {
  const auto errors = errors_of(json);
  REQUIRE(errors.size() == 1);
  return errors.front();
}

model::Error geometry_error(std::string_view type, std::string_view coordinates) {
  return error_of(collection({feature(R"({"code":"a","name":"A"})", type, coordinates)}));
}

model::Error code_error(std::string_view value) {
  return error_of(
      collection({feature("{\"code\":" + std::string(value) + ",\"name\":\"A\"}", "Polygon", square(0, 0))}));
}

}  // namespace

TEST_CASE("a file that is no feature collection is one error that says so") {
  CHECK(error_of("").code == Code::kMalformedJson);
  CHECK(error_of("{").code == Code::kMalformedJson);
  CHECK(error_of("{}x").code == Code::kMalformedJson);
  CHECK(error_of("\"\xff\"").code == Code::kNotUtf8);
  CHECK(error_of("[]").pointer == "/type");
  CHECK(error_of(R"({"type":"Feature"})").got == "\"Feature\"");
  CHECK(error_of(R"({"type":"FeatureCollection"})").pointer == "/features");
  CHECK(error_of(R"({"type":"FeatureCollection","features":{}})").got == "{}");
  CHECK(error_of(R"({"type":"FeatureCollection","features":[]})").allowed ==
        "an array with at least one feature");
  CHECK(error_of(std::string(5000, '[')).code == Code::kMalformedJson);
  CHECK(error_of(R"({"type":"FeatureCollection","features":[1e999]})").code == Code::kMalformedJson);
}

TEST_CASE("a byte order mark is skipped") {
  CHECK(errors_of("\xEF\xBB\xBF" + collection({feature(R"({"code":1,"name":"A"})", "Polygon", square(0, 0))}))
            .empty());
}

TEST_CASE("every error of a file is reported at once with its feature and value") {
  const auto errors = errors_of(collection({
      feature(R"({"name":"A"})", "Polygon", square(0, 0)),
      feature(R"({"code":1.5,"name":"B"})", "Point", "[0,0]"),
      feature(R"({"code":"c","name":["C"]})", "Polygon", "[[[0,0],[1,0],[1,1],[0,0.5]]]"),
      R"({"type":"Polygon"})",
      R"({"type":"Feature","properties":null,"geometry":null})",
      "7",
  }));
  REQUIRE(errors.size() == 9);
  CHECK(errors[0].detail == "nyc.geojson, feature 0: it has no property 'code'.");
  CHECK(errors[0].code == Code::kAttributeMissing);
  CHECK(errors[0].pointer == "/features/0/properties/code");
  CHECK(errors[0].allowed == "one of: name");
  CHECK(errors[1].pointer == "/features/1/properties/code");
  CHECK(errors[1].got == "1.5");
  CHECK(errors[2].pointer == "/features/1/geometry/type");
  CHECK(errors[2].got == "\"Point\"");
  CHECK(errors[3].pointer == "/features/2/properties/name");
  CHECK(errors[3].got == "[\"C\"]");
  CHECK(errors[4].pointer == "/features/2/geometry/coordinates/0/3");
  CHECK(errors[4].allowed == "the first position again: [0,0]");
  CHECK(errors[5].pointer == "/features/3/type");
  CHECK(errors[6].pointer == "/features/4/properties");
  CHECK(errors[7].pointer == "/features/4/geometry/type");
  CHECK(errors[7].got == "null");
  CHECK(errors[8].pointer == "/features/5/type");
}

TEST_CASE("a code is a string or an integer") {
  for (const std::string value : {"null", "true", "1.5", "\"\"", "[]", "{}", "1e300", "\"a\\nb\""}) {
    INFO(value);
    CHECK(code_error(value).pointer == "/features/0/properties/code");
  }
  CHECK(code_error("\"" + std::string(65, 'x') + "\"").code == Code::kAttributeInvalid);

  const auto code_of = [](std::string_view value) {
    std::vector<model::Error> errors;
    const auto areas = parse_area_file(
        layer("nyc.geojson"),
        collection({feature("{\"code\":" + std::string(value) + ",\"name\":null}", "Polygon", square(0, 0))}),
        errors);
    REQUIRE(errors.empty());
    CHECK(areas.front().area.name == areas.front().area.code);
    return areas.front().area.code;
  };
  CHECK(code_of("205") == "205");
  CHECK(code_of("205.0") == "205");
  CHECK(code_of("-1") == "-1");
  CHECK(code_of("18446744073709551615") == "18446744073709551615");
  CHECK(code_of("\"05\"") == "05");
  CHECK(code_of("\"区\"") == "区");
}

TEST_CASE("a polygon needs closed rings of at least four positions in range") {
  CHECK(geometry_error("Polygon", "[]").pointer == "/features/0/geometry/coordinates");
  CHECK(geometry_error("Polygon", "7").got == "7");
  CHECK(geometry_error("MultiPolygon", "[]").allowed == "an array of at least one polygon");
  CHECK(geometry_error("MultiPolygon", "[[]]").pointer == "/features/0/geometry/coordinates/0");
  CHECK(geometry_error("Polygon", "[[]]").pointer == "/features/0/geometry/coordinates/0");
  CHECK(geometry_error("Polygon", "[[[0,0],[1,1],[0,0]]]").detail.find("too few positions") !=
        std::string::npos);
  CHECK(geometry_error("Polygon", "[[[0,0],[1,0],[1,1],[0,1]]]").detail.find("not closed") !=
        std::string::npos);
  CHECK(geometry_error("MultiPolygon", "[[[[0,0],[1,0],[1],[0,0]]]]").pointer ==
        "/features/0/geometry/coordinates/0/0/2");
  CHECK(geometry_error("Polygon", "[[[0,0],[1,0],[1,\"1\"],[0,0]]]").allowed ==
        "[longitude, latitude] in degrees");
  CHECK(geometry_error("Polygon", "[[[0,0],[1,0],[39.9,116.4],[0,0]]]").detail.find("latitude first") !=
        std::string::npos);
  const auto metres = geometry_error("Polygon", "[[[0,0],[1,0],[585000.5,4511000],[0,0]]]");
  CHECK(metres.code == Code::kLocationOutOfRange);
  CHECK(metres.detail.find("projected metres") != std::string::npos);
  CHECK(metres.got == "[585000.5,4511000]");
}

TEST_CASE("a third coordinate is ignored") {
  CHECK(errors_of(collection({feature(R"({"code":1,"name":"A"})", "Polygon",
                                      "[[[0,0,9],[1,0,9],[1,1,9],[0,0,9]]]")}))
            .empty());
}

TEST_CASE("a mistyped property is answered with the properties that are there") {
  LayerConfig config = layer("nyc.geojson");
  config.label_property = "a/b~c";
  const auto errors =
      errors_of(collection({feature(R"({"code":1,"GEONAME":"A"})", "Polygon", square(0, 0))}), config);
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].allowed == "one of: code, GEONAME");
  CHECK(errors[0].pointer == "/features/0/properties/a~1b~0c");
}

TEST_CASE("errors beyond the first hundred are counted") {
  std::vector<std::string> features(250, feature(R"({"name":"A"})", "Polygon", square(0, 0)));
  const auto errors = errors_of(collection(features));
  REQUIRE(errors.size() == kAreaFileErrorsMax + 1);
  CHECK(errors.back().detail == "nyc.geojson: 150 more errors.");
}

TEST_CASE("a missing or empty file and every mistake of the configuration are errors of one load") {
  const TempFile empty("");
  LayerConfig second = layer(empty.path(), "district");
  second.code_property.clear();
  LayerConfig first = layer("nowhere/nyc.geojson", "district");
  first.parent_property = "of";
  std::vector<model::Error> errors;
  const auto layers =
      AreaLayers::load({first, second, layer(std::filesystem::temp_directory_path(), "")}, &errors);
  REQUIRE(layers.has_error());
  REQUIRE(errors.size() == 7);
  CHECK(layers.error().detail == errors.front().detail);
  CHECK(errors[0].detail.find("area_layer 0, key 'parent'") == 0);
  CHECK(errors[1].detail.find("area_layer 1, key 'level'") == 0);
  CHECK(errors[2].detail.find("area_layer 1, key 'code'") == 0);
  CHECK(errors[3].detail.find("area_layer 2, key 'level'") == 0);
  CHECK(errors[4].detail.find("nowhere/nyc.geojson") == 0);
  for (std::size_t i = 4; i < 7; ++i) CHECK(errors[i].code == Code::kNotFound);
  CHECK(AreaLayers::load({first}, nullptr).has_error());
}
