#include "store/geo/datum.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

using namespace gridhall::geo;

namespace {

double metres_between(LatLon a, LatLon b) {
  constexpr double kMetresPerDegree = 111'320.0;
  const double east = (a.lon - b.lon) * std::cos(a.lat * std::numbers::pi / 180);
  return std::hypot(a.lat - b.lat, east) * kMetresPerDegree;
}

struct Pair {
  LatLon wgs84;
  LatLon gcj02;
  LatLon bd09;
};

// The first three GCJ-02 values are the ones that open-source converters publish for their tests; all were
// computed with the converter that the web application's tests use.
constexpr Pair kPairs[] = {
    {{31.1774276, 121.5272106}, {31.175303984, 121.531541859}, {31.181328607, 121.538015686}},
    {{22.543847, 113.912316}, {22.540796132, 113.917176481}, {22.546667438, 113.923684729}},
    {{39.911954, 116.377817}, {39.913345455, 116.384047225}, {39.919575551, 116.390454713}},
    {{39.914266, 116.403988}, {39.915670251, 116.410232407}, {39.921965801, 116.416615601}},
    {{26.5783, 106.7135}, {26.574777828, 106.717272084}, {26.580660154, 106.723806953}},
    {{29.65, 91.1}, {29.647300329, 91.101568283}, {29.653419416, 91.108037374}},
    {{45.75, 126.65}, {45.751965555, 126.655987590}, {45.757600700, 126.662640539}},
    {{18.25, 109.5}, {18.248331521, 109.504118444}, {18.254012006, 109.510680256}},
};

}  // namespace

TEST_CASE("published places convert both ways between the datums") {
  for (const Pair& pair : kPairs) {
    INFO(pair.wgs84.lat << " " << pair.wgs84.lon);
    CHECK(metres_between(from_wgs84(pair.wgs84, Datum::kGcj02), pair.gcj02) < 0.001);
    CHECK(metres_between(from_wgs84(pair.wgs84, Datum::kBd09), pair.bd09) < 0.001);
    CHECK(metres_between(to_wgs84(pair.gcj02, Datum::kGcj02), pair.wgs84) < 0.001);
    CHECK(metres_between(to_wgs84(pair.bd09, Datum::kBd09), pair.wgs84) < 0.001);
  }
}

TEST_CASE("a round trip through GCJ-02 or BD-09 comes back within 1e-9 degrees everywhere in China") {
  for (double lat = 18; lat <= 53.6; lat += 0.173) {
    for (double lon = 73.5; lon <= 135; lon += 0.217) {
      for (const Datum datum : {Datum::kGcj02, Datum::kBd09}) {
        const LatLon there = from_wgs84({lat, lon}, datum);
        const LatLon back = to_wgs84(there, datum);
        INFO(to_string(datum) << " " << lat << " " << lon);
        REQUIRE(std::abs(back.lat - lat) < 1e-9);
        REQUIRE(std::abs(back.lon - lon) < 1e-9);
        REQUIRE(metres_between(there, {lat, lon}) > 10);
      }
    }
  }
}

TEST_CASE("outside the box of the published algorithm all datums are WGS 84") {
  for (const LatLon p : {LatLon{40.7, -74.0},
                         {0, 0},
                         {90, 0},
                         {-90, 180},
                         {51.5, -0.1},
                         {-33.9, 151.2},
                         {0, 180},
                         {56, 100}}) {
    for (const Datum datum : {Datum::kGcj02, Datum::kBd09}) {
      CHECK(to_wgs84(p, datum).lat == p.lat);
      CHECK(to_wgs84(p, datum).lon == p.lon);
      CHECK(from_wgs84(p, datum).lat == p.lat);
      CHECK(from_wgs84(p, datum).lon == p.lon);
    }
  }
}

TEST_CASE("a datum is known by its exact name") {
  for (const Datum datum : {Datum::kWgs84, Datum::kGcj02, Datum::kBd09})
    CHECK(parse_datum(to_string(datum)) == datum);
  CHECK_FALSE(parse_datum("WGS84"));
  CHECK_FALSE(parse_datum("gcj-02"));
  CHECK_FALSE(parse_datum(""));
}
