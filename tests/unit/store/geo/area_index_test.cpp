#include "store/geo/area_index.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "tests/unit/store/geo/area_fixture.hpp"

using namespace gridhall::geo;
using namespace gridhall::geo::testing;

namespace {

using Random = std::mt19937_64;

double between(Random& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

AreaShape shape(std::string code, std::vector<Polygon> polygons) {
  return {{std::move(code), {}, {}}, std::move(polygons), 0};
}

/// A ring of `corners` at random distances around a centre; self-crossing when `tangled`.
Ring ring_around(Random& random, LatLon centre, double radius, int corners, bool tangled) {
  Ring ring;
  for (int i = 0; i < corners; ++i) {
    const double angle =
        2 * std::numbers::pi * (tangled ? between(random, 0, 1) : static_cast<double>(i) / corners);
    const double distance = radius * between(random, 0.3, 1);
    ring.push_back({centre.lat + distance * std::sin(angle), centre.lon + distance * std::cos(angle)});
  }
  ring.push_back(ring.front());
  return ring;
}

/// Places in and around the areas, and those where rounding is at its worst: corners, edges, level with
/// corners.
void check_all(Random& random, const std::vector<AreaShape>& areas) {
  const AreaIndex index(areas);
  const auto check = [&](LatLon p) {
    INFO(p.lat << " " << p.lon);
    REQUIRE(index.find(p) == plain_owner(areas, p));
  };
  for (const AreaShape& area : areas) {
    for (const Polygon& polygon : area.polygons) {
      for (const Ring& ring : polygon) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
          const LatLon a = ring[i - 1];
          const LatLon b = ring[i];
          check(a);
          check({std::nextafter(a.lat, 99.0), a.lon});
          check({a.lat, std::nextafter(a.lon, -999.0)});
          check({a.lat, between(random, a.lon - 1, a.lon + 1)});
          const double share = between(random, 0, 1);
          check({a.lat + share * (b.lat - a.lat), a.lon + share * (b.lon - a.lon)});
          check({between(random, a.lat - 1, a.lat + 1), between(random, a.lon - 1, a.lon + 1)});
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("the index answers as the plain crossing test over all edges") {
  Random random(11);
  for (int round = 0; round < 60; ++round) {
    std::vector<AreaShape> areas;
    const int count = 1 + round % 7;
    for (int i = 0; i < count; ++i) {
      const LatLon centre{between(random, -2, 2), between(random, -2, 2)};
      const int corners = 3 + static_cast<int>(between(random, 0, 200));
      Polygon polygon{ring_around(random, centre, 1.5, corners, round % 3 == 0)};
      if (round % 2 == 0) polygon.push_back(ring_around(random, centre, 0.3, 12, false));
      areas.push_back(shape(std::to_string(i), {std::move(polygon)}));
      if (round % 5 == 0) areas.back().polygons.push_back({ring_around(random, {0, 0}, 0.8, 40, true)});
    }
    check_all(random, areas);
  }
}

TEST_CASE("neighbours that share slanted edges leave no gap and no overlap on them") {
  // A fan of triangles around a centre: every place near it has exactly one owner, on the edges too.
  Random random(12);
  constexpr int kTriangles = 37;
  const LatLon centre{40.7128, -74.006};
  Ring rim;
  for (int i = 0; i < kTriangles; ++i) {
    const double angle = 2 * std::numbers::pi * i / kTriangles;
    rim.push_back({centre.lat + std::sin(angle), centre.lon + std::cos(angle)});
  }
  std::vector<AreaShape> areas;
  for (std::size_t i = 0; i < rim.size(); ++i) {
    const LatLon a = rim[i];
    const LatLon b = rim[(i + 1) % rim.size()];
    areas.push_back(shape(std::to_string(100 + i), {{{centre, a, b, centre}}}));
  }
  std::vector<AreaIndex> alone;
  alone.reserve(areas.size());
  for (const AreaShape& area : areas) alone.emplace_back(std::vector<AreaShape>{area});
  const AreaIndex together(areas);
  for (int i = 0; i < 20'000; ++i) {
    const LatLon corner = rim[static_cast<std::size_t>(i) % rim.size()];
    const double share = between(random, 0, 0.99);
    LatLon p{centre.lat + share * (corner.lat - centre.lat), centre.lon + share * (corner.lon - centre.lon)};
    if (i % 3 == 0) p.lon = std::nextafter(p.lon, -999.0);
    if (i % 1000 == 0) p = centre;
    int owners = 0;
    for (const AreaIndex& one : alone) owners += one.find(p) == AreaIndex::kNone ? 0 : 1;
    REQUIRE(owners == 1);
    REQUIRE(together.find(p) != AreaIndex::kNone);
  }
}

TEST_CASE("degenerate polygons hold nothing and break nothing") {
  Random random(13);
  const double tiny = std::numeric_limits<double>::denorm_min();
  check_all(random, {shape("a", {{{{1, 1}, {1, 1}, {1, 1}, {1, 1}}}})});
  check_all(random, {shape("a", {{{{1, 1}, {1, 2}, {1, 3}, {1, 1}}}})});
  check_all(random, {shape("a", {{{{1, 1}, {2, 1}, {3, 1}, {1, 1}}}})});
  check_all(random, {shape("a", {{{{0, 0}, {0, 100}, {1e-9, 100}, {0, 0}}}})});
  // An edge of denormal height: its slope is infinite, and zero times infinity once was nobody's side of it.
  check_all(random, {shape("a", {{{{0, 0}, {505e-324, -2}, {1, 1}, {2, 5}, {0, 0}}}})});
  const AreaIndex thin({shape("a", {{{{0, -1}, {tiny, 1}, {1, 1}, {1, -1}, {0, -1}}}})});
  CHECK(thin.find({0.5, 0}) == 0);
  CHECK(thin.find({-0.5, 0}) == AreaIndex::kNone);
  CHECK(thin.find({0, -1.5}) == AreaIndex::kNone);
  CHECK(AreaIndex({}).find({0, 0}) == AreaIndex::kNone);
  CHECK(AreaIndex({shape("a", {})}).find({0, 0}) == AreaIndex::kNone);
}

TEST_CASE("a zigzag whose every edge spans its whole height does not multiply its edges") {
  // Spread over all bands, its 100,000 edges would be 400 million entries.
  Ring ring;
  for (int i = 0; i < 100'000; ++i) ring.push_back({i % 2 == 0 ? 0.0 : 1.0, i * 1e-4});
  ring.push_back({-1, 10});
  ring.push_back({-1, 0});
  ring.push_back(ring.front());
  const std::vector<AreaShape> areas{shape("a", {{ring}})};
  const AreaIndex index(areas);
  Random random(14);
  for (int i = 0; i < 300; ++i) {
    const LatLon p{between(random, -1.1, 1.1), between(random, -0.1, 10.1)};
    REQUIRE(index.find(p) == plain_owner(areas, p));
  }
}

TEST_CASE("an area may be the whole world") {
  const AreaIndex world({shape("w", {{{{-90, -180}, {-90, 180}, {90, 180}, {90, -180}, {-90, -180}}}})});
  CHECK(world.find({0, 180}) == 0);
  CHECK(world.find({0, -180}) == 0);
  CHECK(world.find({-90, 0}) == 0);
  CHECK(world.find({89.9999, 12}) == 0);
}
