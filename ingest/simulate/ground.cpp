#include "ingest/simulate/ground.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ingest/simulate/random.hpp"

namespace gridhall::simulate {
namespace {

constexpr double kCentreLat = 27.0;
constexpr double kCentreLon = 112.0;
// Metres per degree on the WGS 84 ellipsoid at 27° N. Over 14 km they change by less than 0.1 %, which a
// drawn city doesn't show.
constexpr double kMetresPerLat = 110'803;
constexpr double kMetresPerLon = 99'257;
constexpr double kTurn = 0.10;  // radians: the river falls from west-northwest to east-southeast

double bell(double distance, double width) {
  return std::exp(-(distance * distance) / (width * width));
}

double river_bend(double u) {
  return 880 * std::sin(u / 2'950 + 0.9) + 210 * std::sin(u / 1'240 - 0.7);
}
double river_slope(double u) {
  return 880.0 / 2'950 * std::cos(u / 2'950 + 0.9) + 210.0 / 1'240 * std::cos(u / 1'240 - 0.7);
}

double round6(double degrees) {
  return std::round(degrees * 1e6) / 1e6;
}

std::vector<double> widening_lines(double end, double first, double inner, double outer, std::uint64_t salt) {
  Random random(kCitySeed, salt);
  std::vector<double> steps;
  double at = first;
  while (at < end) {
    const double step = (inner + (outer - inner) * std::pow(at / end, 1.4)) * random.between(0.86, 1.14);
    steps.push_back(step);
    at += step;
  }
  const double scale = (end - first) / (at - first);
  std::vector<double> lines{first};
  for (const double step : steps) lines.push_back(lines.back() + step * scale);
  lines.back() = end;
  return lines;
}

std::vector<double> both_sides(std::vector<double> minus, const std::vector<double>& plus) {
  std::reverse(minus.begin(), minus.end());
  for (double& value : minus) value = -value;
  minus.insert(minus.end(), plus.begin(), plus.end());
  return minus;
}

struct Corridor {
  std::vector<Uv> line;
  double half_width;
};

const std::vector<Corridor>& corridors() {
  static const std::vector<Corridor> all = {{ring_expressway(), 26},  {airport_expressway(), 24},
                                            {south_expressway(), 24}, {diagonal_avenue(), 22},
                                            {railway(), 22},          {tributary(), 52}};
  return all;
}

double distance_to_segment(Uv p, Uv a, Uv b) {
  const double du = b.u - a.u;
  const double dv = b.v - a.v;
  const double length2 = du * du + dv * dv;
  const double t = length2 == 0 ? 0 : std::clamp(((p.u - a.u) * du + (p.v - a.v) * dv) / length2, 0.0, 1.0);
  return std::hypot(p.u - a.u - t * du, p.v - a.v - t * dv);
}

std::vector<Uv> sampled(int steps, Uv (*at)(double fraction)) {
  std::vector<Uv> points;
  points.reserve(static_cast<std::size_t>(steps) + 1);
  for (int k = 0; k <= steps; ++k) points.push_back(at(static_cast<double>(k) / steps));
  return points;
}

}  // namespace

geo::LatLon place(Uv at) {
  const auto [u, v] = at;
  const double near = bell(v, 3'300);
  const double edge = std::pow(std::min(1.0, std::abs(u) / kHalfLengthM), 5);
  const double rim = std::pow(std::min(1.0, std::abs(v) / kHalfWidthM), 5);
  // The slope turns the cross streets square to the river near it. Its product with v stays small enough that
  // the board is never folded over itself.
  const double x = u - near * river_slope(u) * v + 210 * std::sin(v / 1'750 + 0.4) +
                   80 * std::sin(u / 1'500 + v / 1'150) +
                   edge * (420 * std::sin(v / 1'120 + u / 9'000) + 170 * std::sin(v / 430));
  const double y = v + near * river_bend(u) + (1 - near) * 230 * std::sin(u / 2'300 + v / 2'700) +
                   rim * (330 * std::sin(u / 1'270 + 1) + 150 * std::sin(u / 520));
  const double east = x * std::cos(kTurn) + y * std::sin(kTurn);
  const double north = y * std::cos(kTurn) - x * std::sin(kTurn);
  return {.lat = round6(kCentreLat + north / kMetresPerLat),
          .lon = round6(kCentreLon + east / kMetresPerLon)};
}

Ring place_all(const std::vector<Uv>& points) {
  Ring ring;
  ring.reserve(points.size());
  for (const Uv& point : points) ring.push_back(place(point));
  return ring;
}

geo::LatLon offset(geo::LatLon from, double east_m, double north_m) {
  return {.lat = round6(from.lat + north_m / kMetresPerLat),
          .lon = round6(from.lon + east_m / kMetresPerLon)};
}

double distance_m(geo::LatLon a, geo::LatLon b) {
  return std::hypot((a.lat - b.lat) * kMetresPerLat, (a.lon - b.lon) * kMetresPerLon);
}

bool inside(const Ring& ring, geo::LatLon place) {
  bool odd = false;
  for (std::size_t k = 0, before = ring.size() - 1; k < ring.size(); before = k++) {
    const auto& a = ring[k];
    const auto& b = ring[before];
    if ((a.lat > place.lat) == (b.lat > place.lat)) continue;
    if (place.lon < (b.lon - a.lon) * (place.lat - a.lat) / (b.lat - a.lat) + a.lon) odd = !odd;
  }
  return odd;
}

double river_half_width(double u) {
  // Wider around the island at u = 1,700.
  return 195 + 45 * std::sin(u / 2'100 + 1) + 18 * std::sin(u / 690) + 125 * bell(u - 1'700, 1'150);
}

double density(Uv at) {
  const double centre = bell(std::hypot(at.u - 700, (at.v - 700) * 1.15), 3'600);
  const double west = 0.55 * bell(std::hypot(at.u + 6'300, at.v + 2'600), 1'900);
  const double east = 0.6 * bell(std::hypot(at.u - 6'200, at.v - 2'700), 2'000);
  return std::min(1.0, 0.05 + 0.95 * centre + west + east);
}

double hill(Uv at) {
  const auto cone = [at](Uv top, double radius, double phase) {
    const double angle = std::atan2(at.v - top.v, at.u - top.u);
    const double lobed =
        radius * (1 + 0.16 * std::sin(2 * angle + phase) + 0.08 * std::sin(5 * angle - phase));
    return std::max(0.0, 1 - std::hypot(at.u - top.u, at.v - top.v) / lobed);
  };
  return std::max(cone(kHilltops[0], 2'050, 1.1), cone(kHilltops[1], 1'800, 2.6));
}

const std::vector<double>& grid_u() {
  static const std::vector<double> lines = [] {
    auto plus = widening_lines(kHalfLengthM, 0, 640, 1'080, 11);
    return both_sides(widening_lines(kHalfLengthM, plus[1] * 0.98, 650, 1'080, 12), plus);
  }();
  return lines;
}

const std::vector<double>& grid_v() {
  static const std::vector<double> lines = [] {
    auto plus = widening_lines(kHalfWidthM, kBankM, 540, 980, 13);
    plus.insert(plus.begin(), 0);
    return both_sides(widening_lines(kHalfWidthM, kBankM, 540, 980, 14), plus);
  }();
  return lines;
}

std::vector<Uv> ring_expressway() {
  return sampled(144, [](double fraction) {
    const double angle = 2 * std::numbers::pi * fraction;
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    return Uv{450 + 5'450 * std::copysign(std::pow(std::abs(c), 0.68), c),
              120 + 3'780 * std::copysign(std::pow(std::abs(s), 0.68), s)};
  });
}

std::vector<Uv> airport_expressway() {
  return sampled(40, [](double fraction) {
    return Uv{5'350 + 8'100 * fraction,
              2'950 + 3'300 * std::pow(fraction, 1.3) + 190 * std::sin(9 * fraction)};
  });
}

std::vector<Uv> south_expressway() {
  return sampled(30, [](double fraction) {
    return Uv{-3'300 - 2'300 * fraction * fraction, -3'600 - 6'200 * fraction};
  });
}

std::vector<Uv> diagonal_avenue() {
  return sampled(60, [](double fraction) {
    // Ends at a junction of the grid: the square in front of the city hall.
    static const double end_u = *std::lower_bound(grid_u().begin(), grid_u().end(), 100);
    static const double end_v = *std::lower_bound(grid_v().begin(), grid_v().end(), kBankM + 1);
    const double left = 1 - fraction;
    return Uv{end_u - 9'900 * left, end_v + 2'300 * left + 260 * std::sin(6 * left)};
  });
}

std::vector<Uv> railway() {
  return sampled(120, [](double fraction) {
    const double u = -kOutskirtsM + 2 * kOutskirtsM * fraction;
    return Uv{u, -3'050 + 620 * std::sin(u / 3'300 + 0.9) + 0.05 * u};
  });
}

std::vector<Uv> tributary() {
  return sampled(80, [](double fraction) {
    return Uv{-2'350 + 520 * std::sin(5.1 * fraction) - 900 * fraction + 90 * std::sin(19 * fraction),
              -130 - 9'500 * fraction};
  });
}

double tributary_half_width(double fraction) {
  return 40 - 24 * fraction;
}

bool clear_of_lines(Uv at, double half_size_m) {
  for (const auto& [line, half_width] : corridors()) {
    const double reach = half_width + half_size_m;
    for (std::size_t k = 1; k < line.size(); ++k) {
      if (std::abs(line[k].u - at.u) > reach + 400 || std::abs(line[k].v - at.v) > reach + 400) continue;
      if (distance_to_segment(at, line[k - 1], line[k]) < reach) return false;
    }
  }
  return true;
}

}  // namespace gridhall::simulate
