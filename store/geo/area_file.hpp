// One GeoJSON file as areas: everything that can be wrong with an operator's file is found here, all at once,
// and said with the file, the feature, the key, the value and what would be right.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "store/geo/areas.hpp"
#include "store/geo/cells.hpp"
#include "store/model/error.hpp"

namespace gridhall::geo {

using Ring = std::vector<LatLon>;   ///< closed: the last position is the first
using Polygon = std::vector<Ring>;  ///< first the outside, then holes; read by the even-odd rule

/// What the features that share a code say together, in WGS 84.
struct AreaShape {
  Area area;
  std::vector<Polygon> polygons;
  std::size_t feature = 0;  ///< index of the first feature, for messages
};

inline constexpr std::size_t kAreaFileBytesMax = 256U << 20;
/// A file of the wrong kind has an error at every vertex: beyond this many the rest is only counted.
inline constexpr std::size_t kAreaFileErrorsMax = 100;

/// Areas ordered by code. With errors, which are added to `errors`, the areas are incomplete: not to be used.
/// `parent` is filled where the layer has a parent property, as the file says it.
std::vector<AreaShape> parse_area_file(const LayerConfig& config, std::string_view json,
                                       std::vector<model::Error>& errors);
std::vector<AreaShape> read_area_file(const LayerConfig& config, std::vector<model::Error>& errors);

}  // namespace gridhall::geo
