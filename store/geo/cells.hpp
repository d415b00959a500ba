// S2 cells without S2's headers: the grid that neighbourhoods are counted in.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/position.hpp"

namespace gridhall::geo {

using model::CellId;

inline constexpr int kStorageLevel = 16;  ///< about 140 m a side

struct LatLon {
  double lat = 0;  ///< degrees, WGS 84 unless said otherwise
  double lon = 0;
};

/// West, south, east, north in degrees; west may be greater than east across the antimeridian.
struct Bbox {
  double west = -180;
  double south = -90;
  double east = 180;
  double north = 90;
  bool contains(LatLon p) const;
};

/// "w,s,e,n"; nothing when it is not four numbers in range with south <= north.
std::optional<Bbox> parse_bbox(std::string_view text);

/// First and last level-16 cell below a cell, inclusive.
struct CellRange {
  CellId first{};
  CellId last{};
};

CellId cell_at(LatLon place, int level = kStorageLevel);
CellId parent(CellId cell, int level);  ///< the cell itself where it is that level
int level_of(CellId cell);
LatLon centre(CellId cell);
CellRange storage_range(CellId cell);  ///< of a cell at level <= 16
bool intersects(CellId cell, const Bbox& box);

/// S2 token: hex without trailing zeros. Parsing takes valid cells only.
std::string token(CellId cell);
std::optional<CellId> parse_token(std::string_view text);

/// At most `cells_max` cells of mixed levels <= 16 that together hold the box; for scanning ranges.
std::vector<CellId> covering(const Bbox& box, std::size_t cells_max = 32);

/// About how many cells of `level` the box meets (area of the box over the average cell's area, at least 1).
double cells_in(const Bbox& box, int level);

/// The finest level not above `level` at which the box has at most `cells_max` cells, never below 4.
int coarsened_level(const Bbox& box, int level, double cells_max = 65536);

}  // namespace gridhall::geo
