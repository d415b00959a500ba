// Writes the demo city for the daemon and the browser: three area layers and a basemap, RFC 7946.
#pragma once

#include <filesystem>

#include "store/model/error.hpp"

namespace gridhall::simulate {

/// linshui-districts.geojson, -streets, -communities (properties code, name, parent) and -basemap (property
/// kind). Makes the directory where it is missing. Fails with `storage_failed` and the path; files written
/// before stay.
model::Result<void> write_city(const std::filesystem::path& directory);

}  // namespace gridhall::simulate
