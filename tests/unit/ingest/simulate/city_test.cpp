#include "ingest/simulate/city.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "ingest/simulate/ground.hpp"
#include "ingest/simulate/random.hpp"

using namespace gridhall;
using namespace gridhall::simulate;

namespace {

using Point = std::pair<double, double>;
using Edge = std::pair<Point, Point>;

double signed_area(const Ring& ring) {
  double twice = 0;
  for (std::size_t k = 0, before = ring.size() - 1; k < ring.size(); before = k++) {
    twice += (ring[before].lon - 112) * (ring[k].lat - 27) - (ring[k].lon - 112) * (ring[before].lat - 27);
  }
  return twice / 2;
}

double total_area(const std::vector<CityArea>& areas) {
  double sum = 0;
  for (const CityArea& area : areas) {
    for (const Ring& ring : area.outlines) sum += signed_area(ring);
  }
  return sum;
}

std::size_t holders(const std::vector<CityArea>& areas, geo::LatLon place) {
  return static_cast<std::size_t>(std::count_if(areas.begin(), areas.end(), [place](const CityArea& area) {
    return std::any_of(area.outlines.begin(), area.outlines.end(),
                       [place](const Ring& ring) { return inside(ring, place); });
  }));
}

std::multiset<Edge> edges(const std::vector<CityArea>& areas) {
  std::multiset<Edge> all;
  for (const CityArea& area : areas) {
    for (const Ring& ring : area.outlines) {
      for (std::size_t k = 0; k < ring.size(); ++k) {
        const auto& a = ring[k];
        const auto& b = ring[(k + 1) % ring.size()];
        all.insert({{a.lon, a.lat}, {b.lon, b.lat}});
      }
    }
  }
  return all;
}

/// Edges that no neighbour walks the other way.
std::size_t unmatched(const std::vector<CityArea>& areas) {
  const auto all = edges(areas);
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&all](const Edge& edge) {
    return all.count({edge.second, edge.first}) != 1;
  }));
}

}  // namespace

TEST_CASE("the city has eight districts, and areas nest by the prefix of their codes") {
  const City& linshui = city();
  REQUIRE(linshui.districts.size() == 8);
  std::set<std::string> codes;
  for (const CityArea& district : linshui.districts) {
    CHECK(district.code.size() == 6);
    CHECK(district.code.starts_with("9901"));
    CHECK(codes.insert(district.code).second);
  }
  for (const CityArea& street : linshui.streets) {
    CHECK(street.code.size() == 9);
    CHECK(street.parent == street.code.substr(0, 6));
    CHECK(codes.contains(street.parent));
    CHECK(codes.insert(street.code).second);
  }
  for (const CityArea& community : linshui.communities) {
    CHECK(community.code.size() == 12);
    CHECK(community.parent == community.code.substr(0, 9));
    CHECK(codes.contains(community.parent));
    CHECK(codes.insert(community.code).second);
  }
  CHECK(linshui.streets.size() > 40);
  CHECK(linshui.communities.size() > 150);
}

TEST_CASE("every place in the city lies in exactly one area of each layer, and those nest") {
  const City& linshui = city();
  Random random(4);
  for (int k = 0; k < 3'000; ++k) {
    const geo::LatLon at = place({random.between(-kHalfLengthM + 60, kHalfLengthM - 60),
                                  random.between(-kHalfWidthM + 60, kHalfWidthM - 60)});
    // Near the city's limits a sampled straight edge may pass beside the bent one.
    if (holders(linshui.districts, at) == 0) continue;
    REQUIRE(holders(linshui.districts, at) == 1);
    REQUIRE(holders(linshui.streets, at) == 1);
    REQUIRE(holders(linshui.communities, at) == 1);
    const CityArea& community = linshui.communities[linshui.community_at(at)];
    const CityArea& district = linshui.district_of(community);
    REQUIRE(std::any_of(district.outlines.begin(), district.outlines.end(),
                        [at](const Ring& ring) { return inside(ring, at); }));
  }
}

TEST_CASE("the layers cover the same ground") {
  const City& linshui = city();
  const double districts = total_area(linshui.districts);
  CHECK(total_area(linshui.streets) == Approx(districts).epsilon(1e-9));
  CHECK(total_area(linshui.communities) == Approx(districts).epsilon(1e-9));
  // 20 km by 14 km, give or take the bends.
  CHECK(districts * 99'257 * 110'803 / 1e6 == Approx(280).epsilon(0.06));
}

TEST_CASE("neighbouring areas share their borders point by point") {
  const City& linshui = city();
  const std::size_t border = unmatched(linshui.districts);
  CHECK(border < 400);
  CHECK(unmatched(linshui.streets) == border);
  CHECK(unmatched(linshui.communities) == border);
}

TEST_CASE("outlines run counter-clockwise and have no holes") {
  const City& linshui = city();
  for (const auto* layer : {&linshui.districts, &linshui.streets, &linshui.communities}) {
    for (const CityArea& area : *layer) {
      INFO(area.code);
      CHECK(area.outlines.size() == 1);
      for (const Ring& ring : area.outlines) CHECK(signed_area(ring) > 0);
      CHECK(holders({area}, area.label) == 1);
    }
  }
  for (const auto* rings : {&linshui.water, &linshui.parks, &linshui.blocks, &linshui.islands}) {
    for (const Ring& ring : *rings) CHECK(signed_area(ring) > 0);
  }
  for (const Tower& tower : linshui.towers) CHECK(signed_area(tower.ring) > 0);
}

TEST_CASE("no two areas of a layer have the same name") {
  for (const auto* layer : {&city().districts, &city().streets, &city().communities}) {
    std::set<std::string> names;
    for (const CityArea& area : *layer) CHECK(names.insert(area.name.both()).second);
  }
}

TEST_CASE("the drawing board is bent but never folded over itself") {
  for (double u = -kHalfLengthM; u < kHalfLengthM; u += 150) {
    for (double v = -kHalfWidthM; v < kHalfWidthM; v += 150) {
      INFO(u << " " << v);
      CHECK(signed_area(place_all({{u, v}, {u + 60, v}, {u + 60, v + 60}, {u, v + 60}})) > 0);
    }
  }
}

TEST_CASE("a tower has floors, an estate that knows it, and stands in the city on dry land") {
  const City& linshui = city();
  CHECK(linshui.towers.size() > 1'000);
  for (std::size_t k = 0; k < linshui.towers.size(); ++k) {
    const Tower& tower = linshui.towers[k];
    INFO(tower.name.en);
    CHECK(tower.floors >= 15);
    CHECK(tower.units >= 1);
    CHECK_FALSE(tower.building.empty());
    const auto& siblings = linshui.estates[tower.estate].towers;
    CHECK(std::find(siblings.begin(), siblings.end(), k) != siblings.end());
    CHECK(linshui.community_at(tower.position) < linshui.communities.size());
    CHECK_FALSE(inside(linshui.water.front(), tower.position));
  }
}

TEST_CASE("venues and hot spots lie in the city, and there are some of every kind") {
  const City& linshui = city();
  std::map<VenueKind, int> kinds;
  for (const Venue& venue : linshui.venues) {
    ++kinds[venue.kind];
    CHECK(linshui.community_at(venue.position) < linshui.communities.size());
  }
  CHECK(kinds.size() == static_cast<std::size_t>(VenueKind::kWorks) + 1);
  for (const HotSpot& spot : linshui.hot_spots) {
    CHECK(linshui.community_at(spot.centre) < linshui.communities.size());
  }
}

TEST_CASE("a night market pulls noise in the evening, a school gate traffic when school begins") {
  const auto& spots = city().hot_spots;
  const auto market = std::find_if(spots.begin(), spots.end(),
                                   [](const HotSpot& spot) { return spot.name.en == "Qingdu night market"; });
  REQUIRE(market != spots.end());
  CHECK(market->pull(Group::kNoise, 21) > 5 * market->pull(Group::kNoise, 10));
  const auto school = std::find_if(spots.begin(), spots.end(),
                                   [](const HotSpot& spot) { return spot.rhythm == Rhythm::kSchoolRun; });
  REQUIRE(school != spots.end());
  CHECK(school->pull(Group::kTraffic, 7) > 5 * school->pull(Group::kTraffic, 11));
}
