// Where drafts go: to the daemon to be stored, or to its validator in a dry run; and when, in a replay.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "ingest/client/ingest_client.hpp"
#include "ingest/import/draft.hpp"

namespace gridhall::importer {

/// Sends drafts with a client and counts what becomes of them. The client's handlers call it, so it stays in
/// place.
class Delivery {
 public:
  Delivery(client::Options options, bool dry_run, Journal& journal);
  Delivery(const Delivery&) = delete;
  Delivery& operator=(const Delivery&) = delete;

  model::Result<void> connect();
  /// False when the connection has failed for good.
  bool take(Draft draft);
  /// Waits for the answers to everything taken; false as above.
  bool finish();
  /// Keeps the link alive while the replay waits.
  bool wait(std::chrono::milliseconds duration);
  std::optional<model::Error> failure() const { return client_.failure(); }

 private:
  client::Handlers handlers();
  /// An event that is not settled.
  struct Underway {
    RowRef row;
    std::optional<client::Nack>
        nack;  ///< kept until the ack: after a broken link the same nack may come again
  };

  void settled(client::Outcome outcome);
  bool publish(Draft draft);
  bool check();

  Journal& journal_;
  bool dry_run_;
  client::IngestClient client_;
  std::deque<Underway> underway_;
  std::uint64_t first_ordinal_ = 0;  ///< of underway_.front()
  std::vector<std::string> unchecked_;
  std::size_t unchecked_bytes_ = 0;
};

/// Puts drafts in the order of their time and lets them go at a multiple of the speed at which they happened.
///
/// Limits: looks 200,000 drafts ahead. Files that are sorted, either way round within that many events,
/// replay exactly; closings wait here until their time. A gap of more than a week in the data is a hole, not
/// a wait.
class Replay {
 public:
  /// `wait` returns false to stop.
  Replay(double speed, Sink sink, std::function<bool(std::chrono::milliseconds)> wait);

  bool take(Draft draft);
  bool finish();

 private:
  struct Later {
    bool operator()(const std::pair<std::uint64_t, Draft>& a,
                    const std::pair<std::uint64_t, Draft>& b) const {
      return a.second.time != b.second.time ? a.second.time > b.second.time : a.first > b.first;
    }
  };
  bool release_one();

  double speed_;
  Sink sink_;
  std::function<bool(std::chrono::milliseconds)> wait_;
  std::priority_queue<std::pair<std::uint64_t, Draft>, std::vector<std::pair<std::uint64_t, Draft>>, Later>
      ahead_;
  std::uint64_t taken_ = 0;
  std::optional<model::Time> previous_;
  std::chrono::steady_clock::time_point due_{};
};

}  // namespace gridhall::importer
