// What the composition root knows of the city and the build, as the browser is told.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gridhall::dashboard {

struct CityInfo {
  std::string name;
  std::string time_zone;                              ///< IANA name
  std::optional<std::filesystem::path> basemap_file;  ///< GeoJSON
  bool dev = false;                                   ///< loopback only: no sign-in
  std::string version;
  std::string build_id;
  std::vector<std::string> allowed_origins;  ///< "http://127.0.0.1:8311"
};

}  // namespace gridhall::dashboard
