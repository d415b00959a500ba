// Water and main roads.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "ingest/simulate/city_builder.hpp"
#include "ingest/simulate/city_names.hpp"
#include "ingest/simulate/ground.hpp"
#include "ingest/simulate/random.hpp"

namespace gridhall::simulate {
namespace {

constexpr double kIslandU = 1'700;
constexpr double kIslandV = 15;
constexpr double kIslandHalfLength = 830;
constexpr double kIslandHalfWidth = 105;

Ring river() {
  std::vector<Uv> south;
  std::vector<Uv> north;
  constexpr int kSteps = 200;
  for (int k = 0; k <= kSteps; ++k) {
    const double u = -kOutskirtsM + 2 * kOutskirtsM * k / kSteps;
    south.push_back({u, -river_half_width(u)});
    north.push_back({u, river_half_width(u)});
  }
  south.insert(south.end(), north.rbegin(), north.rend());
  return place_all(south);
}

Ring island() {
  std::vector<Uv> points;
  constexpr int kSteps = 48;
  for (int k = 0; k < kSteps; ++k) {
    const double angle = 2 * std::numbers::pi * k / kSteps;
    const double blunt = std::copysign(std::pow(std::abs(std::sin(angle)), 1.25), std::sin(angle));
    points.push_back({kIslandU + kIslandHalfLength * std::cos(angle), kIslandV + kIslandHalfWidth * blunt});
  }
  return place_all(points);
}

Ring tributary_water() {
  const auto middle = tributary();
  std::vector<Uv> west;
  std::vector<Uv> east;
  for (std::size_t k = 0; k < middle.size(); ++k) {
    const auto& before = middle[k == 0 ? 0 : k - 1];
    const auto& after = middle[k + 1 == middle.size() ? k : k + 1];
    const double length = std::hypot(after.u - before.u, after.v - before.v);
    const double half = tributary_half_width(static_cast<double>(k) / static_cast<double>(middle.size() - 1));
    const double du = -(after.v - before.v) / length * half;
    const double dv = (after.u - before.u) / length * half;
    east.push_back({middle[k].u + du, middle[k].v + dv});
    west.push_back({middle[k].u - du, middle[k].v - dv});
  }
  // Down the western bank and up the eastern one: counter-clockwise.
  west.insert(west.end(), east.rbegin(), east.rend());
  return place_all(west);
}

Line straight(Uv from, Uv to) {
  const int steps =
      std::max(1, static_cast<int>(std::lround(std::hypot(to.u - from.u, to.v - from.v) / 220)));
  Line line;
  for (int k = 0; k <= steps; ++k) {
    const double t = static_cast<double>(k) / steps;
    line.push_back(place({from.u + (to.u - from.u) * t, from.v + (to.v - from.v) * t}));
  }
  return line;
}

/// Every second or third arterial has a bridge; in the centre more do.
bool has_bridge(std::size_t i) {
  const double u = grid_u()[i];
  if (std::abs(u - 500) < 3'300) return i % 3 != 1;
  return std::abs(u) < 8'500 && i % 3 == 0;
}

/// Arterials end at the foot of the hills, and in the outskirts not every one has been built all the way.
bool missing(Uv a, Uv b, std::size_t line, std::size_t piece) {
  const Uv middle{(a.u + b.u) / 2, (a.v + b.v) / 2};
  if (hill(middle) > 0.08) return true;
  const double d = density(middle);
  return d < 0.3 && Random(kCitySeed, 9'000 + line * 100 + piece).chance(0.3 - d);
}

/// The grid's lines with a piece of country road at both ends of every third.
std::vector<double> extended(const std::vector<double>& lines, std::size_t line) {
  std::vector<double> nodes = lines;
  if (line % 3 == 0) {
    nodes.insert(nodes.begin(), lines.front() - 2'400);
    nodes.push_back(lines.back() + 2'400);
  }
  return nodes;
}

}  // namespace

Name north_south_road(std::size_t i) {
  return with_suffix(pair_name(i * 3 + 1), "Road", "路");
}

Name east_west_road(std::size_t j) {
  if (grid_v()[j] == kBankM) return {.en = "North Binjiang Avenue", .zh = "滨江北大道"};
  if (grid_v()[j] == -kBankM) return {.en = "South Binjiang Avenue", .zh = "滨江南大道"};
  return with_suffix(pair_name(j * 3 + 2), "Avenue", "大道");
}

void add_water(City& city) {
  city.water.push_back(river());
  city.islands.push_back(island());
  city.parks.push_back(city.islands.front());
  city.water.push_back(tributary_water());
}

void add_main_roads(City& city) {
  const auto& us = grid_u();
  const auto& vs = grid_v();
  // One line from junction to junction, broken where a piece is missing.
  const auto run = [&city](const Name& name, const std::vector<Uv>& nodes, const auto& broken) {
    Line line;
    for (std::size_t k = 1; k < nodes.size(); ++k) {
      if (broken(nodes[k - 1], nodes[k], k)) {
        if (!line.empty()) city.roads.push_back({RoadKind::kArterial, name, std::exchange(line, {})});
        continue;
      }
      const Line piece = straight(nodes[k - 1], nodes[k]);
      line.insert(line.end(), piece.begin() + (line.empty() ? 0 : 1), piece.end());
    }
    if (!line.empty()) city.roads.push_back({RoadKind::kArterial, name, std::move(line)});
  };
  for (std::size_t i = 0; i < us.size(); ++i) {
    std::vector<Uv> nodes;
    for (const double v : extended(vs, i)) nodes.push_back({us[i], v});
    run(north_south_road(i), nodes, [i](Uv a, Uv b, std::size_t piece) {
      if (a.v >= -kBankM && b.v <= kBankM) return !has_bridge(i);
      return missing(a, b, i, piece);
    });
  }
  for (std::size_t j = 0; j < vs.size(); ++j) {
    if (vs[j] == 0) continue;  // the middle of the river
    std::vector<Uv> nodes;
    for (const double u : extended(us, j)) nodes.push_back({u, vs[j]});
    run(east_west_road(j), nodes,
        [j](Uv a, Uv b, std::size_t piece) { return missing(a, b, 50 + j, piece); });
  }
  city.roads.push_back({RoadKind::kArterial, {"Yingbin Avenue", "迎宾大道"}, place_all(diagonal_avenue())});
  city.roads.push_back({RoadKind::kHighway, {"Ring Expressway", "绕城高速"}, place_all(ring_expressway())});
  city.roads.push_back(
      {RoadKind::kHighway, {"Airport Expressway", "机场高速"}, place_all(airport_expressway())});
  city.roads.push_back(
      {RoadKind::kHighway, {"Linnan Expressway", "临南高速"}, place_all(south_expressway())});
  city.roads.push_back({RoadKind::kRail, {"Linshui Railway", "临水铁路"}, place_all(railway())});
}

}  // namespace gridhall::simulate
