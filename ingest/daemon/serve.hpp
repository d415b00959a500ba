// `gridhall serve`: the composition root. Construction order is dependency order; stopping goes the other
// way.
#pragma once

#include <filesystem>

#include "ingest/daemon/config.hpp"
#include "ingest/daemon/listen_address.hpp"

namespace gridhall::daemon {

struct ServeOptions {
  std::filesystem::path data;
  Config config;
  LoadedTables tables;  ///< of the files that the configuration names
  ListenAddress listen;
  bool dev = false;
};

/// Serves until SIGTERM or SIGINT. Returns the exit code: 0 after a clean stop, 1 when it could not start.
/// After a failed write or sync the process leaves with 74 from inside.
int run_serve(const ServeOptions& options);

}  // namespace gridhall::daemon
