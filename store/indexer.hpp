// Writes index runs behind the ack, on a thread of its own, so that the committer never waits for the
// families.
//
// The committer adds to the open run; when that is large or old enough, or somebody waits for it, the thread
// takes it and writes it as one unsynced batch. While it is being written it can still be read here. A failed
// write is handed to `on_failure` and ends the thread: the log has everything.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/index_run.hpp"

namespace gridhall::store {

class Indexer {
 public:
  /// `on_written` is told of each run on the indexer's thread once the families hold it; must not block.
  Indexer(Database& database, Indexed reached, std::function<void(const IndexRun&)> on_written,
          std::function<void(const std::string&)> on_failure);
  ~Indexer();
  Indexer(const Indexer&) = delete;
  Indexer& operator=(const Indexer&) = delete;

  /// The committer: `change` edits the open run under the lock.
  void add(const std::function<void(IndexRun&)>& change);

  /// A case's record that is in no family yet; null when it is in none of the runs at hand.
  std::shared_ptr<const std::string> pending_case(std::uint64_t case_seq) const;
  /// Cases of the runs at hand that are closed there, with their records, by sequence.
  std::vector<std::pair<std::uint64_t, std::shared_ptr<const std::string>>> pending_closed() const;

  std::uint64_t reached() const;
  std::uint64_t lag_events() const;
  /// Waits until everything up to `seq` is in the families.
  bool wait(std::uint64_t seq, std::chrono::milliseconds deadline);
  /// Writes what is there and ends the thread.
  void close();

 private:
  void run();

  Database& database_;
  std::function<void(const IndexRun&)> on_written_;
  std::function<void(const std::string&)> on_failure_;
  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable written_;
  IndexRun open_;
  std::chrono::steady_clock::time_point opened_at_{};
  std::shared_ptr<const IndexRun> writing_;
  std::uint64_t reached_;
  bool hurry_ = false;
  bool closing_ = false;
  bool failed_ = false;
  std::thread thread_;
};

}  // namespace gridhall::store
