// The embedded store: sequence, commit and apply in one process over RocksDB.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "store/case_merge.hpp"
#include "store/committer.hpp"
#include "store/outcome_keeper.hpp"
#include "store/recovery.hpp"
#include "store/store.hpp"

namespace gridhall::store {

class RocksStore final : public Store {
 public:
  explicit RocksStore(Options options);
  ~RocksStore() override;
  RocksStore(const RocksStore&) = delete;
  RocksStore& operator=(const RocksStore&) = delete;

  const std::string& epoch() const override { return identity_.epoch; }
  std::uint64_t seq() const override { return committer_->seq(); }
  Board& board() override { return board_; }
  void set_observer(std::shared_ptr<CommitObserver> observer) override;
  std::shared_ptr<const model::Tables> tables() const override;
  void set_tables(std::shared_ptr<const model::Tables> tables) override;
  model::Time now() const override { return options_.clock ? options_.clock() : model::now(); }
  void submit(Submission submission) override { committer_->submit(std::move(submission)); }
  std::uint64_t settled(const std::string& integrator, const std::string& producer) override;
  std::optional<std::string> owner_of(const std::string& source) const override {
    return committer_->owner_of(source);
  }
  std::optional<model::Case> find_case(const model::CaseId& id) override;
  std::vector<model::CaseId> children(const model::CaseId& parent, std::size_t limit) override;
  std::vector<StoredEvent> read_log(std::uint64_t since, std::size_t limit) override;
  std::optional<StoredEvent> read_event(std::uint64_t seq) override;
  std::uint64_t log_floor() const override { return 0; }
  void for_each_case(bool descending, std::uint64_t from,
                     const std::function<bool(const model::Case&)>& fn) override;
  void for_each_case_in(geo::CellRange range, const std::function<bool(const model::Case&)>& fn) override;
  std::unique_ptr<CaseScan> scan_cases(bool open_only) override;
  bool wait_indexed(std::uint64_t seq, std::chrono::milliseconds deadline) override;
  const Outcomes& outcomes() const override { return keeper_->outcomes(); }
  bool wait_counted(std::chrono::milliseconds deadline) override;
  Health health() const override;
  Counters counters() const override { return committer_->counters(); }
  void put_admin(std::string_view key, std::string_view value) override;
  void erase_admin(std::string_view key) override;
  std::vector<std::pair<std::string, std::string>> scan_admin(std::string_view prefix) const override;
  std::uint64_t bytes_on_disk() const override { return database_.bytes_on_disk(); }
  void close() override;

 private:
  void failed(const std::string& reason);
  void watch_space();
  /// Open cases beyond `from` (at most `limit`) and a view of the closed ones, of one moment.
  CaseMerge::Parts parts(bool descending, std::uint64_t from, std::size_t limit);
  /// What is closed, of the moment that the view holds.
  void add_closed(CaseMerge::Parts& parts) const;

  const Options options_;
  Database database_;
  const Identity identity_;
  Board board_;
  std::unique_ptr<PersonVault> vault_;
  std::unique_ptr<Indexer> indexer_;
  std::unique_ptr<OutcomeKeeper> keeper_;
  std::unique_ptr<Committer> committer_;
  std::atomic<bool> failed_{false};
  bool closed_ = false;

  std::mutex tables_change_;  ///< one change of the tables after the other
  mutable std::mutex tables_mutex_;
  std::shared_ptr<const model::Tables> tables_;

  std::mutex space_mutex_;
  std::condition_variable space_wake_;
  bool closing_ = false;
  std::atomic<std::uint64_t> disk_free_{0};
  std::atomic<std::uint64_t> disk_total_{0};
  std::atomic<bool> disk_low_{false};
  std::thread space_thread_;
};

}  // namespace gridhall::store
