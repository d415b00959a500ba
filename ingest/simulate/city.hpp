// Linshui 临水市, a city that does not exist: its ground plan, areas, roads, buildings and the places where
// things happen. All of it comes out of formulas with a fixed seed; nothing is taken from a real map, so the
// demo carries no licence and no real address.
//
// It lies around 112.00 E, 27.00 N (whole degrees, hills and villages in the real world, no city), 20 km by
// 14 km. Area codes begin with 9901, which the national standard has not assigned.
//
// Built once at first use (tens of milliseconds), immutable after that, safe to share among threads.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "store/geo/cells.hpp"

namespace gridhall::simulate {

struct Name {
  std::string en;
  std::string zh;
  /// "Yuntai 云台", as screens show it.
  std::string both() const { return en + " " + zh; }
};

using Ring = std::vector<geo::LatLon>;  ///< open: the first point is not repeated; counter-clockwise
using Line = std::vector<geo::LatLon>;

/// A district (6 digits), street (jiedao, 9) or community (12). Codes nest by prefix.
struct CityArea {
  std::string code;
  Name name;
  std::string parent;          ///< code; empty for a district
  std::vector<Ring> outlines;  ///< no holes; neighbours share their edges point by point
  geo::LatLon label;           ///< somewhere inside
};

enum class RoadKind { kStreet, kArterial, kHighway, kRail };

struct Road {
  RoadKind kind = RoadKind::kStreet;
  Name name;
  Line line;
};

struct Building {
  Ring ring;
  int floors = 0;
};

/// A high-rise: cases in it carry building, floor and unit, and their points stack vertically.
struct Tower {
  Name name;             ///< "Fuchun Garden bldg 8"
  std::string building;  ///< "8" or "A"
  geo::LatLon position;
  Ring ring;
  int floors = 0;
  int units = 0;           ///< stairwells of a residential tower; 1 for an office
  std::size_t estate = 0;  ///< index into City::estates
};

/// A walled housing estate (xiaoqu) or an office complex.
struct Estate {
  Name name;
  geo::LatLon centre;
  bool offices = false;
  std::vector<std::size_t> towers;  ///< indexes into City::towers
  Name road;                        ///< the road its gate opens to
};

enum class VenueKind { kSchool, kHospital, kPark, kMarket, kShop, kStation, kStadium, kUnderpass, kWorks };

struct Venue {
  VenueKind kind = VenueKind::kShop;
  Name name;
  geo::LatLon position;
  Name road;  ///< nearest road; empty for parks
  int house = 0;
};

/// Kinds of trouble that gather in the same places.
enum class Group {
  kTraffic,
  kCleanliness,
  kNoise,
  kHousing,
  kUtility,
  kRescue,
  kGreenery,
  kFixture,
  kMarket
};
inline constexpr std::size_t kGroupCount = static_cast<std::size_t>(Group::kMarket) + 1;

/// When a place is busy.
enum class Rhythm { kAllDay, kOffice, kSchoolRun, kEvening, kMorning };

struct HotSpot {
  Name name;
  geo::LatLon centre;
  double radius_m = 0;
  Rhythm rhythm = Rhythm::kAllDay;
  std::array<double, kGroupCount> weight{};

  /// How strongly it draws cases of a group at an hour of the day (0 to 23).
  double pull(Group group, int hour) const;
};

struct Label {
  Name name;
  geo::LatLon position;
  int rank = 0;          ///< 1 district, 2 park, hill or station, 3 estate; for water 1 river, 2 lake
  double angle_deg = 0;  ///< of the river at that point, counter-clockwise from east
};

struct City {
  Name name;
  geo::LatLon centre;
  std::vector<CityArea> districts;
  std::vector<CityArea> streets;
  std::vector<CityArea> communities;
  std::vector<Road> roads;
  std::vector<Ring> water;
  std::vector<Ring> islands;  ///< holes of the first water ring, the river
  std::vector<Ring> parks;
  std::vector<Ring> blocks;
  std::vector<Building> buildings;
  std::vector<Tower> towers;
  std::vector<Estate> estates;
  std::vector<Venue> venues;
  std::vector<HotSpot> hot_spots;
  std::vector<Label> places;
  std::vector<Label> water_names;

  /// Index of the community that holds a place; communities.size() outside the city.
  std::size_t community_at(geo::LatLon place) const;
  /// The district of a community.
  const CityArea& district_of(const CityArea& community) const;
};

/// The one instance.
const City& city();

}  // namespace gridhall::simulate
