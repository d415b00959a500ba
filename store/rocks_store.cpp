#include "store/rocks_store.hpp"

#include <spdlog/spdlog.h>
#include <sys/statvfs.h>

#include <map>

#include "store/admin.hpp"

namespace gridhall::store {
namespace {

constexpr std::chrono::milliseconds kSpaceInterval{500};
constexpr std::size_t kChunkCases = 4096;
constexpr std::size_t kRestandCases = 2048;  ///< between two turns of the board's lock: some milliseconds

std::filesystem::path person_key_file(const Options& options) {
  if (!options.person_key_file.empty()) return options.person_key_file;
  std::filesystem::path directory = std::filesystem::absolute(options.directory).lexically_normal();
  if (!directory.has_filename()) directory = directory.parent_path();
  return directory.string() + ".person.key";
}

}  // namespace

std::unique_ptr<Store> Store::open(Options options) {
  return std::make_unique<RocksStore>(std::move(options));
}

RocksStore::RocksStore(Options options)
    : options_(std::move(options)),
      database_(options_.directory, Database::Access::kWrite, options_.create_if_missing,
                options_.sync == SyncMode::kBufferedForTest),
      identity_(load_identity(database_, options_.create_if_missing)),
      vault_(std::make_unique<PersonVault>(person_key_file(options_))),
      tables_(options_.tables) {
  const Indexed indexed = load_indexed(database_);
  const model::Time at = now();
  const std::size_t open = load_board(database_, board_, indexed, tables_.get(), at);
  IndexRun tail;
  const Indexed end = replay_tail(database_, identity_, indexed, board_, tail, tables_.get(), at);
  if (!tail.empty()) {
    std::string error;
    if (!database_.write(tail.to_batch(), false, &error)) throw StorageError("write: " + error);
  }
  spdlog::info("store open: epoch {} seq {} open cases {} (loaded {}, replayed {} events)", identity_.epoch,
               end.seq, BoardView(board_).size(), open, tail.events);

  const auto on_failure = [this](const std::string& reason) { failed(reason); };
  const auto on_written = [this](const IndexRun& run) { keeper_->changed(run); };
  indexer_ = std::make_unique<Indexer>(database_, end, on_written, on_failure);
  keeper_ = std::make_unique<OutcomeKeeper>([this] { return scan_cases(false); }, tables_);
  Committer::Start start;
  start.epoch = identity_.epoch;
  start.seq = end.seq;
  start.head = end.head;
  start.secret = identity_.secret;
  start.source_owners = load_source_owners(database_);
  committer_ = std::make_unique<Committer>(options_, database_, board_, *indexer_, *vault_, std::move(start),
                                           on_failure);
  space_thread_ = std::thread([this] { watch_space(); });
}

RocksStore::~RocksStore() {
  close();
}

void RocksStore::close() {
  {
    const std::lock_guard lock(space_mutex_);
    closing_ = true;
  }
  space_wake_.notify_all();
  if (space_thread_.joinable()) space_thread_.join();
  committer_->close();
  indexer_->close();
  keeper_->close();
  if (closed_ || failed_) return;
  closed_ = true;
  // A damaged tail of the write-ahead log looks like the end of one that was cut by a crash and is left out
  // without a word; in the tables every block has a checksum. So nothing is left in the log after a clean
  // stop.
  try {
    database_.settle();
  } catch (const StorageError& error) {
    spdlog::error("tables not flushed: {}; the next start replays the write-ahead log", error.what());
  }
}

void RocksStore::set_observer(std::shared_ptr<CommitObserver> observer) {
  committer_->set_observer(std::move(observer));
}

std::shared_ptr<const model::Tables> RocksStore::tables() const {
  const std::lock_guard lock(tables_mutex_);
  return tables_;
}

void RocksStore::set_tables(std::shared_ptr<const model::Tables> tables) {
  const std::lock_guard one_at_a_time(tables_change_);
  {
    const std::lock_guard lock(tables_mutex_);
    tables_ = tables;
  }
  committer_->set_tables(tables);
  keeper_->set_tables(tables);
  // What is committed from here on stands by the new tables; the others are gone through, a slice at a time.
  std::uint64_t from = 0;
  for (bool more = true; more;) {
    std::vector<std::shared_ptr<const std::string>> blobs;
    {
      const BoardView view(board_);
      view.for_each(false, from, [&](const BoardRow& row) {
        from = row.case_seq;
        blobs.push_back(view.blob(row.case_seq));
        return blobs.size() < kRestandCases;
      });
      more = blobs.size() == kRestandCases;
    }
    std::vector<model::Case> cases;
    std::vector<model::Standing> standings;
    cases.reserve(blobs.size());
    for (const auto& blob : blobs) {
      auto c = decode_case(*blob);
      if (!c) throw StorageError("a record of the board is damaged");
      cases.push_back(std::move(*c));
      standings.push_back(model::standing(cases.back(), tables.get()));
    }
    const model::Time at = now();
    const auto lock = board_.write();
    for (std::size_t i = 0; i < cases.size(); ++i) board_.restand(cases[i], standings[i], at);
  }
}

std::uint64_t RocksStore::settled(const std::string& integrator, const std::string& producer) {
  return committer_->settled(integrator, producer);
}

void RocksStore::failed(const std::string& reason) {
  if (failed_.exchange(true)) return;
  spdlog::critical("storage failed: {}", reason);
  if (options_.on_failure) options_.on_failure(reason);
}

std::optional<model::Case> RocksStore::find_case(const model::CaseId& id) {
  std::shared_ptr<const std::string> blob = BoardView(board_).blob(id.seq);
  if (!blob) blob = indexer_->pending_case(id.seq);
  std::optional<model::Case> found;
  if (blob) {
    found = decode_case(*blob);
  } else if (const auto row = database_.get(Family::kCase, case_key(id))) {
    found = decode_case(*row);
  }
  if (found && found->id != id) return std::nullopt;
  return found;
}

std::vector<model::CaseId> RocksStore::children(const model::CaseId& parent, std::size_t limit) {
  std::vector<model::CaseId> found;
  auto cursor = database_.cursor(Family::kSubject);
  for (cursor.seek(case_key(parent)); cursor.valid() && found.size() < limit; cursor.next()) {
    if (!cursor.key().starts_with(case_key(parent))) break;
    // A hash may begin like it.
    if (const auto key = parse_child_key(cursor.key())) found.push_back(key->second);
  }
  return found;
}

std::vector<StoredEvent> RocksStore::read_log(std::uint64_t since, std::size_t limit) {
  std::vector<StoredEvent> events;
  const std::uint64_t last = seq();
  auto cursor = database_.cursor(Family::kLog);
  for (cursor.seek_for_prev(log_key(since + 1)); events.size() < limit; cursor.next()) {
    if (!cursor.valid()) {
      if (!events.empty() || since != 0) break;
      cursor.seek_to_first();
      if (!cursor.valid()) break;
    }
    auto record = decode_record(cursor.value());
    if (!record) throw StorageError("a record of the log is damaged; run `gridhall verify`");
    for (LogEntry& entry : record->entries) {
      if (entry.event.seq <= since) continue;
      // A group that is written but not applied yet is not visible to anybody.
      if (entry.event.seq > last || events.size() >= limit) return events;
      events.push_back({std::move(entry.event), entry.case_seq});
    }
  }
  return events;
}

std::optional<StoredEvent> RocksStore::read_event(std::uint64_t wanted) {
  if (wanted == 0 || wanted > seq()) return std::nullopt;
  auto cursor = database_.cursor(Family::kLog);
  cursor.seek_for_prev(log_key(wanted));
  if (!cursor.valid()) return std::nullopt;
  auto entry = decode_entry(cursor.value(), wanted);
  if (!entry) return std::nullopt;
  return StoredEvent{std::move(entry->event), entry->case_seq};
}

CaseMerge::Parts RocksStore::parts(bool descending, std::uint64_t from, std::size_t limit) {
  // While the view is held nothing is applied, so the parts are of one moment.
  const BoardView view(board_);
  CaseMerge::Parts parts;
  parts.seq = view.seq();
  add_closed(parts);
  view.for_each(descending, from, [&](const BoardRow& row) {
    parts.open.emplace_back(row.case_seq, view.blob(row.case_seq));
    return parts.open.size() < limit;
  });
  return parts;
}

void RocksStore::add_closed(CaseMerge::Parts& parts) const {
  parts.closed.emplace(database_.cursor(Family::kCase));
  for (auto& [case_seq, blob] : indexer_->pending_closed())
    parts.closed_pending.emplace(case_seq, std::move(blob));
}

void RocksStore::for_each_case(bool descending, std::uint64_t from,
                               const std::function<bool(const model::Case&)>& fn) {
  for (std::optional<std::uint64_t> at = from; at;) {
    CaseMerge::Parts some = parts(descending, *at, kChunkCases);
    // Beyond the last open case of a chunk the next chunk takes over, with a view of its own.
    std::optional<std::uint64_t> until;
    if (some.open.size() == kChunkCases) until = some.open.back().first;
    CaseMerge merge(std::move(some), descending, *at, until);
    while (const auto c = merge.next()) {
      if (!fn(*c)) return;
    }
    at = until;
  }
}

namespace {

class Scan : public CaseScan {
 public:
  Scan(const std::string& epoch, CaseMerge::Parts parts)
      : at_{epoch, parts.seq}, merge_(std::move(parts), false, 0, std::nullopt) {}
  const model::Position& at() const override { return at_; }
  std::optional<model::Case> next() override { return merge_.next(); }

 private:
  const model::Position at_;
  CaseMerge merge_;
};

}  // namespace

std::unique_ptr<CaseScan> RocksStore::scan_cases(bool open_only) {
  const BoardView view(board_);
  CaseMerge::Parts whole;
  whole.seq = view.seq();
  if (!open_only) add_closed(whole);
  whole.open = view.records();
  return std::make_unique<Scan>(epoch(), std::move(whole));
}

void RocksStore::for_each_case_in(geo::CellRange range, const std::function<bool(const model::Case&)>& fn) {
  auto cursor = database_.cursor(Family::kCell);
  for (cursor.seek(cell_key_from(range.first)); cursor.valid(); cursor.next()) {
    const auto key = parse_cell_key(cursor.key());
    if (!key) throw StorageError("a row of family cell is damaged; run `gridhall verify`");
    if (key->cell > range.last) return;
    const auto c = find_case(key->case_id);
    if (c && !fn(*c)) return;
  }
}

bool RocksStore::wait_indexed(std::uint64_t wanted, std::chrono::milliseconds deadline) {
  return indexer_->wait(wanted, deadline);
}

bool RocksStore::wait_counted(std::chrono::milliseconds deadline) {
  return indexer_->wait(seq(), deadline) && keeper_->wait(deadline);
}

Health RocksStore::health() const {
  Health health;
  health.failed = failed_.load();
  health.disk_low = disk_low_.load();
  health.disk_free_bytes = disk_free_.load();
  health.disk_total_bytes = disk_total_.load();
  health.disk_warning = health.disk_free_bytes < health.disk_total_bytes / 5;
  health.sync_age = committer_->sync_age();
  health.index_lag_events = indexer_->lag_events();
  return health;
}

// Keeps away from a full disk: RocksDB can't come back from one in the same process.
void RocksStore::watch_space() {
  std::unique_lock lock(space_mutex_);
  bool warned = false;
  do {
    struct statvfs info {};
    if (::statvfs(options_.directory.c_str(), &info) != 0) continue;
    const std::uint64_t free = std::uint64_t{info.f_bavail} * info.f_frsize;
    const std::uint64_t total = std::uint64_t{info.f_blocks} * info.f_frsize;
    disk_free_ = free;
    disk_total_ = total;
    const auto share = static_cast<std::uint64_t>(static_cast<double>(total) * options_.free_space_min_share);
    const bool low = free < std::max(share, options_.free_space_min_bytes);
    if (low != disk_low_.exchange(low)) {
      if (low) {
        spdlog::error("disk nearly full: {} MiB free of {}; ingest is refused", free >> 20, total >> 20);
      } else {
        spdlog::info("disk has space again: {} MiB free of {}", free >> 20, total >> 20);
      }
    }
    committer_->set_disk_low(low);
    if (free < total / 5 && !warned && !low) {
      spdlog::warn("less than 20 % of the disk is free: {} MiB of {}", free >> 20, total >> 20);
      warned = true;
    }
  } while (!space_wake_.wait_for(lock, kSpaceInterval, [&] { return closing_; }));
}

void RocksStore::put_admin(std::string_view key, std::string_view value) {
  store::put_admin(database_, key, value);
}

void RocksStore::erase_admin(std::string_view key) {
  store::erase_admin(database_, key);
}

std::vector<std::pair<std::string, std::string>> RocksStore::scan_admin(std::string_view prefix) const {
  return store::scan_admin(database_, prefix);
}

}  // namespace gridhall::store
