// A load of reports over many producers' connections, as fast as acknowledgements come back or at a given
// rate.
//
// Each connection keeps up to a window of unacknowledged events in flight and is a producer of its own, so
// that acks are cumulative. What is refused or sent back ends the program: figures of a load that was not
// stored would mean nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/city_events.hpp"
#include "tests/bench/connection.hpp"
#include "tests/bench/latency.hpp"

namespace gridhall::bench {

using Clock = std::chrono::steady_clock;

struct LoadOptions {
  Address to;
  std::string key;
  bool echo = false;  ///< the peer gives every message back instead of acknowledging it
  unsigned connections = 64;
  std::size_t window = 64;  ///< events in flight a connection
  std::size_t batch = 1;    ///< events a message
  std::size_t event_bytes = 336;
  std::uint64_t seed = 1;
  bool closing = false;          ///< every second event closes an earlier case
  double rate = 0;               ///< events a second; 0: as fast as acks come
  std::uint64_t events_max = 0;  ///< stops sending there; 0: at stop()
  CityBox box;
};

class Load {
 public:
  Load(const LoadOptions& options, Poller& poller);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// Polls once, and sends what window and rate allow.
  void run_once();
  void run_for(Clock::duration time);
  void stop() { stopped_ = true; }
  /// Until everything sent is acknowledged; throws when that takes longer than a minute.
  void drain();

  std::uint64_t sent() const { return sent_; }
  std::uint64_t acked() const { return acked_; }
  /// Of the events acknowledged since the last clear(), from handing them to the kernel to reading the ack.
  Latencies& latencies() { return latencies_; }
  /// Called for every ack with the store's sequence that it names.
  std::function<void(std::uint64_t seq, Clock::time_point now)> on_ack;

 private:
  class Producer;
  bool may_send(std::size_t events) const;
  void send_at_rate();

  LoadOptions options_;
  Poller& poller_;
  const std::string run_;  ///< tells the ids of this run from those of any other on the same data
  CityEvents events_;
  bool stopped_ = false;
  std::uint64_t sent_ = 0;
  std::uint64_t acked_ = 0;
  Clock::time_point started_;
  std::size_t turn_ = 0;  ///< whose turn it is at a given rate
  Latencies latencies_;
  std::vector<std::unique_ptr<Producer>> producers_;
};

}  // namespace gridhall::bench
