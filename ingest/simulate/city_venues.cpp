// Schools, shops, stations and the like, and the places where trouble gathers.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ingest/simulate/city_builder.hpp"
#include "ingest/simulate/city_names.hpp"
#include "ingest/simulate/ground.hpp"
#include "ingest/simulate/random.hpp"

namespace gridhall::simulate {
namespace {

struct Suffix {
  const char* en;
  const char* zh;
};

constexpr std::array<Suffix, 14> kShops{{{"Noodle House", "面馆"},
                                         {"Hotpot", "火锅店"},
                                         {"Pharmacy", "大药房"},
                                         {"Fruit Shop", "水果店"},
                                         {"Bakery", "烘焙坊"},
                                         {"Supermarket", "超市"},
                                         {"Barber Shop", "理发店"},
                                         {"Hardware Store", "五金店"},
                                         {"Teahouse", "茶馆"},
                                         {"Breakfast Shop", "早餐店"},
                                         {"Barbecue", "烧烤店"},
                                         {"Karaoke", "歌厅"},
                                         {"Parcel Station", "快递驿站"},
                                         {"Car Wash", "洗车行"}}};

class Venues {
 public:
  explicit Venues(City& city) : city_(city) {
    for (std::size_t k = 0; k < city.roads.size(); ++k) {
      if (city.roads[k].kind == RoadKind::kStreet && city.roads[k].line.size() > 2) streets_.push_back(k);
    }
  }

  void build() {
    scatter(VenueKind::kSchool, 44, "Primary School", "小学");
    scatter(VenueKind::kSchool, 18, "Middle School", "中学");
    scatter(VenueKind::kMarket, 20, "Wet Market", "菜市场");
    scatter(VenueKind::kWorks, 24, "Phase 3 Site", "三期工地");
    for (std::size_t k = 0; k < 260; ++k) {
      const Suffix& shop = kShops[random_.below(kShops.size())];
      scatter(VenueKind::kShop, 1, shop.en, shop.zh);
    }
    constexpr std::array<Suffix, 6> kHospitals{{{"Linshui First People's Hospital", "临水市第一人民医院"},
                                                {"Linshui Children's Hospital", "临水市儿童医院"},
                                                {"Hezhou District Hospital", "鹤洲区医院"},
                                                {"Wangjiang District Hospital", "望江区医院"},
                                                {"Dongli Chinese Medicine Hospital", "东篱中医院"},
                                                {"Liutang District Hospital", "柳塘区医院"}}};
    constexpr std::array<Uv, 6> kHospitalPlans{{{1'400, 2'000},
                                                {-1'900, 2'300},
                                                {2'700, 1'100},
                                                {-2'700, -1'900},
                                                {5'600, 2'400},
                                                {-6'100, -2'300}}};
    for (std::size_t k = 0; k < kHospitals.size(); ++k) {
      at_street_near(VenueKind::kHospital, {kHospitals[k].en, kHospitals[k].zh}, place(kHospitalPlans[k]), 1);
    }
    const auto rail = railway();
    at_street_near(VenueKind::kStation, {"Linshui Station", "临水站"}, place(rail[64]), 2);
    at_street_near(VenueKind::kStation, {"Linshui West Station", "临水西站"}, place(rail[30]), 2);
    at_street_near(VenueKind::kStadium, {"Hezhou Sports Centre", "鹤洲体育中心"}, place({2'900, 2'500}), 2);
    underpasses();
  }

 private:
  /// On the streets as they come: they lie closest where most people live.
  void scatter(VenueKind kind, std::size_t count, const char* en, const char* zh) {
    for (std::size_t k = 0; k < count; ++k) {
      on_street(kind, with_suffix(pair_name(names_++), en, zh), streets_[random_.below(streets_.size())]);
    }
  }

  void on_street(VenueKind kind, Name name, std::size_t street) {
    const Road& road = city_.roads[street];
    const std::size_t piece = random_.below(road.line.size() - 1);
    const double t = random_.between(0.3, 0.7);
    const auto& a = road.line[piece];
    const auto& b = road.line[piece + 1];
    const geo::LatLon kerb{.lat = a.lat + (b.lat - a.lat) * t, .lon = a.lon + (b.lon - a.lon) * t};
    city_.venues.push_back({.kind = kind,
                            .name = std::move(name),
                            .position = offset(kerb, random_.between(-14, 14), random_.between(-14, 14)),
                            .road = road.name,
                            .house = random_.range(1, 240)});
  }

  /// The label goes where the venue is; rank 0 is not shown.
  void at_street_near(VenueKind kind, const Name& name, geo::LatLon wanted, int rank) {
    const auto nearest =
        std::min_element(streets_.begin(), streets_.end(), [this, wanted](std::size_t a, std::size_t b) {
          return distance_m(city_.roads[a].line[1], wanted) < distance_m(city_.roads[b].line[1], wanted);
        });
    on_street(kind, name, *nearest);
    if (rank > 1) city_.places.push_back({name, city_.venues.back().position, rank, 0});
  }

  /// Where arterials pass below the ring expressway water collects.
  void underpasses() {
    const auto ring = std::find_if(city_.roads.begin(), city_.roads.end(),
                                   [](const Road& road) { return road.kind == RoadKind::kHighway; });
    const Line& high = ring->line;
    std::size_t crossing = 0;
    for (const Road& road : city_.roads) {
      if (road.kind != RoadKind::kArterial) continue;
      for (std::size_t k = 1; k < road.line.size(); ++k) {
        for (std::size_t r = 1; r < high.size(); ++r) {
          const auto at = intersection(road.line[k - 1], road.line[k], high[r - 1], high[r]);
          if (!at.second || crossing++ % 3 != 0) continue;
          city_.venues.push_back(
              {.kind = VenueKind::kUnderpass,
               .name = {road.name.en + " ring underpass", road.name.zh + "绕城高速下穿通道"},
               .position = at.first,
               .road = road.name,
               .house = 0});
        }
      }
    }
  }

  static std::pair<geo::LatLon, bool> intersection(geo::LatLon a, geo::LatLon b, geo::LatLon c,
                                                   geo::LatLon d) {
    const double denominator = (b.lon - a.lon) * (d.lat - c.lat) - (b.lat - a.lat) * (d.lon - c.lon);
    if (denominator == 0) return {{}, false};
    const double t = ((c.lon - a.lon) * (d.lat - c.lat) - (c.lat - a.lat) * (d.lon - c.lon)) / denominator;
    const double s = ((c.lon - a.lon) * (b.lat - a.lat) - (c.lat - a.lat) * (b.lon - a.lon)) / denominator;
    if (t < 0 || t >= 1 || s < 0 || s >= 1) return {{}, false};
    return {offset({.lat = a.lat + (b.lat - a.lat) * t, .lon = a.lon + (b.lon - a.lon) * t}, 0, 0), true};
  }

  City& city_;
  std::vector<std::size_t> streets_;
  Random random_{kCitySeed, 77};
  std::size_t names_ = 610;
};

using Weights = std::array<double, kGroupCount>;
// In the order of Group: traffic, cleanliness, noise, housing, utility, rescue, greenery, fixture, market.
constexpr Weights kCentre{3.0, 1.2, 1.6, 0.8, 1.2, 1.5, 0.4, 2.0, 1.6};
constexpr Weights kOldTown{2.0, 3.2, 1.2, 2.2, 2.6, 1.6, 0.6, 2.4, 2.2};
constexpr Weights kNightlife{1.6, 1.8, 4.0, 0.2, 0.2, 1.4, 0.1, 0.5, 3.0};
constexpr Weights kMarketPlace{2.2, 2.6, 0.6, 0.1, 0.4, 0.4, 0.1, 0.6, 3.4};
constexpr Weights kSchoolGate{2.4, 0.5, 0.2, 0.0, 0.1, 0.3, 0.2, 0.5, 0.9};
constexpr Weights kTransport{2.6, 1.4, 0.6, 0.0, 0.4, 1.0, 0.1, 1.0, 1.2};
constexpr Weights kBuildingSite{0.6, 1.4, 2.4, 0.0, 0.7, 0.3, 0.3, 0.5, 0.0};
constexpr Weights kHousing{1.4, 1.3, 1.0, 3.2, 1.6, 1.2, 1.0, 0.8, 0.3};

}  // namespace

void add_venues(City& city) {
  Venues(city).build();
}

void add_hot_spots(City& city) {
  const auto add = [&city](Name name, geo::LatLon centre, double radius_m, Rhythm rhythm,
                           const Weights& weight) {
    city.hot_spots.push_back({std::move(name), centre, radius_m, rhythm, weight});
  };
  add({"City centre", "市中心"}, place({600, 1'250}), 900, Rhythm::kOffice, kCentre);
  add({"Wangjiang old town", "望江老城"}, place({-900, -1'150}), 900, Rhythm::kAllDay, kOldTown);
  add({"South bank bars", "南岸酒吧街"}, place({900, -620}), 330, Rhythm::kEvening, kNightlife);
  add({"Qingdu night market", "青渡夜市"}, place({-2'600, 1'500}), 280, Rhythm::kEvening, kNightlife);
  add({"Nandi night market", "南堤夜市"}, place({2'400, -2'100}), 280, Rhythm::kEvening, kNightlife);
  add({"Hezhou towers", "鹤洲高层片区"}, place({2'300, 1'700}), 850, Rhythm::kAllDay, kHousing);
  add({"Nandi towers", "南堤高层片区"}, place({1'700, -1'900}), 900, Rhythm::kAllDay, kHousing);
  add({"Dongli new town", "东篱新城"}, place({6'200, 2'600}), 1'000, Rhythm::kAllDay, kHousing);
  add({"Liutang new town", "柳塘新城"}, place({-6'300, -2'600}), 1'000, Rhythm::kAllDay, kHousing);
  std::size_t markets = 0;
  std::size_t schools = 0;
  std::size_t sites = 0;
  for (const Venue& venue : city.venues) {
    switch (venue.kind) {
      case VenueKind::kMarket:
        if (markets++ % 3 == 0) add(venue.name, venue.position, 190, Rhythm::kMorning, kMarketPlace);
        break;
      case VenueKind::kSchool:
        if (schools++ % 9 == 0) add(venue.name, venue.position, 200, Rhythm::kSchoolRun, kSchoolGate);
        break;
      case VenueKind::kWorks:
        if (sites++ % 5 == 0) add(venue.name, venue.position, 280, Rhythm::kAllDay, kBuildingSite);
        break;
      case VenueKind::kStation:
        add(venue.name, venue.position, 350, Rhythm::kAllDay, kTransport);
        break;
      case VenueKind::kHospital:
        add(venue.name, venue.position, 220, Rhythm::kOffice, kTransport);
        break;
      case VenueKind::kPark:
      case VenueKind::kShop:
      case VenueKind::kStadium:
      case VenueKind::kUnderpass:
        break;
    }
  }
}

}  // namespace gridhall::simulate
