#include "store/geo/area_index.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace gridhall::geo {
namespace {

constexpr std::uint32_t kListed = 0x8000'0000;
constexpr std::uint32_t kEdgesPerBand = 4;
constexpr std::uint32_t kBandsMax = 4096;
constexpr std::size_t kGridCellsMin = 1U << 12;
constexpr std::size_t kGridCellsMax = 1U << 18;  // 1 MiB: the part that a city's places touch stays in cache
constexpr double kGridCellsPerEdge = 4;
constexpr double kGridSideMax = 4096;

constexpr Bbox kNothing{.west = 1e9, .south = 1e9, .east = -1e9, .north = -1e9};

void extend(Bbox& box, LatLon p) {
  box.west = std::min(box.west, p.lon);
  box.east = std::max(box.east, p.lon);
  box.south = std::min(box.south, p.lat);
  box.north = std::max(box.north, p.lat);
}

std::uint32_t slot(double offset, double per_degree, std::uint32_t count) {
  // Monotonous in `offset`: what lies between two places lies in a slot between theirs, rounding or not.
  const double at = offset * per_degree;
  if (!(at > 0)) return 0;
  return at < count ? static_cast<std::uint32_t>(at) : count - 1;
}

/// Calls `visit(south_end, north_end)` for every edge of the polygon.
template <class Visit>
void each_edge(const Polygon& polygon, const Visit& visit) {
  for (const Ring& ring : polygon) {
    for (std::size_t i = 1; i < ring.size(); ++i) {
      const bool up = ring[i - 1].lat <= ring[i].lat;
      visit(up ? ring[i - 1] : ring[i], up ? ring[i] : ring[i - 1]);
    }
  }
}

}  // namespace

AreaIndex::AreaIndex(const std::vector<AreaShape>& areas) {
  std::vector<const Polygon*> polygons;
  box_ = kNothing;
  for (std::size_t area = 0; area < areas.size(); ++area) {
    for (const Polygon& polygon : areas[area].polygons) {
      polygons.push_back(&polygon);
      add_polygon(static_cast<std::uint32_t>(area), polygon);
      extend(box_, {.lat = polygons_.back().box.south, .lon = polygons_.back().box.west});
      extend(box_, {.lat = polygons_.back().box.north, .lon = polygons_.back().box.east});
    }
  }
  if (polygons.empty()) return;
  choose_grid();
  build_grid(polygons);
}

void AreaIndex::add_polygon(std::uint32_t area, const Polygon& polygon) {
  PolygonEntry entry{};
  entry.area = area;
  entry.box = kNothing;
  std::vector<Edge> edges;
  each_edge(polygon, [&](LatLon a, LatLon b) {
    extend(entry.box, a);
    extend(entry.box, b);
    // No place is level with the half-open span of a horizontal edge.
    if (a.lat < b.lat) edges.push_back({a.lat, b.lat, a.lon, b.lon - a.lon});
  });

  const auto band = [&entry](double lat) {
    return slot(lat - entry.box.south, entry.bands_per_degree, entry.bands);
  };
  // An edge stands in every band it crosses; long edges must not multiply, so fewer bands where they would.
  entry.bands =
      std::clamp<std::uint32_t>(static_cast<std::uint32_t>(edges.size()) / kEdgesPerBand, 1, kBandsMax);
  for (;; entry.bands /= 2) {
    const double height = entry.box.north - entry.box.south;
    entry.bands_per_degree = height > 0 ? entry.bands / height : 0;
    std::size_t copies = 0;
    for (const Edge& edge : edges) copies += band(edge.north) - band(edge.south) + 1;
    if (entry.bands == 1 || copies <= 4 * edges.size()) break;
  }

  std::vector<std::uint32_t> ends(entry.bands + 1, 0);
  for (const Edge& edge : edges) {
    for (std::uint32_t b = band(edge.south); b <= band(edge.north); ++b) ++ends[b];
  }
  auto total = static_cast<std::uint32_t>(edges_.size());
  for (std::uint32_t& end : ends) end = total += end;
  edges_.resize(total);
  entry.first_band = static_cast<std::uint32_t>(band_starts_.size());
  for (const Edge& edge : edges) {
    for (std::uint32_t b = band(edge.south); b <= band(edge.north); ++b) edges_[--ends[b]] = edge;
  }
  // Filled from their ends, the entries are now the bands' starts; the last one had no edge and is the end of
  // all.
  band_starts_.insert(band_starts_.end(), ends.begin(), ends.end());
  polygons_.push_back(entry);
}

bool AreaIndex::holds(const PolygonEntry& polygon, LatLon place) const {
  if (!(place.lat >= polygon.box.south && place.lat <= polygon.box.north && place.lon >= polygon.box.west &&
        place.lon <= polygon.box.east)) {
    return false;
  }
  const std::uint32_t band = slot(place.lat - polygon.box.south, polygon.bands_per_degree, polygon.bands);
  const Edge* edge = edges_.data() + band_starts_[polygon.first_band + band];
  const Edge* const end = edges_.data() + band_starts_[polygon.first_band + band + 1];
  bool odd = false;
  for (; edge != end; ++edge) {
    const bool level = (place.lat >= edge->south) & (place.lat < edge->north);
    // A share of the edge, not a slope: it stays between 0 and 1 however low the edge is.
    const double share = (place.lat - edge->south) / (edge->north - edge->south);
    const double crossing = edge->lon_at_south + share * edge->lon_step;
    odd ^= level & (place.lon < crossing);
  }
  return odd;
}

void AreaIndex::choose_grid() {
  const double width = box_.east - box_.west;
  const double height = box_.north - box_.south;
  const double wanted = std::clamp(static_cast<double>(edges_.size()) * kGridCellsPerEdge,
                                   static_cast<double>(kGridCellsMin), static_cast<double>(kGridCellsMax));
  const double side = std::sqrt(width * height / wanted);
  if (!(side > 0)) return;  // all in one line: one cell
  columns_ = static_cast<std::uint32_t>(std::clamp(std::ceil(width / side), 1.0, kGridSideMax));
  rows_ = static_cast<std::uint32_t>(std::clamp(std::ceil(height / side), 1.0, kGridSideMax));
  columns_per_degree_ = columns_ / width;
  rows_per_degree_ = rows_ / height;
}

std::uint32_t AreaIndex::column(double lon) const {
  return slot(lon - box_.west, columns_per_degree_, columns_);
}
std::uint32_t AreaIndex::row(double lat) const {
  return slot(lat - box_.south, rows_per_degree_, rows_);
}

/// Marks every cell that an edge enters or comes near. The margin is far above the rounding of the crossing
/// test (some 1e-13 degrees), so that in an unmarked cell every place gets the same answer from it.
void AreaIndex::mark_edges(const Polygon& polygon, std::uint32_t mark,
                           std::vector<std::uint32_t>& marks) const {
  constexpr double kMarginDegrees = 1e-10;
  const double row_height = rows_per_degree_ > 0 ? 1 / rows_per_degree_ : 0;
  each_edge(polygon, [&](LatLon a, LatLon b) {
    const double span = b.lat - a.lat;
    const auto lon_at = [&](double lat) {
      return a.lon + std::clamp((lat - a.lat) / span, 0.0, 1.0) * (b.lon - a.lon);
    };
    const std::uint32_t last_row = row(b.lat + kMarginDegrees);
    for (std::uint32_t r = row(a.lat - kMarginDegrees); r <= last_row; ++r) {
      // Only the part of the edge that lies in this row decides the columns.
      const double south = box_.south + r * row_height - kMarginDegrees;
      const double north = box_.south + (r + 1) * row_height + kMarginDegrees;
      const double lon_south = span > 0 ? lon_at(south) : a.lon;
      const double lon_north = span > 0 ? lon_at(north) : b.lon;
      const std::uint32_t last = column(std::max(lon_south, lon_north) + kMarginDegrees);
      for (std::uint32_t c = column(std::min(lon_south, lon_north) - kMarginDegrees); c <= last; ++c) {
        marks[std::size_t{r} * columns_ + c] = mark;
      }
    }
  });
}

void AreaIndex::build_grid(const std::vector<const Polygon*>& polygons) {
  struct Found {
    std::uint32_t cell;
    std::uint32_t entry;
  };
  const std::size_t count = std::size_t{rows_} * columns_;
  std::vector<Found> found;
  std::vector<std::uint32_t> marks(count, 0);
  std::vector<bool> settled(count, false);  // held whole by a polygon: those with larger codes never matter
  for (std::uint32_t p = 0; p < polygons.size(); ++p) {
    mark_edges(*polygons[p], p + 1, marks);
    const PolygonEntry& polygon = polygons_[p];
    for (std::uint32_t r = row(polygon.box.south); r <= row(polygon.box.north); ++r) {
      bool known = false;
      bool inside = false;
      for (std::uint32_t c = column(polygon.box.west); c <= column(polygon.box.east); ++c) {
        const std::size_t cell = std::size_t{r} * columns_ + c;
        const bool edge_near = marks[cell] == p + 1;
        if (edge_near) {
          known = false;
        } else if (!known) {
          // One test serves all cells up to the next edge in the row.
          inside = holds(polygon, {.lat = box_.south + (r + 0.5) / rows_per_degree_,
                                   .lon = box_.west + (c + 0.5) / columns_per_degree_});
          known = true;
        }
        if (settled[cell] || (!edge_near && !inside)) continue;
        found.push_back({static_cast<std::uint32_t>(cell), 2 * p + (edge_near ? 0U : 1U)});
        if (!edge_near) settled[cell] = true;
      }
    }
  }

  // Stable: a cell's polygons stay in the order of their codes.
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.cell < b.cell; });
  cells_.assign(count, kNone);
  for (std::size_t i = 0; i < found.size();) {
    const std::uint32_t cell = found[i].cell;
    if ((found[i].entry & 1U) != 0) {
      cells_[cell] = polygons_[found[i].entry / 2].area;
      ++i;
      continue;
    }
    cells_[cell] = kListed | static_cast<std::uint32_t>(lists_.size());
    for (; i < found.size() && found[i].cell == cell; ++i) lists_.push_back(found[i].entry);
    lists_.push_back(kNone);
  }
}

std::uint32_t AreaIndex::find(LatLon place) const {
  if (place.lon == 180) place.lon = -180;
  if (!(place.lat >= box_.south && place.lat <= box_.north && place.lon >= box_.west &&
        place.lon <= box_.east)) {
    return kNone;
  }
  const std::uint32_t cell = cells_[std::size_t{row(place.lat)} * columns_ + column(place.lon)];
  if (cell == kNone || (cell & kListed) == 0) return cell;
  for (const std::uint32_t* entry = lists_.data() + (cell & ~kListed); *entry != kNone; ++entry) {
    const PolygonEntry& polygon = polygons_[*entry / 2];
    if ((*entry & 1U) != 0 || holds(polygon, place)) return polygon.area;
  }
  return kNone;
}

}  // namespace gridhall::geo
