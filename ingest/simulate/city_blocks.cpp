// What stands between the arterials: every cell of their grid gets a use, is cut into blocks by minor
// streets, and the blocks are built over in the manner of that use.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "ingest/simulate/city_builder.hpp"
#include "ingest/simulate/city_names.hpp"
#include "ingest/simulate/ground.hpp"
#include "ingest/simulate/random.hpp"

namespace gridhall::simulate {
namespace {

enum class Use { kNone, kPark, kOffices, kOldTown, kTowers, kSlabs, kIndustry, kVillage };

/// A rectangle on the drawing board.
struct Box {
  double u0 = 0;
  double u1 = 0;
  double v0 = 0;
  double v1 = 0;
  double width() const { return u1 - u0; }
  double height() const { return v1 - v0; }
  Uv middle() const { return {(u0 + u1) / 2, (v0 + v1) / 2}; }
  Box inset(double m) const { return {u0 + m, u1 - m, v0 + m, v1 - m}; }
  Ring ring() const { return place_all({{u0, v0}, {u1, v0}, {u1, v1}, {u0, v1}}); }
};

Box centred(Uv at, double width, double height) {
  return {at.u - width / 2, at.u + width / 2, at.v - height / 2, at.v + height / 2};
}

constexpr double kArterialHalfM = 20;
constexpr double kStreetHalfM = 9;

class Builder {
 public:
  explicit Builder(City& city) : city_(city) {}

  void build() {
    hill_parks();
    riverside();
    const auto& us = grid_u();
    const auto& vs = grid_v();
    for (std::size_t i = 0; i + 1 < us.size(); ++i) {
      for (std::size_t j = 0; j + 1 < vs.size(); ++j) {
        if (vs[j] == 0 || vs[j + 1] == 0) continue;  // the river and its banks
        Random random(kCitySeed, 1'000 + i * 64 + j);
        superblock({us[i], us[i + 1], vs[j], vs[j + 1]}, i, j, random);
      }
    }
  }

 private:
  Use use_of(Uv at, Random& random) const {
    if (hill(at) > 0.02) return Use::kNone;
    const double d = density(at);
    const double draw = random.uniform();
    if (std::hypot(at.u - 600, at.v - 1'250) < 950) return draw < 0.1 ? Use::kPark : Use::kOffices;
    if (std::hypot(at.u + 900, at.v + 1'150) < 1'250) return draw < 0.08 ? Use::kPark : Use::kOldTown;
    const auto pick = [draw](double park, double towers, double slabs, double industry, double village) {
      double edge = park;
      if (draw < edge) return Use::kPark;
      if (draw < (edge += towers)) return Use::kTowers;
      if (draw < (edge += slabs)) return Use::kSlabs;
      if (draw < (edge += industry)) return Use::kIndustry;
      return draw < edge + village ? Use::kVillage : Use::kNone;
    };
    if (d > 0.5) return pick(0.09, 0.42, 0.49, 0, 0);
    if (d > 0.2) return pick(0.08, 0.28, 0.44, 0.16, 0.04);
    if (d > 0.08) return pick(0.05, 0.10, 0.30, 0.22, 0.28);
    return pick(0.03, 0.01, 0.06, 0.12, 0.58);
  }

  void superblock(Box outer, std::size_t i, std::size_t j, Random& random) {
    const Use use = use_of(outer.middle(), random);
    if (use == Use::kNone) return;
    const Box box = outer.inset(kArterialHalfM);
    if (use == Use::kPark) return park(box, random);
    if (use == Use::kVillage) return village(box, random);
    const double grain = use == Use::kOldTown    ? 128
                         : use == Use::kIndustry ? 330
                         : use == Use::kTowers   ? 215
                                                 : 195;
    const auto cut = [&random, grain](double from, double to) {
      const int n = std::max(1, static_cast<int>(std::lround((to - from) / grain)));
      std::vector<double> cuts{from};
      for (int k = 1; k < n; ++k) cuts.push_back(from + (to - from) * (k + random.between(-0.2, 0.2)) / n);
      cuts.push_back(to);
      return cuts;
    };
    const auto us = cut(outer.u0, outer.u1);
    const auto vs = cut(outer.v0, outer.v1);
    minor_streets(us, vs, random);
    for (std::size_t a = 0; a + 1 < us.size(); ++a) {
      for (std::size_t b = 0; b + 1 < vs.size(); ++b) {
        Box block{us[a] + (a == 0 ? kArterialHalfM : kStreetHalfM),
                  us[a + 1] - (a + 2 == us.size() ? kArterialHalfM : kStreetHalfM),
                  vs[b] + (b == 0 ? kArterialHalfM : kStreetHalfM),
                  vs[b + 1] - (b + 2 == vs.size() ? kArterialHalfM : kStreetHalfM)};
        if (random.chance(0.045)) {
          city_.parks.push_back(block.ring());
          continue;
        }
        city_.blocks.push_back(block.ring());
        const Name road = random.chance(0.5) ? north_south_road(i) : east_west_road(j);
        build_over(use, block.inset(7), road, random);
      }
    }
  }

  void build_over(Use use, Box block, const Name& road, Random& random) {
    switch (use) {
      case Use::kOffices:
        return offices(block, road, random);
      case Use::kOldTown:
        return old_town(block, random);
      case Use::kTowers:
        return tower_estate(block, road, random);
      case Use::kSlabs:
        return slabs(block, random);
      case Use::kIndustry:
        return industry(block, random);
      case Use::kNone:
      case Use::kPark:
      case Use::kVillage:
        return;
    }
  }

  void minor_streets(const std::vector<double>& us, const std::vector<double>& vs, Random& random) {
    const auto add = [this](const std::vector<Uv>& points) {
      const Name name = pair_name(street_names_);
      const bool lane = (street_names_ / kPairNames) % 2 != 0;
      ++street_names_;
      city_.roads.push_back({RoadKind::kStreet,
                             with_suffix(name, lane ? "Lane" : "Street", lane ? "巷" : "街"),
                             place_all(points)});
    };
    for (std::size_t a = 1; a + 1 < us.size(); ++a) {
      if (random.chance(0.08)) continue;
      std::vector<Uv> points;
      const std::size_t end = vs.size() - (vs.size() > 3 && random.chance(0.2) ? 1 : 0);
      for (std::size_t b = 0; b < end; ++b) points.push_back({us[a], vs[b]});
      add(points);
    }
    for (std::size_t b = 1; b + 1 < vs.size(); ++b) {
      if (random.chance(0.08)) continue;
      std::vector<Uv> points;
      const std::size_t begin = us.size() > 3 && random.chance(0.2) ? 1 : 0;
      for (std::size_t a = begin; a < us.size(); ++a) points.push_back({us[a], vs[b]});
      add(points);
    }
  }

  void building(Box box, int floors) {
    if (box.width() < 6 || box.height() < 6) return;
    if (!clear_of_lines(box.middle(), std::max(box.width(), box.height()) / 2)) return;
    city_.buildings.push_back({box.ring(), floors});
  }

  /// Rows of walk-ups that face south, as housing was built for fifty years.
  void slabs(Box block, Random& random) {
    const int floors = random.chance(0.25) ? random.range(10, 12) : random.range(5, 7);
    const double pitch = floors > 7 ? 52 : 43;
    const int columns = std::max(1, static_cast<int>(block.width() / 84));
    const double length = block.width() / columns;
    const int rows = std::max(1, static_cast<int>(block.height() / pitch));
    for (int row = 0; row < rows; ++row) {
      const double v = block.v0 + block.height() * row / rows + 3;
      for (int column = 0; column < columns; ++column) {
        if (random.chance(0.1)) continue;
        const double u = block.u0 + length * column + random.between(2, 7);
        building({u, u + length - random.between(13, 20), v, v + 14}, floors);
      }
    }
  }

  void old_town(Box block, Random& random) {
    const int columns = std::max(1, static_cast<int>(block.width() / 37));
    const int rows = std::max(1, static_cast<int>(block.height() / 34));
    const double w = block.width() / columns;
    const double h = block.height() / rows;
    for (int row = 0; row < rows; ++row) {
      for (int column = 0; column < columns; ++column) {
        if (random.chance(0.16)) continue;
        const double u = block.u0 + w * column + random.between(0, 5);
        const double v = block.v0 + h * row + random.between(0, 6);
        building({u, u + w * random.between(0.62, 0.86), v, v + h * random.between(0.5, 0.8)},
                 random.range(1, 3));
      }
    }
  }

  void industry(Box block, Random& random) {
    const double split = random.between(0.45, 0.66);
    building({block.u0, block.u0 + block.width() * split - 8, block.v0, block.v1 - random.between(10, 60)},
             1);
    building({block.u0 + block.width() * split + 8, block.u1 - random.between(0, 40), block.v0,
              block.v0 + block.height() * random.between(0.35, 0.6)},
             random.range(1, 3));
    if (random.chance(0.6)) {
      building(
          {block.u0 + block.width() * (split + 0.12), block.u1, block.v1 - block.height() * 0.25, block.v1},
          random.range(2, 5));
    }
  }

  void village(Box box, Random& random) {
    const int houses = random.range(5, 12);
    const Uv centre{box.u0 + box.width() * random.between(0.25, 0.75),
                    box.v0 + box.height() * random.between(0.25, 0.75)};
    std::vector<Uv> lane{
        {centre.u, box.v0 - kArterialHalfM}, {centre.u + 20, centre.v}, {centre.u - 90, centre.v + 120}};
    if (clear_of_lines(centre, 60)) {
      city_.roads.push_back(
          {RoadKind::kStreet, with_suffix(pair_name(street_names_++), "Lane", "巷"), place_all(lane)});
    }
    for (int k = 0; k < houses; ++k) {
      const Uv at{centre.u + 95 * random.normal(), centre.v + 75 * random.normal()};
      building(centred(at, random.between(14, 30), random.between(10, 18)), random.range(1, 3));
    }
  }

  std::size_t add_estate(Name name, Box block, bool for_offices, const Name& road) {
    city_.estates.push_back({.name = std::move(name),
                             .centre = place(block.middle()),
                             .offices = for_offices,
                             .towers = {},
                             .road = road});
    return city_.estates.size() - 1;
  }

  void add_tower(std::size_t estate, Box box, std::string building, int floors, int units) {
    if (!clear_of_lines(box.middle(), box.width() / 2)) return;
    Estate& owner = city_.estates[estate];
    const std::string en = owner.offices ? " tower " + building : " bldg " + building;
    const std::string zh = owner.offices ? building + "座" : building + "栋";
    owner.towers.push_back(city_.towers.size());
    city_.towers.push_back({.name = {owner.name.en + en, owner.name.zh + zh},
                            .building = std::move(building),
                            .position = place(box.middle()),
                            .ring = box.ring(),
                            .floors = floors,
                            .units = units,
                            .estate = estate});
  }

  void drop_if_empty(std::size_t estate) {
    if (city_.estates[estate].towers.empty()) city_.estates.pop_back();
  }

  void tower_estate(Box block, const Name& road, Random& random) {
    struct Suffix {
      const char* en;
      const char* zh;
    };
    constexpr std::array<Suffix, 6> kSuffixes{{{"Garden", "花园"},
                                               {"Court", "苑"},
                                               {"Residence", "府"},
                                               {"New Village", "新村"},
                                               {"Mansion", "公馆"},
                                               {"Terrace", "台"}}};
    const auto& suffix = kSuffixes[random.below(kSuffixes.size())];
    const std::size_t estate =
        add_estate(with_suffix(pair_name(estate_names_++), suffix.en, suffix.zh), block, false, road);
    const int columns = std::max(1, static_cast<int>(block.width() / 78));
    const int rows = std::max(1, static_cast<int>(block.height() / 84));
    const int floors = random.range(17, 34);
    const double w = block.width() / columns;
    const double h = block.height() / rows;
    int number = 0;
    for (int row = 0; row < rows; ++row) {
      for (int column = 0; column < columns; ++column) {
        ++number;  // numbered as planned; a tower that was never built leaves its number unused
        if (random.chance(0.14)) continue;
        const Uv at{block.u0 + w * (column + 0.5) + random.between(-9, 9),
                    block.v0 + h * (row + 0.5) + random.between(-9, 9)};
        add_tower(estate, centred(at, random.between(27, 36), random.between(20, 25)), std::to_string(number),
                  floors + random.range(-2, 2), random.range(1, 3));
      }
    }
    // The gate house and the shops along the wall.
    if (random.chance(0.8))
      building({block.u0, block.u0 + block.width() * random.between(0.4, 0.8), block.v0 - 3, block.v0 + 9},
               2);
    drop_if_empty(estate);
  }

  void offices(Box block, const Name& road, Random& random) {
    const char* const suffix_en[] = {"Plaza", "Centre", "Tower"};
    const char* const suffix_zh[] = {"广场", "中心", "大厦"};
    const std::size_t k = random.below(3);
    const std::size_t estate =
        add_estate(with_suffix(pair_name(estate_names_++), suffix_en[k], suffix_zh[k]), block, true, road);
    building({block.u0, block.u1 - block.width() * random.between(0, 0.3), block.v0,
              block.v0 + block.height() * 0.42},
             random.range(3, 6));
    const int towers = random.range(1, 3);
    for (int t = 0; t < towers; ++t) {
      const Uv at{block.u0 + block.width() * (t + 0.5) / towers,
                  block.v0 + block.height() * random.between(0.62, 0.8)};
      const double side = random.between(28, 38);
      add_tower(estate, centred(at, side, side), std::string(1, static_cast<char>('A' + t)),
                random.range(22, 52), 1);
    }
    drop_if_empty(estate);
  }

  void park(Box box, Random& random) {
    Ring outline;
    const Box in = box.inset(8);
    for (const Uv& at :
         {Uv{in.u0, in.v0}, Uv{in.middle().u, in.v0}, Uv{in.u1, in.v0}, Uv{in.u1, in.middle().v},
          Uv{in.u1, in.v1}, Uv{in.middle().u, in.v1}, Uv{in.u0, in.v1}, Uv{in.u0, in.middle().v}}) {
      outline.push_back(place(at));
    }
    city_.parks.push_back(outline);
    const Name name = pair_name(park_names_++);
    const geo::LatLon gate = place({box.middle().u, box.v1 - box.height() * 0.16});
    city_.venues.push_back({VenueKind::kPark, with_suffix(name, "Park", "公园"), gate, {}, 0});
    city_.places.push_back({with_suffix(name, "Park", "公园"), gate, 2, 0});
    const Uv lake{box.u0 + box.width() * random.between(0.4, 0.6),
                  box.v0 + box.height() * random.between(0.42, 0.58)};
    if (!clear_of_lines(lake, 110)) return;
    const double length = box.width() * random.between(0.2, 0.32);
    const double width = box.height() * random.between(0.14, 0.24);
    const double phase = random.between(0, 6);
    std::vector<Uv> shore;
    constexpr int kSteps = 32;
    for (int k = 0; k < kSteps; ++k) {
      const double angle = 2 * std::numbers::pi * k / kSteps;
      const double lobe = 1 + 0.2 * std::sin(2 * angle + phase) + 0.12 * std::sin(3 * angle - 2 * phase);
      shore.push_back({lake.u + length * lobe * std::cos(angle), lake.v + width * lobe * std::sin(angle)});
    }
    city_.water.push_back(place_all(shore));
    city_.water_names.push_back({with_suffix(name, "Lake", "湖"), place(lake), 2, 0});
  }

  /// Woods on the hills, one ring a contour.
  void hill_parks() {
    for (const Uv top : kHilltops) {
      for (const double level : {0.02, 0.2, 0.4, 0.6, 0.8}) {
        std::vector<Uv> contour;
        constexpr int kSteps = 60;
        for (int k = 0; k < kSteps; ++k) {
          const double angle = 2 * std::numbers::pi * k / kSteps;
          double near = 0;
          double far = 3'000;
          for (int step = 0; step < 24; ++step) {
            const double radius = (near + far) / 2;
            const bool above =
                hill({top.u + radius * std::cos(angle), top.v + radius * std::sin(angle)}) > level;
            (above ? near : far) = radius;
          }
          contour.push_back({top.u + near * std::cos(angle), top.v + near * std::sin(angle)});
        }
        city_.parks.push_back(place_all(contour));
      }
    }
  }

  /// Promenades between the river and the embankment roads.
  void riverside() {
    const auto& us = grid_u();
    for (std::size_t i = 0; i + 1 < us.size(); ++i) {
      for (const double side : {-1.0, 1.0}) {
        Random random(kCitySeed, 500 + i * 2 + (side > 0 ? 1 : 0));
        if (random.chance(0.2)) continue;
        std::vector<Uv> points;
        constexpr int kSteps = 4;
        const double u0 = us[i] + 28;
        const double u1 = us[i + 1] - 28;
        for (int k = 0; k <= kSteps; ++k) {
          const double u = u0 + (u1 - u0) * k / kSteps;
          points.push_back({u, side * (river_half_width(u) + 24)});
        }
        points.push_back({u1, side * (kBankM - 24)});
        points.push_back({u0, side * (kBankM - 24)});
        if (side < 0) std::reverse(points.begin(), points.end());
        city_.parks.push_back(place_all(points));
      }
    }
  }

  City& city_;
  std::size_t street_names_ = 0;
  std::size_t estate_names_ = 420;
  std::size_t park_names_ = 160;
};

}  // namespace

void add_blocks(City& city) {
  Builder(city).build();
}

}  // namespace gridhall::simulate
