// `gridhall simulate`: sends the demo city's stream to a daemon over its public WebSocket, like any other
// source.
//
// Everything it knows of the daemon is the wire contract. Broken links and restarts of the daemon are the
// client's business; the stream falls behind meanwhile and catches up, `time` still telling when things
// happened.
//
// Blocks until the duration is over, SIGINT or SIGTERM comes, or the daemon refuses for good. Log lines go to
// stderr; the last line of stdout is a JSON summary
// {"published","stored","duplicate","refused","reconnects","seconds"}.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "ingest/simulate/event_sink.hpp"
#include "ingest/simulate/generator.hpp"

namespace gridhall::simulate {

struct SimulateOptions {
  std::string to;                                ///< URL of the daemon
  std::string key;                               ///< allowed to send for /linshui/…
  double rate = kDefaultRate;                    ///< events a second, averaged over a week: 0.001 to 5,000
  std::optional<std::chrono::seconds> duration;  ///< without: until stopped
  std::uint64_t seed = 1;
  bool backfill = false;  ///< send the past six hours first, as fast as credit allows
  std::optional<model::Time>
      start;  ///< the current time where it is not given; with it a run can be repeated
  std::optional<std::filesystem::path> write_city;  ///< only write the city's files there
};

/// Exit code: 0 done or stopped, 1 failed, 2 options that don't go together (all of them told).
int run_simulate(const SimulateOptions& options);

/// The loop behind it: what was before the start at once, the rest at its time until `until`. Returns the
/// number of events published.
model::Result<std::uint64_t> play(Generator& generator, bool backfill, std::optional<model::Time> until,
                                  EventSink& sink);

}  // namespace gridhall::simulate
