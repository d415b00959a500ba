// The configuration file (wire contract §6, README for the operator). Everything in it is optional.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/daemon/tables_watch.hpp"
#include "ingest/tables/problems.hpp"
#include "store/geo/areas.hpp"

namespace gridhall::daemon {

using tables::Problems;

struct Config {
  std::string city_name = "Gridhall";
  std::string time_zone = "UTC";
  std::shared_ptr<const geo::AreaLayers> areas = std::make_shared<const geo::AreaLayers>();
  std::optional<std::filesystem::path> basemap_file;
  std::vector<std::string> allowed_origins;
  std::filesystem::path person_key_file;  ///< empty: beside the data directory
  bool plain_text = false;                ///< serving without TLS off loopback was asked for in so many words
  std::chrono::hours dedup_window{24 * 7};
  TableFiles tables;
};

/// Reads and checks the file; paths in it are relative to it. Every mistake goes to `problems`, with file and
/// key; unknown keys are mistakes.
Config load_config(const std::filesystem::path& file, Problems& problems);

}  // namespace gridhall::daemon
