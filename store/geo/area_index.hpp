// Which area of a layer holds a place: an exact point-in-polygon test behind a grid that makes most answers a
// look-up.
//
// A grid over the layer's box knows for every cell that no edge comes near either its area or that there is
// none; for the other cells it lists the polygons that have an edge there. A polygon keeps its edges in bands
// of latitude, so a test reads only the edges of one band. Neither shortcut changes an answer: both give what
// the plain crossing test over all edges gives.
//
// Ownership: the crossing test is half-open (a place on a west or south edge is in, on an east or north edge
// is out) and computes an edge the same way whichever polygon it belongs to, so of two areas that share an
// edge exactly one holds a place on it. Where areas overlap the smallest code wins.
//
// Immutable after construction, safe to share among threads.
#pragma once

#include <cstdint>
#include <vector>

#include "store/geo/area_file.hpp"
#include "store/geo/cells.hpp"

namespace gridhall::geo {

class AreaIndex {
 public:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

  /// Areas are known by their place in `areas`, which is ordered by code. The shapes are not needed
  /// afterwards.
  explicit AreaIndex(const std::vector<AreaShape>& areas);

  /// The area that holds the place, kNone where none does. The meridians 180 and -180 are one.
  std::uint32_t find(LatLon place) const;

 private:
  struct Edge {
    double south;
    double north;
    double lon_at_south;
    double lon_step;  ///< from its south end to its north end
  };
  struct PolygonEntry {
    std::uint32_t area;
    std::uint32_t first_band;  ///< in band_starts_
    std::uint32_t bands;
    double bands_per_degree;
    Bbox box;
  };

  void add_polygon(std::uint32_t area, const Polygon& polygon);
  void choose_grid();
  void build_grid(const std::vector<const Polygon*>& polygons);
  void mark_edges(const Polygon& polygon, std::uint32_t mark, std::vector<std::uint32_t>& marks) const;
  bool holds(const PolygonEntry& polygon, LatLon place) const;

  std::uint32_t column(double lon) const;
  std::uint32_t row(double lat) const;

  std::vector<PolygonEntry> polygons_;      ///< by area, so by code
  std::vector<std::uint32_t> band_starts_;  ///< in edges_, one more than bands for each polygon
  std::vector<Edge> edges_;

  Bbox box_;
  std::uint32_t columns_ = 1;
  std::uint32_t rows_ = 1;
  double columns_per_degree_ = 0;
  double rows_per_degree_ = 0;
  std::vector<std::uint32_t> cells_;  ///< kNone, an area, or kListed and the start of a list
  std::vector<std::uint32_t>
      lists_;  ///< polygon * 2 + (holds the whole cell ? 1 : 0), each list ended by kNone
};

}  // namespace gridhall::geo
