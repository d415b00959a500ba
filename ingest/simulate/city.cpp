#include "ingest/simulate/city.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ingest/simulate/city_builder.hpp"
#include "ingest/simulate/ground.hpp"

namespace gridhall::simulate {

double HotSpot::pull(Group group, int hour) const {
  const auto between = [hour](int from, int to) { return hour >= from && hour < to; };
  double busy = 1;
  switch (rhythm) {
    case Rhythm::kAllDay:
      busy = between(7, 22) ? 1 : 0.4;
      break;
    case Rhythm::kOffice:
      busy = between(8, 19) ? 1 : 0.15;
      break;
    case Rhythm::kSchoolRun:
      busy = between(7, 9) || between(16, 18) ? 1 : 0.1;
      break;
    case Rhythm::kEvening:
      busy = between(18, 24) ? 1 : between(0, 2) ? 0.6 : 0.12;
      break;
    case Rhythm::kMorning:
      busy = between(5, 11) ? 1 : 0.2;
      break;
  }
  return busy * weight[static_cast<std::size_t>(group)];
}

std::size_t City::community_at(geo::LatLon place) const {
  for (std::size_t k = 0; k < communities.size(); ++k) {
    for (const Ring& ring : communities[k].outlines) {
      if (inside(ring, place)) return k;
    }
  }
  return communities.size();
}

const CityArea& City::district_of(const CityArea& community) const {
  const std::string_view code = std::string_view(community.code).substr(0, 6);
  return *std::find_if(districts.begin(), districts.end(),
                       [code](const CityArea& area) { return area.code == code; });
}

void add_labels(City& city) {
  for (const CityArea& district : city.districts)
    city.places.push_back({district.name, district.label, 1, 0});
  city.places.push_back({{"Yunshan", "云山"}, place(kHilltops[0]), 2, 0});
  city.places.push_back({{"Shiqiao Hill", "石桥岭"}, place(kHilltops[1]), 2, 0});
  city.places.push_back({{"Heron Island", "鹭屿"}, place({1'700, 15}), 2, 0});
  for (const double u : {-7'400.0, -3'300.0, 4'600.0, 8'200.0}) {
    const auto west = place({u - 250, 0});
    const auto east = place({u + 250, 0});
    const double angle =
        std::atan2(east.lat - west.lat, (east.lon - west.lon) * 0.9) * 180 / std::numbers::pi;
    city.water_names.push_back({{"Lin River", "临江"}, place({u, 0}), 1, angle});
  }
  city.water_names.push_back({{"Qing Creek", "青溪"}, place(tributary()[46]), 2, 0});
}

const City& city() {
  static const City linshui = [] {
    City made;
    made.name = {"Linshui", "临水市"};
    made.centre = place({700, 700});
    add_areas(made);
    add_water(made);
    add_main_roads(made);
    add_blocks(made);
    add_venues(made);
    add_hot_spots(made);
    add_labels(made);
    return made;
  }();
  return linshui;
}

}  // namespace gridhall::simulate
