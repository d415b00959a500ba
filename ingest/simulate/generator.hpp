// The demo city's stream of events, without network or clock: what to send and when.
//
// Same seed, start and rate: the same events, byte for byte. So a stream that is published again after a
// broken link is recognised by its ids and stored once, and another start gives other ids and subjects, so
// that two runs never meet. Memory: the untold part of the open cases' stories, some 1,200 at any rate.
//
// Thread: one owner.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "ingest/simulate/case_story.hpp"
#include "ingest/simulate/city.hpp"
#include "store/model/time.hpp"

namespace gridhall::simulate {

/// Events a second at which delays and limits are what the class table says. It gives some ten reports a
/// minute.
inline constexpr double kDefaultRate = 1.0;

struct GeneratorOptions {
  std::uint64_t seed = 1;
  model::Time start{};
  double rate = kDefaultRate;  ///< events a second, averaged over a week; more than 0
  bool bursts = true;
  bool heartbeats = true;
};

/// How a stream is warmed up.
struct Backfill {
  std::chrono::hours past{6};      ///< at the default rate; as many times shorter as the city lives faster
  std::size_t open_cases = 1'050;  ///< still open at the start, give or take 5 %, second callers left out
  std::size_t cases_max = 1'450;   ///< likewise
};

class Generator {
 public:
  explicit Generator(const GeneratorOptions& options);
  ~Generator();
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;

  /// The events of the hours before the start, by time; what is open then goes on in `next`. Once, before
  /// `next`.
  std::vector<Scheduled> backfill(const Backfill& plan);

  /// The next event; times never go back, the first is after the start. There is always one.
  Scheduled next();

  /// Reports of a class that an hour of the week (0 = Monday 00:00 local) brings on average, bursts and
  /// second callers left out.
  double expected_reports(std::size_t row, int hour_of_week) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gridhall::simulate
