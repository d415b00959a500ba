#include "ingest/simulate/bursts.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "ingest/simulate/arrivals.hpp"
#include "ingest/simulate/random.hpp"

namespace gridhall::simulate {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

struct Ingredient {
  std::string_view code;
  double share;
};

struct Recipe {
  minutes lasts;
  double radius_m;
  int cases;
  std::string_view worst;
  std::vector<Ingredient> mix;
};

const Recipe& recipe(BurstKind kind) {
  static const std::array<Recipe, 4> all{{
      {minutes{40},
       3'200,
       64,
       "flooding.underpass",
       {{"flooding.street", 26},
        {"tree.fallen", 18},
        {"drain.blocked", 9},
        {"power.cut", 8},
        {"flooding.underpass", 7},
        {"cable.hanging", 5},
        {"billboard.loose", 5},
        {"traffic.collision", 4},
        {"structure.risk", 2}}},
      {minutes{14},
       240,
       18,
       "elevator.entrapment",
       {{"power.cut", 12},
        {"elevator.entrapment", 4},
        {"lift.fault", 2},
        {"fire.alarm", 1},
        {"water.outage", 1}}},
      {minutes{100},
       800,
       44,
       "crowd.dense",
       {{"parking.illegal", 18},
        {"bike.disorderly", 8},
        {"vendor.unlicensed", 7},
        {"noise.social", 5},
        {"bin.overflow", 4},
        {"noise.business", 3},
        {"crowd.dense", 2},
        {"medical.emergency", 1}}},
      {minutes{28},
       420,
       24,
       "traffic.collision",
       {{"water.leak", 8},
        {"water.outage", 8},
        {"flooding.street", 4},
        {"road.pothole", 2},
        {"traffic.collision", 1}}},
  }};
  return all[static_cast<std::size_t>(kind)];
}

std::size_t row_of(std::string_view code) {
  const auto classes = case_classes();
  const auto found =
      std::find_if(classes.begin(), classes.end(), [code](const CaseClass& row) { return row.code == code; });
  return static_cast<std::size_t>(found - classes.begin());
}

bool evening(model::Time at) {
  const int hour = hour_of_week(at) % 24;
  return hour >= 17 && hour < 22;
}

}  // namespace

BurstSchedule::BurstSchedule(std::uint64_t seed, model::Time start, double scale, const City& city)
    : seed_(seed), scale_(scale), city_(city) {
  Random random(seed_, 0xb0);
  next_at_ = start + seconds(random.range(120, 360));
}

Burst BurstSchedule::next() {
  Random random(seed_, 0xb1'0000 + number_);
  const model::Time at = next_at_;
  BurstKind kind = BurstKind::kPowerCut;
  if (number_ > 0) {
    constexpr std::array<double, 4> kDay{0.4, 0.3, 0, 0.3};
    constexpr std::array<double, 4> kEvening{0.25, 0.2, 0.4, 0.15};
    kind = static_cast<BurstKind>(random.weighted(evening(at) ? kEvening : kDay));
  }
  next_at_ = at + recipe(kind).lasts + minutes(random.range(20, 60));
  return plan(kind, at, number_++);
}

Burst BurstSchedule::plan(BurstKind kind, model::Time begins_at, std::uint64_t number) const {
  Random random(seed_, 0xb2'0000 + number);
  const Recipe& made = recipe(kind);
  Burst burst;
  burst.kind = kind;
  burst.begins_at = begins_at;
  burst.ends_at = begins_at + made.lasts;
  burst.radius_m = made.radius_m;
  switch (kind) {
    case BurstKind::kStorm: {
      const CityArea& below = city_.streets[random.below(city_.streets.size())];
      burst.place = below.name;
      burst.centre = below.label;
      break;
    }
    case BurstKind::kPowerCut: {
      const Estate* dark = nullptr;
      do {
        dark = &city_.estates[random.below(city_.estates.size())];
      } while (dark->offices || dark->towers.size() < 3);
      burst.place = dark->name;
      burst.centre = dark->centre;
      break;
    }
    case BurstKind::kConcert: {
      const auto stadium = std::find_if(city_.venues.begin(), city_.venues.end(),
                                        [](const Venue& venue) { return venue.kind == VenueKind::kStadium; });
      burst.place = stadium->name;
      burst.centre = stadium->position;
      break;
    }
    case BurstKind::kMainBurst: {
      const Estate& near = city_.estates[random.below(city_.estates.size())];
      burst.place = near.road;
      burst.centre = near.centre;
      break;
    }
  }
  std::vector<double> shares;
  for (const Ingredient& ingredient : made.mix) shares.push_back(ingredient.share);
  const int count =
      std::max(3, static_cast<int>(std::lround(made.cases * scale_ * random.between(0.8, 1.2))));
  for (int k = 0; k < count; ++k) {
    // Most reports come early.
    const auto late = std::chrono::duration<double>(made.lasts) * std::pow(random.uniform(), 1.6);
    burst.cases.push_back({begins_at + std::chrono::duration_cast<model::Time::duration>(late),
                           row_of(made.mix[random.weighted(shares)].code)});
  }
  std::sort(burst.cases.begin(), burst.cases.end(),
            [](const BurstCase& a, const BurstCase& b) { return a.at < b.at; });
  BurstCase& worst = burst.cases[burst.cases.size() / 8];
  worst = {worst.at, row_of(made.worst), true};
  return burst;
}

}  // namespace gridhall::simulate
