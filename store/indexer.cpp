#include "store/indexer.hpp"

namespace gridhall::store {
namespace {

// Large runs coalesce more changes of a key and cost the write queue fewer turns; a short wait keeps replay
// short.
constexpr std::size_t kRunEvents = 16'384;
constexpr std::chrono::milliseconds kRunAge{100};

}  // namespace

Indexer::Indexer(Database& database, Indexed reached, std::function<void(const IndexRun&)> on_written,
                 std::function<void(const std::string&)> on_failure)
    : database_(database),
      on_written_(std::move(on_written)),
      on_failure_(std::move(on_failure)),
      reached_(reached.seq) {
  open_.seq = reached.seq;
  open_.head = reached.head;
  thread_ = std::thread([this] { run(); });
}

Indexer::~Indexer() {
  close();
}

void Indexer::add(const std::function<void(IndexRun&)>& change) {
  const std::lock_guard lock(mutex_);
  if (open_.empty()) opened_at_ = std::chrono::steady_clock::now();
  const bool was_empty = open_.empty();
  change(open_);
  if (was_empty || open_.events >= kRunEvents) work_.notify_one();
}

std::shared_ptr<const std::string> Indexer::pending_case(std::uint64_t case_seq) const {
  const std::lock_guard lock(mutex_);
  if (const auto at = open_.cases.find(case_seq); at != open_.cases.end()) return at->second.blob;
  if (writing_) {
    if (const auto at = writing_->cases.find(case_seq); at != writing_->cases.end()) return at->second.blob;
  }
  return nullptr;
}

std::vector<std::pair<std::uint64_t, std::shared_ptr<const std::string>>> Indexer::pending_closed() const {
  const std::lock_guard lock(mutex_);
  std::map<std::uint64_t, std::shared_ptr<const std::string>> closed;
  for (const IndexRun* run : {writing_.get(), &open_}) {
    if (run == nullptr) continue;
    for (const auto& [seq, row] : run->cases) {
      if (row.open) {
        closed.erase(seq);
      } else {
        closed[seq] = row.blob;
      }
    }
  }
  return {closed.begin(), closed.end()};
}

std::uint64_t Indexer::reached() const {
  const std::lock_guard lock(mutex_);
  return reached_;
}

std::uint64_t Indexer::lag_events() const {
  const std::lock_guard lock(mutex_);
  return open_.events + (writing_ ? writing_->events : 0);
}

bool Indexer::wait(std::uint64_t seq, std::chrono::milliseconds deadline) {
  std::unique_lock lock(mutex_);
  if (reached_ < seq) {
    hurry_ = true;
    work_.notify_one();
  }
  return written_.wait_for(lock, deadline, [&] { return reached_ >= seq || failed_; }) && reached_ >= seq;
}

void Indexer::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  work_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Indexer::run() {
  std::unique_lock lock(mutex_);
  while (!failed_) {
    work_.wait(lock, [&] { return closing_ || !open_.empty(); });
    if (!closing_) {
      work_.wait_until(lock, opened_at_ + kRunAge,
                       [&] { return closing_ || hurry_ || open_.events >= kRunEvents; });
    }
    hurry_ = false;
    if (open_.empty()) {
      if (closing_) return;
      continue;
    }
    auto taken = std::make_shared<const IndexRun>(std::move(open_));
    open_ = IndexRun{};
    open_.seq = taken->seq;
    open_.head = taken->head;
    writing_ = taken;
    lock.unlock();
    std::string error;
    const bool ok = database_.write(taken->to_batch(), false, &error);
    if (ok) on_written_(*taken);
    lock.lock();
    if (ok) {
      writing_.reset();
      reached_ = taken->seq;
    } else {
      failed_ = true;
    }
    written_.notify_all();
    if (!ok) {
      lock.unlock();
      on_failure_("index run not written: " + error);
      return;
    }
  }
}

}  // namespace gridhall::store
