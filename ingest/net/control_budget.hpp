// How many control frames a peer may send.
//
// Pings and pongs cost no memory and no message, so nothing else bounds them; a peer that sends thousands a
// second only wants our CPU. A bucket of 2,000 that refills at 1,000 a second lets every honest burst through
// (a keep-alive is one in seconds, a conformance suite sends hundreds) and stops 10,000 in a second.
#pragma once

#include <algorithm>
#include <chrono>

namespace gridhall::net {

class ControlBudget {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr double kBurst = 2'000;
  static constexpr double kPerSecond = 1'000;

  /// One control frame at `now`; false when there are too many.
  bool take(Clock::time_point now) {
    if (refilled_ != Clock::time_point{}) {
      const double seconds = std::chrono::duration<double>(now - refilled_).count();
      tokens_ = std::min(kBurst, tokens_ + seconds * kPerSecond);
    }
    refilled_ = now;
    if (tokens_ < 1) {
      return false;
    }
    tokens_ -= 1;
    return true;
  }

 private:
  double tokens_ = kBurst;
  Clock::time_point refilled_{};
};

}  // namespace gridhall::net
