// Group commit: one thread takes everything that waits and makes it durable in one synced write.
//
// No timer: a group is what arrived while the last sync ran. While it syncs, the connections' threads parse
// the next one. Nothing is acknowledged, and nothing in memory changes for others to see, before the sync has
// returned. After a failed write or read the committer answers `storage_failed` to all, calls `on_failure`
// once, and takes nothing more.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "store/board.hpp"
#include "store/database.hpp"
#include "store/indexer.hpp"
#include "store/person.hpp"
#include "store/recent.hpp"
#include "store/store.hpp"

namespace gridhall::store {

class Committer {
 public:
  /// Where the log stands when the committer starts.
  struct Start {
    std::string epoch;
    std::uint64_t seq = 0;
    Digest head{};
    HashSecret secret{};
    std::unordered_map<std::string, std::string> source_owners;
  };

  Committer(const Options& options, Database& database, Board& board, Indexer& indexer,
            const PersonVault& vault, Start start, std::function<void(const std::string&)> on_failure);
  ~Committer();
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  void submit(Submission submission);
  void set_observer(std::shared_ptr<CommitObserver> observer);
  /// When it returns, nothing that stands by the former tables will reach the board any more.
  void set_tables(std::shared_ptr<const model::Tables> tables);
  std::uint64_t settled(const std::string& integrator, const std::string& producer);
  std::optional<std::string> owner_of(const std::string& source) const;
  std::uint64_t seq() const { return seq_.load(std::memory_order_acquire); }
  Counters counters() const;
  std::chrono::milliseconds sync_age() const;
  /// Ingest is refused with `storage_busy` while this is set.
  void set_disk_low(bool low) { disk_low_.store(low, std::memory_order_relaxed); }
  void close();

 private:
  struct Work;
  struct Group;
  struct CaseReads;

  void run();
  std::vector<Submission> take();
  void commit(std::vector<Submission> submissions);
  void look_up(Group& group);
  void decide(Group& group);
  void decide_item(Group& group, Work& work);
  bool settle_known(Group& group, Work& work);
  bool refuse_when_full(Work& work);
  void take_in(Group& group, Work& work, std::uint64_t case_seq);
  std::uint64_t case_of(Group& group, const Work& work);
  void read_acted_cases(Group& group);
  void decide_action(Group& group, Work& work);
  std::optional<model::Error> refuse_parent(Group& group, const model::Action& action) const;
  void want_case(Group& group, const BoardView& view, std::uint64_t case_seq, CaseReads& reads);
  void read_cases(Group& group, const CaseReads& reads);
  void read_closed_cases(Group& group);
  void write(Group& group);
  void apply(Group& group);
  void answer(Group& group);
  std::uint64_t settled_or_nothing(const std::string& integrator, const std::string& producer);
  void fail(Group& group, const std::string& reason);
  void refuse_all(std::vector<Submission>& submissions, model::Code code, const std::string& detail);

  const Options options_;
  Database& database_;
  Board& board_;
  Indexer& indexer_;
  const PersonVault& vault_;
  const std::string epoch_;
  const HashSecret secret_;
  std::function<void(const std::string&)> on_failure_;

  mutable std::mutex queue_mutex_;
  std::condition_variable queue_ready_;
  std::deque<Submission> queue_;
  std::size_t queue_bytes_ = 0;
  bool closing_ = false;
  bool failed_ = false;

  std::mutex tables_mutex_;  ///< held while a group is applied
  std::shared_ptr<const model::Tables> tables_;

  std::mutex observer_mutex_;
  std::shared_ptr<CommitObserver> observer_;

  // The committer's own; of the owners it alone writes, so that it reads them without the lock that others
  // need.
  Digest head_;
  mutable std::mutex owners_mutex_;
  std::unordered_map<std::string, std::string> source_owners_;
  Recent<DedupValue> recent_;
  Recent<std::uint64_t> subjects_;

  std::mutex producers_mutex_;
  std::unordered_map<std::string, std::uint64_t> settled_;  ///< by producer key

  std::atomic<std::uint64_t> seq_;
  std::atomic<bool> disk_low_{false};
  std::atomic<std::int64_t> sync_since_us_{0};
  mutable std::mutex counters_mutex_;
  Counters counters_;
  std::thread thread_;
};

}  // namespace gridhall::store
