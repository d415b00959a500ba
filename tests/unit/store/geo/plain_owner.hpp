// The oracle for AreaIndex: the crossing test as every textbook has it, over all edges.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "store/geo/area_file.hpp"
#include "store/geo/area_index.hpp"

namespace gridhall::geo::testing {

/// The first area, in the order of the codes, with a polygon that holds the place.
inline std::uint32_t plain_owner(const std::vector<AreaShape>& areas, LatLon p) {
  if (p.lon == 180) p.lon = -180;
  for (std::size_t area = 0; area < areas.size(); ++area) {
    for (const Polygon& polygon : areas[area].polygons) {
      bool inside = false;
      for (const Ring& ring : polygon) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
          const LatLon& a = ring[i - 1].lat < ring[i].lat ? ring[i - 1] : ring[i];
          const LatLon& b = ring[i - 1].lat < ring[i].lat ? ring[i] : ring[i - 1];
          if (p.lat < a.lat || p.lat >= b.lat) continue;
          if (p.lon < a.lon + (p.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon)) inside = !inside;
        }
      }
      if (inside) return static_cast<std::uint32_t>(area);
    }
  }
  return AreaIndex::kNone;
}

}  // namespace gridhall::geo::testing
