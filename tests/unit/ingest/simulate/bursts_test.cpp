#include "ingest/simulate/bursts.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <set>

#include "ingest/simulate/ground.hpp"
#include "ingest/simulate/place_finder.hpp"

using namespace gridhall;
using namespace gridhall::simulate;
using namespace std::chrono_literals;

namespace {
const model::Time kStart = model::parse_rfc3339("2026-11-24T06:02:11Z").value();
}

TEST_CASE("within the first ten minutes an estate goes dark with somebody in the lift") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Burst burst = BurstSchedule(seed, kStart, 1, city()).next();
    INFO("seed " << seed);
    CHECK(burst.kind == BurstKind::kPowerCut);
    CHECK(burst.begins_at > kStart);
    CHECK(burst.begins_at < kStart + 8min);
    CHECK(burst.cases.size() >= 10);
    const auto worst =
        std::find_if(burst.cases.begin(), burst.cases.end(), [](const BurstCase& one) { return one.worst; });
    REQUIRE(worst != burst.cases.end());
    CHECK(case_classes()[worst->row].code == "elevator.entrapment");
    CHECK(worst->at < kStart + 10min);
  }
}

TEST_CASE("a schedule is fixed by its seed and start") {
  BurstSchedule one(7, kStart, 1, city());
  BurstSchedule two(7, kStart, 1, city());
  std::set<BurstKind> kinds;
  for (int k = 0; k < 60; ++k) {
    const Burst a = one.next();
    const Burst b = two.next();
    CHECK(a.begins_at == b.begins_at);
    CHECK(a.place.en == b.place.en);
    REQUIRE(a.cases.size() == b.cases.size());
    for (std::size_t c = 0; c < a.cases.size(); ++c) {
      CHECK(a.cases[c].at == b.cases[c].at);
      CHECK(a.cases[c].row == b.cases[c].row);
    }
    kinds.insert(a.kind);
  }
  CHECK(kinds.size() == 4);
}

TEST_CASE("cases of a burst come by time and within it, more of them early") {
  BurstSchedule schedule(3, kStart, 1, city());
  int early = 0;
  int all = 0;
  for (int k = 0; k < 40; ++k) {
    const Burst burst = schedule.next();
    CHECK(std::is_sorted(burst.cases.begin(), burst.cases.end(),
                         [](const BurstCase& a, const BurstCase& b) { return a.at < b.at; }));
    for (const BurstCase& one : burst.cases) {
      CHECK(one.at >= burst.begins_at);
      CHECK(one.at <= burst.ends_at);
      CHECK(one.row < case_classes().size());
      ++all;
      early += one.at - burst.begins_at < (burst.ends_at - burst.begins_at) / 2 ? 1 : 0;
    }
  }
  CHECK(early > all * 0.58);
}

TEST_CASE("a place near a burst is within its reach, or the nearest there is") {
  const PlaceFinder finder(city());
  Random random(5);
  const Estate& estate = *std::find_if(city().estates.begin(), city().estates.end(), [](const Estate& one) {
    return !one.offices && one.towers.size() > 3;
  });
  for (int k = 0; k < 200; ++k) {
    const Place place = finder.near(Where::kTower, estate.centre, 240, random);
    CHECK(distance_m(place.at, estate.centre) < 260);
    CHECK_FALSE(place.floor.empty());
  }
  CHECK_FALSE(finder.near(Where::kUnderpass, estate.centre, 1, random).label.en.empty());
}
