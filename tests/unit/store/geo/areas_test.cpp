#include "store/geo/areas.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/unit/store/geo/area_fixture.hpp"

using namespace gridhall;
using namespace gridhall::geo;
using namespace gridhall::geo::testing;

namespace {

AreaLayers load(const std::vector<LayerConfig>& configs) {
  std::vector<model::Error> errors;
  auto layers = AreaLayers::load(configs, &errors);
  for (const auto& error : errors) UNSCOPED_INFO(error.detail);
  REQUIRE(layers.has_value());
  REQUIRE(errors.empty());
  return std::move(*layers);
}

std::string codes_at(const AreaLayers& layers, LatLon place) {
  std::string out;
  for (const auto& ref : layers.locate(place)) {
    if (!out.empty()) out += ' ';
    out += std::to_string(ref.layer) + ":" + ref.code;
  }
  return out;
}

}  // namespace

TEST_CASE("without layers every place is inside and nothing is known") {
  const AreaLayers none;
  CHECK(none.empty());
  CHECK(none.locate({40, -74}).empty());
  CHECK_FALSE(none.bounds());
  CHECK(none.find("101").empty());
  CHECK(none.geojson() == R"({"type":"FeatureCollection","features":[]})");
  CHECK(load({}).empty());
}

TEST_CASE("a place on a shared edge or corner has one owner only") {
  // Four squares around (1, 1).
  const TempFile file(collection({feature(R"({"code":"sw","name":"a"})", "Polygon", square(0, 0)),
                                  feature(R"({"code":"se","name":"b"})", "Polygon", square(1, 0)),
                                  feature(R"({"code":"nw","name":"c"})", "Polygon", square(0, 1)),
                                  feature(R"({"code":"ne","name":"d"})", "Polygon", square(1, 1))}));
  const AreaLayers layers = load({layer(file.path())});
  CHECK(codes_at(layers, {1, 1}) == "0:ne");
  CHECK(codes_at(layers, {0.5, 1}) == "0:se");
  CHECK(codes_at(layers, {1, 0.5}) == "0:nw");
  CHECK(codes_at(layers, {0, 0}) == "0:sw");
  CHECK(codes_at(layers, {0.5, 2}).empty());
  CHECK(codes_at(layers, {2, 0.5}).empty());
  CHECK(codes_at(layers, {0.999999, 0.999999}) == "0:sw");
}

TEST_CASE("where areas overlap the smallest code owns the place") {
  const TempFile file(collection({feature(R"({"code":"b","name":"b"})", "Polygon", square(0, 0, 4)),
                                  feature(R"({"code":"c","name":"c"})", "Polygon", square(1, 1, 1)),
                                  feature(R"({"code":"a","name":"a"})", "Polygon", square(3, 3, 4))}));
  const AreaLayers layers = load({layer(file.path())});
  CHECK(codes_at(layers, {1.5, 1.5}) == "0:b");
  CHECK(codes_at(layers, {3.5, 3.5}) == "0:a");
  CHECK(codes_at(layers, {4.5, 4.5}) == "0:a");
  CHECK(codes_at(layers, {0.5, 0.5}) == "0:b");
}

TEST_CASE("a hole is outside and an island in it is inside") {
  const std::string ring = square(0, 0, 10);
  const std::string rings =
      ring.substr(0, ring.size() - 1) + "," + square(2, 2, 6).substr(1, square(2, 2, 6).size() - 2) + "]";
  const TempFile file(collection(
      {feature(R"({"code":1,"name":"park"})", "MultiPolygon", "[" + rings + "," + square(4, 4, 2) + "]")}));
  const AreaLayers layers = load({layer(file.path())});
  CHECK(codes_at(layers, {1, 1}) == "0:1");
  CHECK(codes_at(layers, {3, 3}).empty());
  CHECK(codes_at(layers, {5, 5}) == "0:1");
}

TEST_CASE("features that share a code are one area even where they overlap") {
  const TempFile file(
      collection({feature(R"({"code":226,"name":"Van Cortlandt"})", "Polygon", square(0, 0, 2)),
                  feature(R"({"code":"226","name":"Van Cortlandt"})", "Polygon", square(1, 1, 2)),
                  feature(R"({"code":226.0,"name":"Annex"})", "Polygon", square(8, 8))}));
  const AreaLayers layers = load({layer(file.path())});
  REQUIRE(layers.layers().front().areas.size() == 1);
  CHECK(codes_at(layers, {0.5, 0.5}) == "0:226");
  CHECK(codes_at(layers, {1.5, 1.5}) == "0:226");
  CHECK(codes_at(layers, {2.5, 2.5}) == "0:226");
  CHECK(codes_at(layers, {8.5, 8.5}) == "0:226");
  CHECK(layers.name({0, "226"}) == "Van Cortlandt +1");
  CHECK(layers.geojson().find("MultiPolygon") != std::string::npos);
}

TEST_CASE("codes nest by the longest prefix and each layer keeps its own answer") {
  const TempFile city(
      collection({feature(R"({"code":"52","name":"province"})", "Polygon", square(0, 0, 10)),
                  feature(R"({"code":"5201","name":"city"})", "Polygon", square(10, 0, 10))}));
  const TempFile district(
      collection({feature(R"({"code":520102,"name":"Nanming"})", "Polygon", square(0, 0, 5)),
                  feature(R"({"code":"99","name":"elsewhere"})", "Polygon", square(5, 0, 5)),
                  feature(R"({"code":"52","name":"same"})", "Polygon", square(0, 5, 5))}));
  const AreaLayers layers = load({layer(city.path(), "city"), layer(district.path(), "district")});
  const auto& areas = layers.layers()[1].areas;
  REQUIRE(areas.size() == 3);
  CHECK(areas[0].code == "52");
  CHECK(areas[0].parent == "52");
  CHECK(areas[1].parent == "5201");
  CHECK(areas[2].parent.empty());
  // The polygon says 52 although the code says 5201: both layers answer for themselves.
  CHECK(codes_at(layers, {1, 1}) == "0:52 1:520102");
  CHECK(codes_at(layers, {1, 15}) == "0:5201");
  CHECK(layers.find("52") == std::vector<model::AreaRef>{{0, "52"}, {1, "52"}});
  CHECK(layers.find("nowhere").empty());
  CHECK(layers.name({1, "520102"}) == "Nanming");
  CHECK(layers.name({1, "5201"}).empty());
  CHECK(layers.name({7, "52"}).empty());
  CHECK(layers.bounds()->east == 20);
}

TEST_CASE("an explicit parent may be a number or a string and must exist in the layer above") {
  const TempFile boroughs(
      collection({feature(R"({"code":1,"name":"Manhattan"})", "Polygon", square(0, 0, 5)),
                  feature(R"({"code":"2","name":"Bronx"})", "Polygon", square(5, 0, 5))}));
  const TempFile good(collection({feature(R"({"code":"x","name":"x","of":"1"})", "Polygon", square(0, 0)),
                                  feature(R"({"code":"y","name":"y","of":2})", "Polygon", square(5, 0))}));
  LayerConfig inner = layer(good.path(), "district");
  inner.parent_property = "of";
  const AreaLayers layers = load({layer(boroughs.path(), "borough"), inner});
  CHECK(layers.layers()[1].areas[0].parent == "1");
  CHECK(layers.layers()[1].areas[1].parent == "2");

  const TempFile bad(collection({feature(R"({"code":"x","name":"x","of":"7"})", "Polygon", square(0, 0)),
                                 feature(R"({"code":"y","name":"y"})", "Polygon", square(5, 0)),
                                 feature(R"({"code":"z","name":"z","of":1})", "Polygon", square(6, 0)),
                                 feature(R"({"code":"z","name":"z","of":2})", "Polygon", square(7, 0))}));
  inner.file = bad.path();
  std::vector<model::Error> errors;
  CHECK(AreaLayers::load({layer(boroughs.path(), "borough"), inner}, &errors).has_error());
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].pointer == "/features/1/properties/of");
  CHECK(errors[1].detail.find("code 'z' has the parent '2' here and '1' in feature 2") != std::string::npos);

  const TempFile orphan(
      collection({feature(R"({"code":"x","name":"x","of":"7"})", "Polygon", square(0, 0))}));
  inner.file = orphan.path();
  errors.clear();
  CHECK(AreaLayers::load({layer(boroughs.path(), "borough"), inner}, &errors).has_error());
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].pointer == "/features/0/properties/of");
  CHECK(errors[0].got == "\"7\"");
  CHECK(errors[0].allowed == "a code of level 'borough'");
}

TEST_CASE("180 and -180 degrees are one meridian for areas too") {
  const TempFile file(collection({feature(R"({"code":"fiji","name":"Fiji"})", "MultiPolygon",
                                          "[" + square(177, -19, 3) + "," + square(-180, -19, 3) + "]")}));
  const AreaLayers layers = load({layer(file.path())});
  CHECK(codes_at(layers, {-18, 180}) == "0:fiji");
  CHECK(codes_at(layers, {-18, -180}) == "0:fiji");
  CHECK(codes_at(layers, {-18, 179.999}) == "0:fiji");
  CHECK(codes_at(layers, {-18, 0}).empty());
  REQUIRE(layers.bounds());
  CHECK(layers.bounds()->west == 177);
  CHECK(layers.bounds()->east == -177);
}

TEST_CASE("areas are written as compact GeoJSON that loads again") {
  const TempFile file(
      collection({feature(R"({"code":"b\"1","name":"A \\ \u0022q\u0022 区"})", "Polygon",
                          "[[[0.1234567,1],[2.5,1],[2.5,3.000001],[-0.0000001,3],[0.1234567,1]]]")}));
  const AreaLayers layers = load({layer(file.path())});
  CHECK(
      layers.geojson() ==
      R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"level":"district","code":"b\"1",)"
      R"("name":"A \\ \"q\" 区"},"geometry":{"type":"Polygon","coordinates":[[[0.123457,1],[2.5,1],[2.5,3.000001],)"
      R"([0,3],[0.123457,1]]]}}]})");
  const TempFile again(layers.geojson());
  CHECK(load({layer(again.path())}).geojson() == layers.geojson());
}

TEST_CASE("polygons in GCJ-02 or BD-09 hold the WGS 84 places that were meant") {
  const std::string text = collection({feature(R"({"code":1,"name":"x"})", "Polygon", square(106, 26))});
  const TempFile file(text);
  for (const Datum datum : {Datum::kGcj02, Datum::kBd09}) {
    LayerConfig config = layer(file.path());
    config.datum = datum;
    const AreaLayers layers = load({config});
    const LatLon corner = to_wgs84({26, 106}, datum);
    CHECK(codes_at(layers, {corner.lat + 1e-6, corner.lon + 1e-6}) == "0:1");
    CHECK(codes_at(layers, {corner.lat - 1e-5, corner.lon + 1e-6}).empty());
    CHECK(codes_at(layers, {corner.lat + 1e-6, corner.lon - 1e-5}).empty());
    CHECK(codes_at(layers, {26.5, 106.5}) == "0:1");
  }
}

TEST_CASE("a place that is no number is in no area") {
  const TempFile file(collection({feature(R"({"code":1,"name":"x"})", "Polygon", square(-90, -45, 90))}));
  const AreaLayers layers = load({layer(file.path())});
  CHECK(layers.locate({std::nan(""), 0}).empty());
  CHECK(layers.locate({0, std::nan("")}).empty());
}
