#include "ingest/simulate/place_finder.hpp"

#include <algorithm>
#include <cmath>

#include "ingest/simulate/ground.hpp"

namespace gridhall::simulate {
namespace {

constexpr double kSpotEveryM = 40;
constexpr double kMetresPerHouseNumber = 9;
constexpr double kElsewhere = 9;  ///< pull of the whole rest of the city, against that of the hot spots

/// Everything within this distance of a spot is still in the city: room for a jitter and for a second caller.
constexpr double kMarginM = 30;

class CityLimits {
 public:
  explicit CityLimits(const City& city) {
    for (const CityArea& district : city.districts) {
      for (const Ring& ring : district.outlines) {
        const auto [south, north] =
            std::minmax_element(ring.begin(), ring.end(),
                                [](const geo::LatLon& a, const geo::LatLon& b) { return a.lat < b.lat; });
        const auto [west, east] =
            std::minmax_element(ring.begin(), ring.end(),
                                [](const geo::LatLon& a, const geo::LatLon& b) { return a.lon < b.lon; });
        rings_.push_back(
            {{.west = west->lon, .south = south->lat, .east = east->lon, .north = north->lat}, &ring});
      }
    }
  }

  bool well_within(geo::LatLon at) const {
    return holds(offset(at, kMarginM, kMarginM)) && holds(offset(at, -kMarginM, kMarginM)) &&
           holds(offset(at, kMarginM, -kMarginM)) && holds(offset(at, -kMarginM, -kMarginM));
  }

 private:
  struct Boxed {
    geo::Bbox box;
    const Ring* ring;
  };
  bool holds(geo::LatLon at) const {
    return std::any_of(rings_.begin(), rings_.end(), [at](const Boxed& boxed) {
      const geo::Bbox& box = boxed.box;
      return at.lat >= box.south && at.lat <= box.north && at.lon >= box.west && at.lon <= box.east &&
             inside(*boxed.ring, at);
    });
  }
  std::vector<Boxed> rings_;
};

Name with_house(const Name& road, int house) {
  if (house == 0) return road;
  const std::string number = std::to_string(house);
  return {.en = road.en + " " + number, .zh = road.zh + number + "号"};
}

}  // namespace

PlaceFinder::PlaceFinder(const City& city) : city_(city) {
  add_street_spots();
  const auto list = [this](Where where) -> Spots& { return spots_[static_cast<std::size_t>(where)]; };
  for (std::uint32_t k = 0; k < city.towers.size(); ++k) {
    const Tower& tower = city.towers[k];
    list(Where::kTower).push_back({tower.position, k, 0});
    if (!city.estates[tower.estate].offices) list(Where::kHome).push_back({tower.position, k, 0});
  }
  for (std::uint32_t k = 0; k < city.estates.size(); ++k) {
    if (!city.estates[k].offices) list(Where::kEstate).push_back({city.estates[k].centre, k, 0});
  }
  for (std::size_t w = 0; w < kWhereCount; ++w) {
    const auto kind = venue_kind(static_cast<Where>(w));
    if (!kind) continue;
    for (std::uint32_t k = 0; k < city.venues.size(); ++k) {
      const Venue& venue = city.venues[k];
      if (venue.kind == *kind) spots_[w].push_back({venue.position, k, venue.house});
    }
  }
  for (const HotSpot& hot : city.hot_spots) {
    auto& reach = reach_.emplace_back();
    for (std::size_t w = 0; w < kWhereCount; ++w)
      reach[w] = within(static_cast<Where>(w), hot.centre, hot.radius_m);
  }
}

std::optional<VenueKind> PlaceFinder::venue_kind(Where where) {
  switch (where) {
    case Where::kPark:
      return VenueKind::kPark;
    case Where::kShop:
      return VenueKind::kShop;
    case Where::kMarket:
      return VenueKind::kMarket;
    case Where::kWorks:
      return VenueKind::kWorks;
    case Where::kUnderpass:
      return VenueKind::kUnderpass;
    case Where::kSchool:
      return VenueKind::kSchool;
    case Where::kStreet:
    case Where::kTower:
    case Where::kHome:
    case Where::kEstate:
      return std::nullopt;
  }
  return std::nullopt;
}

/// Minor streets lie as close as people live, so that spots at equal distances on them follow the density.
void PlaceFinder::add_street_spots() {
  Spots& out = spots_[static_cast<std::size_t>(Where::kStreet)];
  const CityLimits limits(city_);
  for (std::uint32_t r = 0; r < city_.roads.size(); ++r) {
    const Road& road = city_.roads[r];
    if (road.kind != RoadKind::kStreet && road.kind != RoadKind::kArterial) continue;
    double walked = 0;
    double next = kMarginM;
    for (std::size_t k = 1; k < road.line.size(); ++k) {
      const auto& a = road.line[k - 1];
      const auto& b = road.line[k];
      const double length = distance_m(a, b);
      const bool last_piece = k + 1 == road.line.size();
      for (; next <= walked + length - (last_piece ? kMarginM : 0); next += kSpotEveryM) {
        const double t = (next - walked) / length;
        const geo::LatLon at{.lat = a.lat + (b.lat - a.lat) * t, .lon = a.lon + (b.lon - a.lon) * t};
        // Arterials run along the city's limits and beyond; minor streets end before them.
        if (road.kind == RoadKind::kArterial && !limits.well_within(at)) continue;
        out.push_back({at, r, 1 + static_cast<int>(next / kMetresPerHouseNumber)});
      }
      walked += length;
    }
  }
}

std::vector<std::uint32_t> PlaceFinder::within(Where where, geo::LatLon centre, double radius_m) const {
  std::vector<std::uint32_t> found;
  const Spots& all = spots(where);
  for (std::uint32_t k = 0; k < all.size(); ++k) {
    if (distance_m(all[k].at, centre) <= radius_m) found.push_back(k);
  }
  return found;
}

Place PlaceFinder::find(const CaseClass& row, int hour, Random& random) const {
  std::vector<double> pulls;
  pulls.reserve(reach_.size() + 1);
  for (std::size_t k = 0; k < reach_.size(); ++k) {
    const bool has_place = !reach_[k][static_cast<std::size_t>(row.where)].empty();
    pulls.push_back(has_place ? city_.hot_spots[k].pull(row.group, hour) : 0);
  }
  pulls.push_back(kElsewhere);
  const std::size_t drawn = random.weighted(pulls);
  const Spots& all = spots(row.where);
  if (drawn == reach_.size()) return describe(row.where, all[random.below(all.size())], random);
  const auto& reach = reach_[drawn][static_cast<std::size_t>(row.where)];
  return describe(row.where, all[reach[random.below(reach.size())]], random);
}

Place PlaceFinder::near(Where where, geo::LatLon centre, double radius_m, Random& random) const {
  const auto reach = within(where, centre, radius_m);
  const Spots& all = spots(where);
  if (!reach.empty()) return describe(where, all[reach[random.below(reach.size())]], random);
  return describe(where,
                  *std::min_element(all.begin(), all.end(),
                                    [centre](const Spot& a, const Spot& b) {
                                      return distance_m(a.at, centre) < distance_m(b.at, centre);
                                    }),
                  random);
}

geo::LatLon PlaceFinder::beside(geo::LatLon at, double metres, Random& random) {
  return offset(at, random.between(-metres, metres), random.between(-metres, metres));
}

Place PlaceFinder::describe(Where where, const Spot& spot, Random& random) const {
  Place out;
  switch (where) {
    case Where::kStreet: {
      out.at = beside(spot.at, 5, random);
      out.road = city_.roads[spot.index].name;
      out.house = spot.house;
      out.label = with_house(out.road, spot.house);
      out.estate = out.road;
      return out;
    }
    case Where::kTower:
    case Where::kHome: {
      const Tower& tower = city_.towers[spot.index];
      const Estate& estate = city_.estates[tower.estate];
      out.at = beside(spot.at, 6, random);
      out.road = estate.road;
      out.estate = estate.name;
      out.label = tower.name;
      out.house = random.range(1, 199);
      out.building = tower.building;
      out.floor = std::to_string(random.range(1, tower.floors));
      out.house_name = estate.offices ? Name{"tower " + tower.building, tower.building + "座"}
                                      : Name{"bldg " + tower.building, tower.building + "栋"};
      out.unit = std::to_string(random.range(1, tower.units));
      return out;
    }
    case Where::kEstate: {
      const Estate& estate = city_.estates[spot.index];
      out.at = beside(spot.at, 60, random);
      out.road = estate.road;
      out.estate = estate.name;
      out.label = estate.name;
      out.house = random.range(1, 199);
      return out;
    }
    case Where::kPark:
    case Where::kShop:
    case Where::kMarket:
    case Where::kWorks:
    case Where::kUnderpass:
    case Where::kSchool:
      break;
  }
  const Venue& venue = city_.venues[spot.index];
  out.at = beside(spot.at, where == Where::kPark ? 45 : 8, random);
  out.road = venue.road.en.empty() ? venue.name : venue.road;
  out.house = venue.house;
  out.estate = venue.name;
  out.label = venue.name;
  return out;
}

}  // namespace gridhall::simulate
