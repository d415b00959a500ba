#include "store/committer.hpp"

#include <sodium.h>

#include <algorithm>

#include "store/bytes.hpp"
#include "store/failpoint.hpp"

namespace gridhall::store {
namespace {

using model::Code;
using model::Error;
using std::chrono::steady_clock;

constexpr std::size_t kItemOverhead = 64;

std::int64_t steady_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now().time_since_epoch())
      .count();
}

std::size_t weight(const Submission& submission) {
  return submission.bytes + submission.items.size() * kItemOverhead;
}

Error error_of(Code code, std::string detail, std::string pointer = {}) {
  Error error;
  error.code = code;
  error.detail = std::move(detail);
  error.pointer = std::move(pointer);
  return error;
}

std::string encode_settled(std::uint64_t settled) {
  std::string bytes;
  Writer(bytes).u64(settled);
  return bytes;
}

}  // namespace

// One item on its way through a group.
struct Committer::Work {
  Submission* submission = nullptr;
  Item* item = nullptr;
  ItemResult* result = nullptr;
  Hash128 id_hash{};
  Hash128 subject_hash{};
};

struct Committer::Group {
  std::vector<Submission> submissions;
  std::vector<Receipt> receipts;
  std::vector<Work> works;  ///< in arrival order
  LogRecord record;
  std::vector<std::uint64_t> record_subjects;              ///< index into works, one an entry
  std::unordered_map<std::string, std::uint64_t> settled;  ///< what changes
  std::unordered_map<std::string, std::string> new_owners;
  std::unordered_map<Hash128, DedupValue, Hash128Hasher> found_ids;  ///< read from disk for this group
  std::unordered_map<Hash128, std::uint64_t, Hash128Hasher> found_subjects;
  std::unordered_map<std::uint64_t, std::string> contacts;              ///< case → lines to add
  std::unordered_map<std::uint64_t, std::optional<model::Case>> cases;  ///< as folded so far
  std::vector<std::pair<Hash128, std::uint64_t>> new_subjects;
};

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
      event.integrator = submission.integrator;
      work.id_hash = event_hash(secret_, event.integrator, event.source, event.id);
      work.subject_hash = subject_hash(secret_, event.source, event.subject);
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

// The one read of a group: ids and subjects that are not remembered.
void Committer::look_up(Group& group) {
  std::vector<std::pair<Family, std::string>> keys;
  std::vector<Hash128> hashes;
  const auto want = [&](Family family, const Hash128& hash) {
    keys.emplace_back(family, hash_key(hash));
    hashes.push_back(hash);
  };
  for (const Work& work : group.works) {
    if (!work.item->event) continue;
    const model::Event& event = *work.item->event;
    if (recent_.find(work.id_hash) == nullptr) want(Family::kDedup, work.id_hash);
    if (subjects_.find(work.subject_hash) != nullptr) continue;
    if (event.subject != event.id) {
      want(Family::kDedup, event_hash(secret_, event.integrator, event.source, event.subject));
    }
    want(Family::kSubject, work.subject_hash);
  }
  if (keys.empty() || seq() == 0) return;
  const auto values = database_.multi_get(keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!values[i]) continue;
    if (keys[i].first == Family::kDedup) {
      if (const auto value = decode_dedup(*values[i])) group.found_ids.emplace(hashes[i], *value);
    } else if (const auto case_seq = decode_subject(*values[i])) {
      group.found_subjects.emplace(hashes[i], *case_seq);
    }
  }
}

void Committer::decide(Group& group) {
  group.record.first_seq = seq() + 1;
  std::size_t next = 0;
  for (std::size_t s = 0; s < group.submissions.size(); ++s) {
    Submission& submission = group.submissions[s];
    Receipt& receipt = group.receipts[s];
    const bool ordered = !submission.producer.empty();
    const std::string key =
        ordered ? producer_key(submission.integrator, submission.producer) : std::string();
    std::uint64_t settled = 0;
    if (ordered) {
      const auto changed = group.settled.find(key);
      settled = changed != group.settled.end() ? changed->second
                                               : this->settled(submission.integrator, submission.producer);
    }
    bool stopped = false;
    for (std::size_t i = 0; i < submission.items.size(); ++i) {
      Work& work = group.works[next++];
      const std::uint64_t producer_seq = work.item->producer_seq;
      if (stopped) {
        work.result->outcome = Outcome::kNotSettled;
        continue;
      }
      if (ordered && producer_seq <= settled) {
        work.result->outcome = Outcome::kDuplicate;
        continue;
      }
      if (ordered && producer_seq != settled + 1) {
        work.result->outcome = Outcome::kNotSettled;
        work.result->error =
            error_of(Code::kSequenceGap, "seq is " + std::to_string(producer_seq) + "; expected " +
                                             std::to_string(settled + 1) +
                                             ". Go back to that seq and send on from there.");
        receipt.expected = settled + 1;
        stopped = true;
        continue;
      }
      decide_item(group, work);
      if (work.result->outcome == Outcome::kNotSettled) {
        stopped = ordered;
        continue;
      }
      if (ordered) settled = group.settled[key] = producer_seq;
    }
    receipt.settled = settled;
  }
}

void Committer::decide_item(Group& group, Work& work) {
  ItemResult& result = *work.result;
  if (!work.item->event) {
    result.outcome = Outcome::kRefused;
    return;
  }
  model::Event& event = *work.item->event;
  const auto refuse = [&](Outcome outcome, Code code, std::string detail, std::string pointer) {
    result.outcome = outcome;
    result.error = error_of(code, std::move(detail), std::move(pointer));
    result.source = event.source;
    result.id = event.id;
  };
  const auto owner = source_owners_.find(event.source);
  if (owner != source_owners_.end() && owner->second != event.integrator) {
    refuse(Outcome::kRefused, Code::kSourceNotAllowed,
           "source \"" + event.source +
               "\" belongs to another integrator; a source belongs to the one that first used it",
           "/source");
    return;
  }
  const DedupValue* known = recent_.find(work.id_hash);
  if (known == nullptr) {
    const auto found = group.found_ids.find(work.id_hash);
    if (found != group.found_ids.end()) known = &found->second;
  }
  if (known != nullptr) {
    if (known->payload_hash == work.item->payload_hash) {
      result.outcome = Outcome::kDuplicate;
      result.seq = known->seq;
      return;
    }
    refuse(Outcome::kRefused, Code::kDuplicateConflict,
           "an event with this source and id is stored with other members; it was left as it is. To change "
           "the case "
           "send an update: a new id with the same subject.",
           "/id");
    return;
  }
  if (disk_low_.load(std::memory_order_relaxed)) {
    refuse(Outcome::kNotSettled, Code::kStorageBusy,
           "the disk is nearly full; nothing is taken until there is space again", {});
    return;
  }

  if (owner == source_owners_.end()) {
    source_owners_.emplace(event.source, event.integrator);
    group.new_owners.emplace(event.source, event.integrator);
  }
  const std::uint64_t seq = group.record.first_seq + group.record.entries.size();
  const std::uint64_t case_seq = event.type == model::EventType::kHeartbeat ? 0 : case_of(group, work);
  result.outcome = Outcome::kStored;
  result.seq = seq;

  LogEntry entry;
  entry.case_seq = case_seq == UINT64_MAX ? seq : case_seq;
  if (case_seq == UINT64_MAX) {
    subjects_.put(work.subject_hash, seq);
    if (event.subject != event.id) group.new_subjects.emplace_back(work.subject_hash, seq);
  }
  entry.payload_hash = work.item->payload_hash;
  if (!event.contact.empty() && entry.case_seq != 0) {
    group.contacts[entry.case_seq].append(event.contact).push_back('\n');
  }
  event.contact.clear();
  entry.event = std::move(event);
  DedupValue value;
  value.seq = seq;
  value.case_seq = entry.case_seq;
  value.names_case = entry.case_seq != 0 && entry.event.subject == entry.event.id;
  value.payload_hash = entry.payload_hash;
  recent_.put(work.id_hash, value);
  group.record.entries.push_back(std::move(entry));
  group.record_subjects.push_back(static_cast<std::uint64_t>(&work - group.works.data()));
}

// The case that the event's subject names; UINT64_MAX: none yet.
std::uint64_t Committer::case_of(Group& group, const Work& work) {
  if (const std::uint64_t* known = subjects_.find(work.subject_hash)) return *known;
  const model::Event& event = *work.item->event;
  std::uint64_t found = UINT64_MAX;
  if (const auto row = group.found_subjects.find(work.subject_hash); row != group.found_subjects.end()) {
    found = row->second;
  } else if (event.subject != event.id) {
    const Hash128 hash = event_hash(secret_, event.integrator, event.source, event.subject);
    const DedupValue* value = recent_.find(hash);
    const auto read = group.found_ids.find(hash);
    if (value == nullptr && read != group.found_ids.end()) value = &read->second;
    if (value != nullptr && value->names_case) found = value->case_seq;
  }
  if (found != UINT64_MAX) subjects_.put(work.subject_hash, found);
  return found;
}

// Cases that are closed and long written: fetched before the write, so that nothing is read while applying.
void Committer::read_closed_cases(Group& group) {
  std::vector<std::pair<Family, std::string>> keys;
  std::vector<std::uint64_t> wanted;
  {
    const BoardView view(board_);
    for (const LogEntry& entry : group.record.entries) {
      const std::uint64_t case_seq = entry.case_seq;
      if (case_seq == 0 || case_seq >= group.record.first_seq || group.cases.contains(case_seq)) continue;
      std::shared_ptr<const std::string> blob = view.blob(case_seq);
      if (!blob) blob = indexer_.pending_case(case_seq);
      if (blob) {
        group.cases.emplace(case_seq, decode_case(*blob));
      } else {
        group.cases.emplace(case_seq, std::nullopt);
        wanted.push_back(case_seq);
        keys.emplace_back(Family::kCase, case_key({epoch_, case_seq}));
      }
    }
  }
  if (keys.empty()) return;
  const auto values = database_.multi_get(keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (values[i]) group.cases[wanted[i]] = decode_case(*values[i]);
    if (!group.cases[wanted[i]]) {
      throw StorageError("case " + epoch_ + "-" + std::to_string(wanted[i]) +
                         " is named by its subject but not there");
    }
  }
}

void Committer::write(Group& group) {
  Batch batch;
  if (!group.record.entries.empty()) {
    group.record.recorded_at = options_.clock ? options_.clock() : model::now();
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
  std::vector<std::shared_ptr<const std::string>> blobs;
  blobs.reserve(touched.size());
  for (const auto& [case_seq, touch] : touched) {
    blobs.push_back(std::make_shared<const std::string>(encode_case(*group.cases[case_seq])));
    const model::Case& after = *group.cases[case_seq];
    const auto alarming = [](const model::Case& c) {
      return c.open() && c.counted() && c.severity == model::Severity::kExtreme;
    };
    changes->cases.push_back({case_seq, touch.before ? touch.before->cell : model::CellId{}, after.cell,
                              !touch.before, after.open(), after.severity,
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
      const bool names_case = entry.case_seq != 0 && entry.event.subject == entry.event.id;
      run.dedups.emplace_back(group.works[group.record_subjects[e]].id_hash,
                              DedupValue{entry.event.seq, entry.case_seq, names_case, entry.payload_hash});
    }
    run.subjects.insert(run.subjects.end(), group.new_subjects.begin(), group.new_subjects.end());
  });

  {
    const auto lock = board_.write();
    std::size_t i = 0;
    for (const auto& [case_seq, touch] : touched) {
      const model::Case& after = *group.cases[case_seq];
      if (after.open()) {
        board_.put(after, blobs[i], touch.seq);
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
    receipt.results.resize(submission.items.size());
    for (ItemResult& result : receipt.results) result.outcome = Outcome::kNotSettled;
    if (!receipt.results.empty()) receipt.results.front().error = error_of(code, detail);
    std::vector<Receipt> receipts;
    receipts.push_back(std::move(receipt));
    submission.sink->committed(std::move(receipts));
  }
}

}  // namespace gridhall::store
