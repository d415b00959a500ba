// A GeoJSON file → area layers. Invariants: errors come with a sentence; whatever loads can be asked for any
// place and answers the same twice.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "store/geo/areas.hpp"
#include "tests/fuzz/require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace geo = gridhall::geo;
  const int file = ::memfd_create("areas", MFD_CLOEXEC);
  GRIDHALL_REQUIRE(file >= 0 && ::write(file, data, size) == static_cast<ssize_t>(size));
  geo::LayerConfig config;
  config.level = "district";
  config.file = "/proc/self/fd/" + std::to_string(file);
  config.code_property = "c";
  config.label_property = "n";

  std::vector<gridhall::model::Error> errors;
  const auto layers = geo::AreaLayers::load({config}, &errors);
  ::close(file);
  if (!layers) {
    GRIDHALL_REQUIRE(!layers.error().detail.empty());
    return 0;
  }
  for (const geo::LatLon place :
       {geo::LatLon{0, 0}, geo::LatLon{40.7, -73.9}, geo::LatLon{90, 180}, geo::LatLon{-90, 0}}) {
    GRIDHALL_REQUIRE(layers.value().locate(place) == layers.value().locate(place));
  }
  GRIDHALL_REQUIRE(!layers.value().geojson().empty());
  return 0;
}
