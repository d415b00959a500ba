#include "store/geo/datum.hpp"

#include <cmath>
#include <numbers>

namespace gridhall::geo {
namespace {

using std::numbers::pi;

// Krasovsky 1940 ellipsoid, which GCJ-02 is published with.
constexpr double kAxis = 6'378'245.0;
constexpr double kEccentricity2 = 0.006'693'421'622'965'943;
// BD-09's angular frequency.
constexpr double kBaidu = pi * 3000.0 / 180.0;

/// The box of the published algorithm. Neighbouring countries lie partly in it: there, as everywhere, a
/// source has to declare the datum that its coordinates are really in.
constexpr double kWest = 72.004;
constexpr double kEast = 137.8347;
constexpr double kSouth = 0.8293;
constexpr double kNorth = 55.8271;

bool defined_at(LatLon p) {
  return p.lon >= kWest && p.lon <= kEast && p.lat >= kSouth && p.lat <= kNorth;
}

/// The shift's series, in metres, of the offsets from 105° E, 35° N. Source: the published GCJ-02
/// approximation.
double ripple(double x) {
  return (20.0 * std::sin(6.0 * x * pi) + 20.0 * std::sin(2.0 * x * pi)) * 2.0 / 3.0;
}

double north_metres(double x, double y) {
  return -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::abs(x)) + ripple(x) +
         (20.0 * std::sin(y * pi) + 40.0 * std::sin(y / 3.0 * pi)) * 2.0 / 3.0 +
         (160.0 * std::sin(y / 12.0 * pi) + 320.0 * std::sin(y * pi / 30.0)) * 2.0 / 3.0;
}

double east_metres(double x, double y) {
  return 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::abs(x)) + ripple(x) +
         (20.0 * std::sin(x * pi) + 40.0 * std::sin(x / 3.0 * pi)) * 2.0 / 3.0 +
         (150.0 * std::sin(x / 12.0 * pi) + 300.0 * std::sin(x / 30.0 * pi)) * 2.0 / 3.0;
}

LatLon wgs84_to_gcj02(LatLon p) {
  const double x = p.lon - 105.0;
  const double y = p.lat - 35.0;
  const double phi = p.lat * pi / 180.0;
  const double magic = 1.0 - kEccentricity2 * std::sin(phi) * std::sin(phi);
  const double root = std::sqrt(magic);
  const double metres_a_radian_north = kAxis * (1.0 - kEccentricity2) / (magic * root);
  const double metres_a_radian_east = kAxis / root * std::cos(phi);
  return {.lat = p.lat + north_metres(x, y) / metres_a_radian_north * 180.0 / pi,
          .lon = p.lon + east_metres(x, y) / metres_a_radian_east * 180.0 / pi};
}

LatLon gcj02_to_bd09(LatLon p) {
  const double radius = std::hypot(p.lon, p.lat) + 0.00002 * std::sin(p.lat * kBaidu);
  const double angle = std::atan2(p.lat, p.lon) + 0.000003 * std::cos(p.lon * kBaidu);
  return {.lat = radius * std::sin(angle) + 0.006, .lon = radius * std::cos(angle) + 0.0065};
}

/// Neither shift has a closed inverse, and the usual inverse of BD-09 is off by decimetres. Both are close to
/// a translation (their derivative differs from 1 by less than 0.03), so a fixed point is reached in a few
/// steps.
LatLon inverse(LatLon (*shift)(LatLon), LatLon wanted) {
  constexpr double kToleranceDegrees = 1e-10;
  constexpr int kStepsMax = 20;
  LatLon guess = wanted;
  for (int step = 0; step < kStepsMax; ++step) {
    const LatLon reached = shift(guess);
    const double lat_error = reached.lat - wanted.lat;
    const double lon_error = reached.lon - wanted.lon;
    guess.lat -= lat_error;
    guess.lon -= lon_error;
    if (std::abs(lat_error) < kToleranceDegrees && std::abs(lon_error) < kToleranceDegrees) break;
  }
  return guess;
}

}  // namespace

std::string_view to_string(Datum datum) {
  switch (datum) {
    case Datum::kGcj02:
      return "gcj02";
    case Datum::kBd09:
      return "bd09";
    case Datum::kWgs84:
      break;
  }
  return "wgs84";
}

std::optional<Datum> parse_datum(std::string_view text) {
  for (const Datum datum : {Datum::kWgs84, Datum::kGcj02, Datum::kBd09}) {
    if (text == to_string(datum)) return datum;
  }
  return std::nullopt;
}

LatLon to_wgs84(LatLon place, Datum datum) {
  if (datum == Datum::kWgs84 || !defined_at(place)) return place;
  if (datum == Datum::kBd09) place = inverse(gcj02_to_bd09, place);
  return inverse(wgs84_to_gcj02, place);
}

LatLon from_wgs84(LatLon place, Datum datum) {
  if (datum == Datum::kWgs84 || !defined_at(place)) return place;
  const LatLon gcj02 = wgs84_to_gcj02(place);
  return datum == Datum::kBd09 ? gcj02_to_bd09(gcj02) : gcj02;
}

}  // namespace gridhall::geo
