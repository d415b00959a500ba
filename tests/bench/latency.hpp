// Latencies by the million in a few KiB: buckets whose width grows with the value, so that a quantile is
// right to about three per cent whatever its size.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace gridhall::bench {

class Latencies {
 public:
  void add(std::chrono::steady_clock::duration latency, std::uint64_t times = 1) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(latency).count();
    counts_[bucket(static_cast<std::uint64_t>(std::max<std::int64_t>(us, 0)))] += times;
    total_ += times;
  }
  void clear() { *this = {}; }
  std::uint64_t count() const { return total_; }

  /// Milliseconds that `share` of all latencies do not exceed; 0 where there are none.
  double quantile_ms(double share) const {
    const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(total_));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen > wanted) return static_cast<double>(upper_us(i)) / 1000.0;
    }
    return 0;
  }

 private:
  // Values below kSteps have a bucket each; every doubling above is cut into kSteps.
  static constexpr unsigned kStepBits = 5;
  static constexpr std::uint64_t kSteps = 1U << kStepBits;
  static constexpr unsigned kDoublings = 32;

  static std::size_t bucket(std::uint64_t us) {
    if (us < kSteps) return static_cast<std::size_t>(us);
    const unsigned doubling = std::min(static_cast<unsigned>(std::bit_width(us)) - kStepBits, kDoublings - 1);
    const std::uint64_t step = std::min((us >> (doubling - 1)) - kSteps, kSteps - 1);
    return static_cast<std::size_t>(doubling * kSteps + step);
  }
  static std::uint64_t upper_us(std::size_t bucket) {
    const std::uint64_t doubling = bucket / kSteps;
    if (doubling == 0) return bucket;
    return (kSteps + bucket % kSteps + 1) << (doubling - 1);
  }

  std::array<std::uint64_t, kDoublings * kSteps> counts_{};
  std::uint64_t total_ = 0;
};

}  // namespace gridhall::bench
