// Counters of the live view and a histogram, written from any thread and read when Prometheus asks.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace gridhall::dashboard {

/// Durations in buckets from 0.1 ms to 10 s.
class Histogram {
 public:
  void observe(std::chrono::steady_clock::duration took);
  /// Prometheus text: HELP, TYPE, buckets, sum and count.
  void append(std::string& out, std::string_view name, std::string_view help) const;

 private:
  static constexpr std::array<double, 11> kBounds = {0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                     0.025,  0.05,   0.1,   1,      10};
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> buckets_{};
  std::atomic<std::uint64_t> micros_{0};
};

struct LiveMetrics {
  std::atomic<std::uint64_t> viewers{0};
  std::atomic<std::uint64_t> subscriptions{0};
  std::atomic<std::uint64_t> channels{0};
  std::atomic<std::uint64_t> light_changes{0};
  std::atomic<std::uint64_t> deltas{0};
  std::atomic<std::uint64_t> snapshot_pages{0};
  std::atomic<std::uint64_t> snapshots{0};
  std::atomic<std::uint64_t> resumes{0};
  std::atomic<std::uint64_t> resumes_refused{0};
  std::atomic<std::uint64_t> alerts{0};
  std::atomic<std::uint64_t> lags{0};
  std::atomic<std::uint64_t> too_slow{0};
  std::atomic<std::uint64_t> bad_messages{0};
  std::atomic<std::uint64_t> bytes{0};
  std::atomic<std::uint64_t> position{0};
  Histogram tick;
  Histogram snapshot_time;
  Histogram query_time;

  void append(std::string& out) const;
};

/// One counter or gauge with its HELP and TYPE lines.
void append_metric(std::string& out, std::string_view name, std::string_view type, std::string_view help,
                   std::uint64_t value);
void append_metric(std::string& out, std::string_view name, std::string_view type, std::string_view help,
                   double value);

}  // namespace gridhall::dashboard
