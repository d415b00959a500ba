// `gridhall simulate`: sends the demo city's stream to a daemon over its public WebSocket, like any other
// source.
//
// Everything it knows of the daemon is the wire contract. Broken links and restarts of the daemon are the
// client's business; the stream falls behind meanwhile and catches up, `time` still telling when things
// happened. A simulator that was itself killed goes on where it was: seed, start and rate make the stream,
// the producer is named for them, and as many of its events as the daemon has settled are left out.
//
// Blocks until the duration is over, SIGINT or SIGTERM comes, or the daemon refuses for good. Log lines go to
// stderr; the last line of stdout is a JSON summary
// {"published","stored","duplicate","refused","reconnects","seconds"}, without those left out.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "ingest/simulate/event_sink.hpp"
#include "ingest/simulate/generator.hpp"

namespace gridhall::simulate {

inline constexpr double kRateLeast = 0.001;
inline constexpr double kRateMost = 5'000;

/// Limits are the caller's to check; the command line tells all mistakes at once.
struct SimulateOptions {
  std::string to;                                ///< URL of the daemon
  std::string key;                               ///< allowed to send for /linshui/…
  double rate = kDefaultRate;                    ///< events a second, averaged over a week
  std::optional<std::chrono::seconds> duration;  ///< from the start on, more than 0; without: until stopped
  std::uint64_t seed = 1;
  bool backfill = false;  ///< send the past six hours first, as fast as credit allows
  /// The current time where it is not given. With it a run is repeated in an empty store and gone on with in
  /// one that has its beginning; what lies between it and now is sent at once.
  std::optional<model::Time> start;
  std::optional<std::filesystem::path> write_city;  ///< only write the city's files there
};

/// Exit code: 0 done or stopped, 1 failed.
int run_simulate(const SimulateOptions& options);

/// The loop behind it: what was before the start at once, the rest at its time until `until`. The first
/// `settled` events of the stream are left out. Returns the number of events published.
model::Result<std::uint64_t> play(Generator& generator, bool backfill, std::optional<model::Time> until,
                                  EventSink& sink, std::uint64_t settled = 0);

}  // namespace gridhall::simulate
