// Viewers of one board, as many as wanted, all with the same view.
//
// Each follows its subscription by what the heads of the messages say (sequence, last page) and leaves the
// rows alone: a browser has a core of its own for those, and here they would be paid from the server's.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "tests/bench/city_events.hpp"
#include "tests/bench/connection.hpp"
#include "tests/bench/latency.hpp"

namespace gridhall::bench {

/// When each sequence was first known to be durable by the acknowledgements.
class AckTimes {
 public:
  using Clock = std::chrono::steady_clock;
  void add(std::uint64_t seq, Clock::time_point at) {
    if (acks_.empty() || acks_.back().first < seq) acks_.emplace_back(seq, at);
  }
  /// Calls fn(time) for each ack in (from, to]. Acks are kept: the slowest viewer needs them, too.
  template <class Fn>
  void between(std::uint64_t from, std::uint64_t to, Fn fn) const {
    auto at = std::upper_bound(acks_.begin(), acks_.end(), from,
                               [](std::uint64_t seq, const auto& ack) { return seq < ack.first; });
    for (; at != acks_.end() && at->first <= to; ++at) fn(at->second);
  }

 private:
  std::deque<std::pair<std::uint64_t, Clock::time_point>> acks_;
};

struct ViewerFigures {
  std::uint64_t deltas = 0;
  std::uint64_t events = 0;  ///< sequences that deltas brought to viewers
  std::uint64_t lags = 0;
  Latencies latencies;  ///< from the ack of a commit group to its delta
};

class Viewers {
 public:
  Viewers(const Address& to, const CityBox& box, int level, unsigned count, Poller& poller);
  ~Viewers();
  Viewers(const Viewers&) = delete;
  Viewers& operator=(const Viewers&) = delete;

  /// Until every viewer has its snapshot.
  void wait_for_snapshots();
  std::uint64_t bytes_received() const;
  std::uint64_t pages() const { return pages_; }

  ViewerFigures figures;
  AckTimes acks;

 private:
  class Viewer;
  Poller& poller_;
  std::uint64_t pages_ = 0;
  std::size_t complete_ = 0;  ///< viewers with a snapshot
  std::vector<std::unique_ptr<Viewer>> viewers_;
};

}  // namespace gridhall::bench
