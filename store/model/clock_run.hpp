// What the steps of a case say about one clock: when it started and stopped, and in which stretches it ran.
// Knows nothing of limits and calendars.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "store/model/clock.hpp"

namespace gridhall::model {

enum class Pace : std::uint8_t { kCounts, kPaused, kVerification };

/// A stretch in one state, from < to.
struct Stretch {
  Time from{};
  Time to{};
  State state = State::kReported;
  Pace pace = Pace::kCounts;
};

struct ClockRun {
  std::optional<Time> started_at;
  std::optional<Time> stopped_at;
  Time stop_said{};  ///< as the step says, which may be before the start
  State stopped_by = State::kReported;
  std::vector<Stretch> past;  ///< one after the other from the start to the stop, or to `since`
  Time since{};               ///< unless stopped: start of the stretch that goes on now
  State state = State::kReported;
  Pace pace = Pace::kCounts;
  std::uint64_t round_seq = 0;  ///< of the reopening that began the round; 0 in the first

  bool running() const { return started_at && !stopped_at; }
  bool paused() const { return running() && pace == Pace::kPaused; }
  /// The same with the stretch that goes on now ended at `at`.
  ClockRun ended(Time at) const;
};

/// `whole_life`: the clock is that of a source's due time.
ClockRun clock_run(Clock clock, bool whole_life, const ClockInput& input);

}  // namespace gridhall::model
