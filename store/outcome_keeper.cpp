#include "store/outcome_keeper.hpp"

#include <spdlog/spdlog.h>

#include "store/codec.hpp"

namespace gridhall::store {
namespace {

constexpr std::size_t kSlice = 512;  ///< cases between two turns of the lock

/// Cases that are worked out and not put yet; they must outlive what is put of them.
class Slice {
 public:
  Slice(Outcomes& outcomes, const model::Tables* tables) : outcomes_(outcomes), tables_(tables) {
    cases_.reserve(kSlice);
  }
  ~Slice() = default;
  Slice(const Slice&) = delete;
  Slice& operator=(const Slice&) = delete;

  void add(model::Case c) {
    cases_.push_back(std::move(c));
    const model::Case& held = cases_.back();
    puts_.push_back({held.id.seq, held.version, model::outcome_of(held, tables_), &held.areas, held.cell});
    if (cases_.size() == kSlice) put();
  }
  void put() {
    outcomes_.put(puts_);
    puts_.clear();
    cases_.clear();
  }

 private:
  Outcomes& outcomes_;
  const model::Tables* tables_;
  std::vector<model::Case> cases_;
  std::vector<Outcomes::Put> puts_;
};

}  // namespace

OutcomeKeeper::OutcomeKeeper(Walk walk, std::shared_ptr<const model::Tables> tables)
    : walk_(std::move(walk)), tables_(std::move(tables)) {
  thread_ = std::thread([this] { run(); });
}

OutcomeKeeper::~OutcomeKeeper() {
  close();
}

void OutcomeKeeper::changed(const IndexRun& run) {
  const std::lock_guard lock(mutex_);
  for (const auto& [case_seq, row] : run.cases) changes_[case_seq] = row.blob;
  ++told_;
  work_.notify_one();
}

void OutcomeKeeper::set_tables(std::shared_ptr<const model::Tables> tables) {
  const std::lock_guard lock(mutex_);
  tables_ = std::move(tables);
  walk_wanted_ = true;
  ++told_;
  work_.notify_one();
}

bool OutcomeKeeper::wait(std::chrono::milliseconds deadline) {
  std::unique_lock lock(mutex_);
  // Not for a quiet moment, which a busy city never has.
  const std::uint64_t wanted = told_;
  return counted_more_.wait_for(lock, deadline, [&] { return counted_ >= wanted || closing_; }) &&
         counted_ >= wanted;
}

void OutcomeKeeper::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  work_.notify_one();
  counted_more_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void OutcomeKeeper::run() {
  std::unique_lock lock(mutex_);
  while (!closing_) {
    work_.wait(lock, [this] { return closing_ || counted_ < told_; });
    if (closing_) return;
    const std::uint64_t told = told_;
    const bool whole = std::exchange(walk_wanted_, false);
    const Changes changes = std::exchange(changes_, {});
    const auto tables = tables_;
    lock.unlock();
    try {
      if (whole) walk(tables);
      take(changes, tables.get());
    } catch (const StorageError& error) {
      // `verify` finds it, too; the figures lack what follows, and say nothing wrong of the rest.
      spdlog::error("outcomes: {}", error.what());
    }
    lock.lock();
    counted_ = told;
    counted_more_.notify_all();
  }
}

void OutcomeKeeper::walk(const std::shared_ptr<const model::Tables>& tables) {
  const auto began = std::chrono::steady_clock::now();
  const auto scan = walk_();
  Slice slice(outcomes_, tables.get());
  std::size_t count = 0;
  while (auto c = scan->next()) {
    if (closing_) return;
    slice.add(std::move(*c));
    ++count;
  }
  slice.put();
  const auto took = std::chrono::steady_clock::now() - began;
  spdlog::info("outcomes of {} cases in {} ms", count,
               std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
}

void OutcomeKeeper::take(const Changes& changes, const model::Tables* tables) {
  Slice slice(outcomes_, tables);
  for (const auto& [case_seq, record] : changes) {
    auto c = decode_case(*record);
    if (!c) throw StorageError("a case's record is damaged; run `gridhall verify`");
    slice.add(std::move(*c));
  }
  slice.put();
}

}  // namespace gridhall::store
