// The times of many rounds of one thing, and what of them is told.
#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

namespace gridhall::bench {

class Rounds {
 public:
  /// Runs it and remembers how long that took.
  template <class Work>
  void time(Work work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    ms_.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  /// Milliseconds that `share` of the rounds do not exceed; there must be one.
  double percentile_ms(double share) {
    std::sort(ms_.begin(), ms_.end());
    return ms_[static_cast<std::size_t>(share * static_cast<double>(ms_.size() - 1))];
  }

 private:
  std::vector<double> ms_;
};

}  // namespace gridhall::bench
