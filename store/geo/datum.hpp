// WGS 84 inside, always. Sources in mainland China may send GCJ-02 or BD-09 coordinates.
#pragma once

#include <optional>
#include <string_view>

#include "store/geo/cells.hpp"

namespace gridhall::geo {

enum class Datum { kWgs84, kGcj02, kBd09 };

std::string_view to_string(Datum datum);  ///< "wgs84", "gcj02", "bd09"
std::optional<Datum> parse_datum(std::string_view text);

/// To WGS 84, exact to better than 0.1 m where the datum is defined; GCJ-02 outside mainland China is WGS 84.
LatLon to_wgs84(LatLon place, Datum datum);
/// The way back, for tests and for showing a place in the datum that its source uses.
LatLon from_wgs84(LatLon place, Datum datum);

}  // namespace gridhall::geo
