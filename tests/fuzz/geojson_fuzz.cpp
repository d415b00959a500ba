// Any bytes → area file reader → index.
// Invariants: a file gives areas or errors, never neither; errors name the file and show a bounded value; the
// index answers as the plain crossing test at corners, on edges, level with corners and in between.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "store/geo/area_file.hpp"
#include "store/geo/area_index.hpp"
#include "tests/unit/store/geo/plain_owner.hpp"

namespace {

using namespace gridhall;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_index(const std::vector<geo::AreaShape>& areas) {
  constexpr std::size_t kPlacesMax = 200;
  std::vector<geo::LatLon> corners;
  for (const geo::AreaShape& area : areas) {
    for (const geo::Polygon& polygon : area.polygons) {
      for (const geo::Ring& ring : polygon) corners.insert(corners.end(), ring.begin(), ring.end());
    }
  }
  const geo::AreaIndex index(areas);
  const std::size_t step = std::max<std::size_t>(1, corners.size() / kPlacesMax);
  for (std::size_t i = 0; i < corners.size(); i += step) {
    const geo::LatLon a = corners[i];
    const geo::LatLon b = corners[(i + step) % corners.size()];
    for (const geo::LatLon p :
         {a, geo::LatLon{a.lat, b.lon}, geo::LatLon{(a.lat + b.lat) / 2, (a.lon + b.lon) / 2},
          geo::LatLon{a.lat + (b.lat - a.lat) / 3, b.lon}}) {
      require(index.find(p) == geo::testing::plain_owner(areas, p));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  geo::LayerConfig config;
  config.level = "district";
  config.file = "fuzz.geojson";
  config.code_property = "code";
  config.label_property = (data[0] & 1U) != 0 ? "name" : "";
  config.parent_property = (data[0] & 2U) != 0 ? "parent" : "";
  config.datum = static_cast<geo::Datum>((data[0] >> 2U) % 3U);
  std::vector<model::Error> errors;
  const auto areas =
      geo::parse_area_file(config, {reinterpret_cast<const char*>(data) + 1, size - 1}, errors);
  require(!areas.empty() || !errors.empty());
  require(errors.size() <= geo::kAreaFileErrorsMax + 1);
  for (const model::Error& error : errors) {
    require(error.detail.rfind("fuzz.geojson", 0) == 0 && error.got.size() <= 120);
  }
  if (errors.empty()) check_index(areas);
  return 0;
}
