// The bent drawing board of the city: (u, v) in metres along and away from the river, and where that lies on
// the Earth.
//
// Everything is laid out on straight lines in (u, v); `place` bends them, so that the streets follow the
// river near it and run freer away from it, and neighbouring things can never overlap.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "ingest/simulate/city.hpp"

namespace gridhall::simulate {

inline constexpr double kHalfLengthM = 10'000;  ///< u runs from minus to plus this
inline constexpr double kHalfWidthM = 7'000;    ///< v likewise; north is positive
inline constexpr double kOutskirtsM = 13'500;   ///< how far along u river and roads are drawn beyond the city
inline constexpr double kBankM = 430;           ///< the embankment roads; the river stays within
inline constexpr std::uint64_t kCitySeed = 990'101;

struct Uv {
  double u = 0;
  double v = 0;
};

/// Rounded to 6 decimals, so that what is computed and what is written are the same point.
geo::LatLon place(Uv at);
Ring place_all(const std::vector<Uv>& points);

/// A place so many metres east and north of another.
geo::LatLon offset(geo::LatLon from, double east_m, double north_m);
double distance_m(geo::LatLon a, geo::LatLon b);
/// By the even-odd rule.
bool inside(const Ring& ring, geo::LatLon place);

/// Half the width of the river.
double river_half_width(double u);

/// People per area, 0 to 1: centre, two lesser centres, thin outskirts.
double density(Uv at);

inline constexpr std::array<Uv, 2> kHilltops{{{-7'300, 4'500}, {7'700, -4'600}}};

/// The two hills without buildings: 1 at the top, 0 at the foot and beyond.
double hill(Uv at);

/// Lines of the arterial grid, ascending from minus to plus half the length or width.
const std::vector<double>& grid_u();
const std::vector<double>& grid_v();  ///< contains -kBankM, 0 (mid-river) and kBankM

/// Lines that cut through the blocks.
std::vector<Uv> ring_expressway();  ///< closed: the last point is the first
std::vector<Uv> airport_expressway();
std::vector<Uv> south_expressway();
std::vector<Uv> diagonal_avenue();
std::vector<Uv> railway();
/// Middle of the tributary from its mouth to the hills beyond the city, and its half width at a fraction of
/// the way.
std::vector<Uv> tributary();
double tributary_half_width(double fraction);

/// True where a building of this half size stays clear of the lines above.
bool clear_of_lines(Uv at, double half_size_m);

}  // namespace gridhall::simulate
