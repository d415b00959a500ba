#include "store/committer.hpp"

#include <sodium.h>

#include <algorithm>

#include "store/bytes.hpp"
#include "store/commit_group.hpp"
#include "store/failpoint.hpp"
#include "store/model/action.hpp"

namespace gridhall::store {
namespace {

using model::Code;
using std::chrono::steady_clock;

constexpr std::size_t kItemOverhead = 64;

std::int64_t steady_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now().time_since_epoch())
      .count();
}

std::size_t weight(const Submission& submission) {
  return submission.bytes + submission.items.size() * kItemOverhead;
}

std::string encode_settled(std::uint64_t settled) {
  std::string bytes;
  Writer(bytes).u64(settled);
  return bytes;
}

}  // namespace

Committer::Committer(const Options& options, Database& database, Board& board, Indexer& indexer,
                     const PersonVault& vault, Start start,
                     std::function<void(const std::string&)> on_failure)
    : options_(options),
      database_(database),
      board_(board),
      indexer_(indexer),
      vault_(vault),
      epoch_(std::move(start.epoch)),
      secret_(start.secret),
      on_failure_(std::move(on_failure)),
      tables_(options.tables),
      head_(start.head),
      source_owners_(std::move(start.source_owners)),
      recent_(options.recent_ids_max),
      subjects_(options.recent_ids_max),
      seq_(start.seq) {
  thread_ = std::thread([this] { run(); });
}

Committer::~Committer() {
  close();
}

void Committer::set_observer(std::shared_ptr<CommitObserver> observer) {
  const std::lock_guard lock(observer_mutex_);
  observer_ = std::move(observer);
}

void Committer::set_tables(std::shared_ptr<const model::Tables> tables) {
  const std::lock_guard lock(tables_mutex_);
  tables_ = std::move(tables);
}

void Committer::submit(Submission submission) {
  Code refusal = Code::kStorageBusy;
  {
    const std::lock_guard lock(queue_mutex_);
    if (closing_) {
      refusal = Code::kShuttingDown;
    } else if (failed_) {
      refusal = Code::kStorageFailed;
    } else if (queue_bytes_ + weight(submission) <= options_.queue_bytes_max || queue_.empty()) {
      queue_bytes_ += weight(submission);
      queue_.push_back(std::move(submission));
      queue_ready_.notify_one();
      return;
    }
  }
  std::vector<Submission> one;
  one.push_back(std::move(submission));
  refuse_all(one, refusal,
             refusal == Code::kStorageBusy ? "too much is waiting to be stored; send it again later"
                                           : "the store takes nothing more; send it again later");
}

std::uint64_t Committer::settled(const std::string& integrator, const std::string& producer) {
  const std::string key = producer_key(integrator, producer);
  const std::lock_guard lock(producers_mutex_);
  const auto known = settled_.find(key);
  if (known != settled_.end()) return known->second;
  const auto stored = database_.get(Family::kProducer, key);
  const std::uint64_t value = stored ? Reader(*stored).u64() : 0;
  settled_.emplace(key, value);
  return value;
}

std::optional<std::string> Committer::owner_of(const std::string& source) const {
  const std::lock_guard lock(owners_mutex_);
  const auto owner = source_owners_.find(source);
  return owner == source_owners_.end() ? std::nullopt : std::optional(owner->second);
}

// For an answer that must come whatever state the database is in.
std::uint64_t Committer::settled_or_nothing(const std::string& integrator, const std::string& producer) {
  try {
    return settled(integrator, producer);
  } catch (const StorageError&) {
    return 0;
  }
}

Counters Committer::counters() const {
  Counters counters;
  {
    const std::lock_guard lock(counters_mutex_);
    counters = counters_;
  }
  const std::lock_guard lock(queue_mutex_);
  counters.queue_bytes = queue_bytes_;
  return counters;
}

std::chrono::milliseconds Committer::sync_age() const {
  const std::int64_t since = sync_since_us_.load(std::memory_order_relaxed);
  return std::chrono::milliseconds(since == 0 ? 0 : (steady_us() - since) / 1000);
}

void Committer::close() {
  {
    const std::lock_guard lock(queue_mutex_);
    closing_ = true;
  }
  queue_ready_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Committer::run() {
  for (;;) {
    auto submissions = take();
    if (submissions.empty()) return;
    commit(std::move(submissions));
  }
}

// Everything that waits, up to a group's bounds; one submission always fits. Empty: closed and nothing is
// left.
std::vector<Submission> Committer::take() {
  std::unique_lock lock(queue_mutex_);
  queue_ready_.wait(lock, [&] { return closing_ || !queue_.empty(); });
  std::vector<Submission> taken;
  std::size_t events = 0;
  std::size_t bytes = 0;
  while (!queue_.empty()) {
    const Submission& next = queue_.front();
    const bool fits = events + next.items.size() <= options_.group_events_max &&
                      bytes + next.bytes <= options_.group_bytes_max;
    if (!taken.empty() && !fits) break;
    events += next.items.size();
    bytes += next.bytes;
    queue_bytes_ -= weight(next);
    taken.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return taken;
}

void Committer::commit(std::vector<Submission> submissions) {
  Group group;
  group.submissions = std::move(submissions);
  group.receipts.reserve(group.submissions.size());
  std::size_t items = 0;
  for (const Submission& submission : group.submissions) items += submission.items.size();
  group.works.reserve(items);
  group.record.entries.reserve(items);
  for (Submission& submission : group.submissions) {
    Receipt& receipt = group.receipts.emplace_back();
    receipt.tag = submission.tag;
    receipt.results.resize(submission.items.size());
    for (std::size_t i = 0; i < submission.items.size(); ++i) {
      Work& work = group.works.emplace_back();
      work.submission = &submission;
      work.item = &submission.items[i];
      work.result = &receipt.results[i];
      if (!work.item->event) continue;
      model::Event& event = *work.item->event;
      const bool acts = event.type == model::EventType::kAction;
      event.integrator = acts ? model::kOwnIntegrator : std::string_view(submission.integrator);
      work.id_hash = event_hash(secret_, event.integrator, event.source, event.id);
      if (acts) {
        group.has_actions = true;
      } else {
        work.subject_hash = subject_hash(secret_, event.source, event.subject);
      }
    }
  }
  bool failed = false;
  {
    const std::lock_guard lock(queue_mutex_);
    failed = failed_;
  }
  if (failed) return fail(group, "an earlier write failed");
  try {
    look_up(group);
    if (group.has_actions) read_acted_cases(group);
    decide(group);
    read_closed_cases(group);
    failpoint("before_sync");
    write(group);
    failpoint("after_sync");
    apply(group);
  } catch (const StorageError& error) {
    return fail(group, error.what());
  }
  answer(group);
}

void Committer::write(Group& group) {
  Batch batch;
  if (!group.record.entries.empty()) {
    group.record.before = head_;
    for (LogEntry& entry : group.record.entries) randombytes_buf(entry.salt.data(), entry.salt.size());
    batch.put(Family::kLog, log_key(group.record.first_seq), encode_record(group.record));
  }
  for (const auto& [key, settled] : group.settled) batch.put(Family::kProducer, key, encode_settled(settled));
  for (const auto& [source, owner] : group.new_owners)
    batch.put(Family::kMeta, source_owner_key(source), owner);
  for (const auto& [case_seq, lines] : group.contacts) {
    const std::string key = case_key({epoch_, case_seq});
    std::string contacts;
    if (const auto row = database_.get(Family::kPerson, key)) contacts = vault_.open(*row).value_or("");
    batch.put(Family::kPerson, key, vault_.seal(contacts + lines));
  }
  if (batch.empty()) return;

  const std::int64_t begin = steady_us();
  sync_since_us_.store(begin, std::memory_order_relaxed);
  std::string error;
  const bool ok = database_.write(batch, options_.sync == SyncMode::kSync, &error);
  sync_since_us_.store(0, std::memory_order_relaxed);
  if (!ok) throw StorageError("write: " + error);

  const auto took = static_cast<std::uint64_t>(steady_us() - begin);
  {
    const std::lock_guard lock(counters_mutex_);
    ++counters_.groups;
    counters_.sync_us_total += took;
    counters_.sync_us_max = std::max(counters_.sync_us_max, took);
    counters_.group_events_max =
        std::max<std::uint64_t>(counters_.group_events_max, group.record.entries.size());
  }
  const std::lock_guard lock(producers_mutex_);
  for (const auto& [key, settled] : group.settled) settled_[key] = settled;
}

void Committer::apply(Group& group) {
  LogRecord& record = group.record;
  if (record.entries.empty()) return;
  auto changes = std::make_shared<ChangeSet>();
  changes->from = record.first_seq - 1;
  changes->to = changes->from + record.entries.size();
  changes->recorded_at = record.recorded_at;

  // Folded first, without the lock; the board changes in one short step.
  struct Touched {
    std::optional<model::Case> before;
    std::uint64_t seq = 0;
  };
  std::map<std::uint64_t, Touched> touched;
  for (const LogEntry& entry : record.entries) {
    if (entry.case_seq == 0) continue;
    std::optional<model::Case>& c = group.cases[entry.case_seq];
    auto [at, first] = touched.try_emplace(entry.case_seq);
    if (first) at->second.before = c;
    at->second.seq = entry.event.seq;
    c = model::apply(std::move(c), entry.event, epoch_);
  }
  const std::lock_guard tables(tables_mutex_);
  std::vector<std::shared_ptr<const std::string>> blobs;
  std::vector<model::Standing> standings;
  blobs.reserve(touched.size());
  standings.reserve(touched.size());
  for (const auto& [case_seq, touch] : touched) {
    blobs.push_back(std::make_shared<const std::string>(encode_case(*group.cases[case_seq])));
    const model::Case& after = *group.cases[case_seq];
    standings.push_back(after.open() ? model::standing(after, tables_.get()) : model::Standing{});
    const auto alarming = [this](const model::Case& c) {
      return c.open() && c.counted() && model::severity_of(c, tables_.get()) == model::Severity::kExtreme;
    };
    changes->cases.push_back({case_seq, touch.before ? touch.before->cell : model::CellId{}, after.cell,
                              !touch.before, after.open(), model::severity_of(after, tables_.get()),
                              alarming(after) && !(touch.before && alarming(*touch.before))});
  }

  indexer_.add([&](IndexRun& run) {
    run.seq = changes->to;
    run.head = record.after;
    run.events += record.entries.size();
    std::size_t i = 0;
    for (const auto& [case_seq, touch] : touched) {
      run.put_case(touch.before ? &*touch.before : nullptr, *group.cases[case_seq], blobs[i++]);
    }
    for (std::size_t e = 0; e < record.entries.size(); ++e) {
      const LogEntry& entry = record.entries[e];
      run.dedups.emplace_back(
          group.works[group.record_subjects[e]].id_hash,
          DedupValue{entry.event.seq, entry.case_seq, entry.names_case(), entry.payload_hash});
    }
    run.subjects.insert(run.subjects.end(), group.new_subjects.begin(), group.new_subjects.end());
  });

  {
    const auto lock = board_.write();
    std::size_t i = 0;
    for (const auto& [case_seq, touch] : touched) {
      const model::Case& after = *group.cases[case_seq];
      if (after.open()) {
        board_.put(after, blobs[i], touch.seq, standings[i], record.recorded_at);
      } else {
        board_.remove(case_seq, touch.seq);
      }
      ++i;
    }
    board_.set_seq(changes->to);
  }
  head_ = record.after;
  seq_.store(changes->to, std::memory_order_release);

  std::shared_ptr<CommitObserver> observer;
  {
    const std::lock_guard lock(observer_mutex_);
    observer = observer_;
  }
  if (observer) observer->committed(std::move(changes));
}

void Committer::answer(Group& group) {
  {
    const std::lock_guard lock(counters_mutex_);
    for (const Receipt& receipt : group.receipts) {
      for (const ItemResult& result : receipt.results) {
        if (result.outcome == Outcome::kStored) ++counters_.events;
        if (result.outcome == Outcome::kDuplicate) ++counters_.duplicates;
        if (result.error && result.error->code == Code::kDuplicateConflict) ++counters_.conflicts;
      }
    }
  }
  const auto now = steady_clock::now();
  std::vector<std::pair<std::shared_ptr<CommitSink>, std::vector<Receipt>>> by_sink;
  std::unordered_map<CommitSink*, std::size_t> places;
  for (std::size_t s = 0; s < group.submissions.size(); ++s) {
    Receipt& receipt = group.receipts[s];
    receipt.pos = {epoch_, seq()};
    receipt.commit_time =
        std::chrono::duration_cast<std::chrono::milliseconds>(now - group.submissions[s].submitted_at);
    auto& sink = group.submissions[s].sink;
    const auto [at, first] = places.try_emplace(sink.get(), by_sink.size());
    if (first) by_sink.emplace_back(sink, std::vector<Receipt>());
    by_sink[at->second].second.push_back(std::move(receipt));
  }
  for (auto& [sink, receipts] : by_sink) {
    if (sink) sink->committed(std::move(receipts));
  }
}

void Committer::fail(Group& group, const std::string& reason) {
  bool first = false;
  std::vector<Submission> waiting;
  {
    const std::lock_guard lock(queue_mutex_);
    first = !failed_;
    failed_ = true;
    waiting.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(queue_.end()));
    queue_.clear();
    queue_bytes_ = 0;
  }
  const std::string detail = "the store failed and takes nothing more; send it again later";
  refuse_all(group.submissions, Code::kStorageFailed, detail);
  refuse_all(waiting, Code::kStorageFailed, detail);
  if (first) on_failure_(reason);
}

void Committer::refuse_all(std::vector<Submission>& submissions, Code code, const std::string& detail) {
  for (Submission& submission : submissions) {
    if (!submission.sink) continue;
    Receipt receipt;
    receipt.tag = submission.tag;
    receipt.pos = {epoch_, seq()};
    const bool ordered = !submission.producer.empty();
    if (ordered) receipt.settled = settled_or_nothing(submission.integrator, submission.producer);
    receipt.results.resize(submission.items.size());
    for (std::size_t i = 0; i < receipt.results.size(); ++i) {
      ItemResult& result = receipt.results[i];
      result.outcome = Outcome::kNotSettled;
      // A producer goes back to the first and sends on from there; without an order each is told by itself.
      if (ordered && i > 0) continue;
      result.error = model::make_error(code, detail);
      if (const auto& event = submission.items[i].event) {
        result.source = event->source;
        result.id = event->id;
      }
    }
    std::vector<Receipt> receipts;
    receipts.push_back(std::move(receipt));
    submission.sink->committed(std::move(receipts));
  }
}

}  // namespace gridhall::store
