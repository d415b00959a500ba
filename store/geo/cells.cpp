#include "store/geo/cells.hpp"

#include <s2/r1interval.h>
#include <s2/s1angle.h>
#include <s2/s1interval.h>
#include <s2/s2cell.h>
#include <s2/s2cell_id.h>
#include <s2/s2latlng.h>
#include <s2/s2latlng_rect.h>
#include <s2/s2region_coverer.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace gridhall::geo {
namespace {

constexpr int kCoarsestLevel = 4;

/// S1Angle is exact at 90 and 180 degrees, which S2's intervals rely on.
double radians(double degrees) {
  return S1Angle::Degrees(degrees).radians();
}

bool in_range(LatLon p) {
  return p.lat >= -90 && p.lat <= 90 && p.lon >= -180 && p.lon <= 180;
}

/// One spelling a place: the antimeridian is -180, a pole has the longitude 0. Without this the sign of a
/// rounding error would choose among the cells that meet there.
LatLon canonical(LatLon p) {
  if (p.lat == 90 || p.lat == -90) return {.lat = p.lat, .lon = 0};
  return {.lat = p.lat, .lon = p.lon == 180 ? -180 : p.lon};
}

double width_degrees(const Bbox& box) {
  return box.west <= box.east ? box.east - box.west : 360 - box.west + box.east;
}

S2LatLngRect rect_of(const Bbox& box) {
  const R1Interval lat(radians(box.south), radians(box.north));
  if (width_degrees(box) >= 360) return {lat, S1Interval::Full()};
  // S1Interval reads [180, x] as empty or full in some cases: start at -180, the same meridian.
  const double west = box.west == 180 ? -180 : box.west;
  return {lat, S1Interval(radians(west), radians(box.east))};
}

S2CellId s2(CellId cell) {
  return S2CellId(cell.value);
}

}  // namespace

bool Bbox::contains(LatLon p) const {
  if (!(p.lat >= south && p.lat <= north)) return false;
  const auto holds = [this](double lon) {
    return west <= east ? lon >= west && lon <= east : lon >= west || lon <= east;
  };
  if (std::abs(p.lon) == 180) return holds(180) || holds(-180);
  return holds(p.lon);
}

std::optional<Bbox> parse_bbox(std::string_view text) {
  std::array<double, 4> sides{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (i > 0) {
      if (at == end || *at != ',') return std::nullopt;
      ++at;
    }
    const auto [stop, error] = std::from_chars(at, end, sides[i]);
    if (error != std::errc{}) return std::nullopt;
    at = stop;
  }
  if (at != end) return std::nullopt;
  const Bbox box{.west = sides[0], .south = sides[1], .east = sides[2], .north = sides[3]};
  // from_chars takes "nan" and "inf" for numbers; neither is in range.
  if (!in_range({.lat = box.south, .lon = box.west}) || !in_range({.lat = box.north, .lon = box.east})) {
    return std::nullopt;
  }
  if (box.south > box.north) return std::nullopt;
  return box;
}

CellId cell_at(LatLon place, int level) {
  if (!in_range(place)) return {};
  const LatLon p = canonical(place);
  return {S2CellId(S2LatLng::FromDegrees(p.lat, p.lon)).parent(level).id()};
}

CellId parent(CellId cell, int level) {
  const S2CellId id = s2(cell);
  if (!id.is_valid() || id.level() <= level) return cell;
  return {id.parent(level).id()};
}

int level_of(CellId cell) {
  return s2(cell).is_valid() ? s2(cell).level() : -1;
}

LatLon centre(CellId cell) {
  if (!s2(cell).is_valid()) return {};
  const S2LatLng centre = s2(cell).ToLatLng();
  return {.lat = centre.lat().degrees(), .lon = centre.lng().degrees()};
}

CellRange storage_range(CellId cell) {
  const S2CellId id = s2(cell);
  if (!id.is_valid()) return {};
  if (id.level() >= kStorageLevel) return {{id.parent(kStorageLevel).id()}, {id.parent(kStorageLevel).id()}};
  return {{id.child_begin(kStorageLevel).id()}, {id.child_end(kStorageLevel).prev().id()}};
}

bool intersects(CellId cell, const Bbox& box) {
  if (!s2(cell).is_valid()) return false;
  return rect_of(box).Intersects(S2Cell(s2(cell)));
}

std::string token(CellId cell) {
  return s2(cell).ToToken();
}

std::optional<CellId> parse_token(std::string_view text) {
  if (text.empty() || text.size() > 16 || text.back() == '0') return std::nullopt;
  if (std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'F'; })) return std::nullopt;
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  value <<= 4 * (16 - text.size());
  if (!S2CellId(value).is_valid()) return std::nullopt;
  return CellId{value};
}

std::vector<CellId> covering(const Bbox& box, std::size_t cells_max) {
  S2RegionCoverer::Options options;
  options.set_max_level(kStorageLevel);
  options.set_max_cells(static_cast<int>(std::min<std::size_t>(cells_max, 1U << 20)));
  S2RegionCoverer coverer(options);
  std::vector<S2CellId> ids;
  coverer.GetCovering(rect_of(box), &ids);
  std::vector<CellId> cells;
  cells.reserve(ids.size());
  for (const S2CellId id : ids) cells.push_back({id.id()});
  return cells;
}

double cells_in(const Bbox& box, int level) {
  const double cells_on_earth = 6.0 * std::ldexp(1.0, 2 * level);
  const double share =
      (std::sin(radians(box.north)) - std::sin(radians(box.south))) / 2 * width_degrees(box) / 360;
  return std::max(1.0, cells_on_earth * share);
}

int coarsened_level(const Bbox& box, int level, double cells_max) {
  while (level > kCoarsestLevel && cells_in(box, level) > cells_max) --level;
  return std::max(level, kCoarsestLevel);
}

}  // namespace gridhall::geo
