// The store: one ordered log of events in RocksDB, and what is folded from it.
//
// Everything that wants to be recorded is submitted; one committer takes what waits, in arrival order across
// connections, writes it as one record in one synced write, applies it to the board, tells the observer, and
// only then answers the submitters. A failed write or sync is never retried: the submitters get
// `storage_failed`, nothing in memory changes, and `on_failure` is called (the daemon exits; the supervisor
// restarts it).
//
// Threads: `submit` and all reading are safe from any thread. Sinks and the observer are called on the
// committer's thread and must only post.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/board.hpp"
#include "store/model/apply.hpp"
#include "store/model/event.hpp"

namespace gridhall::store {

using PayloadHash = std::array<std::uint8_t, 16>;

/// One thing to settle: an event that passed validation, or a refusal that takes its place in the producer's
/// order. An event with an action is the store's own, whatever integrator submits it; its source and id are
/// the key that removes doubles.
struct Item {
  std::uint64_t producer_seq = 0;     ///< 0 in the anonymous form
  std::optional<model::Event> event;  ///< nothing: refused before it came here
  PayloadHash payload_hash{};
};

enum class Outcome : std::uint8_t {
  kStored,
  kDuplicate,   ///< same key, same members: settled
  kRefused,     ///< was a refusal already, or one of duplicate_conflict, source_not_allowed; of an action
                ///< not_found and what model::refuse says: settled
  kNotSettled,  ///< a retryable error (sequence_gap, storage_busy, storage_failed, shutting_down): not
                ///< settled. In a producer's order only the first has the error, else every one
};

struct ItemResult {
  Outcome outcome = Outcome::kRefused;
  std::uint64_t seq = 0;              ///< where it stands in the log, kStored and kDuplicate
  std::optional<model::Error> error;  ///< set by the store for its own refusals, with the event's identity
  std::string source;
  std::string id;
};

/// A submission's answer. `settled` is the producer's durable watermark after the group.
struct Receipt {
  std::uint64_t tag = 0;            ///< as given with the submission
  std::vector<ItemResult> results;  ///< one an item, in order
  std::uint64_t settled = 0;
  std::optional<std::uint64_t> expected;     ///< after a sequence_gap: the sequence that must come next
  model::Position pos;                       ///< the log's position after the group
  std::chrono::milliseconds commit_time{0};  ///< from submit to the end of the sync
};

/// Where answers go. Called on the committer's thread once a group with all of its receipts; must not block.
class CommitSink {
 public:
  virtual ~CommitSink() = default;
  virtual void committed(std::vector<Receipt> receipts) = 0;
};

/// The refusal of an event whose source belongs to another integrator.
model::Error source_not_allowed(const std::string& source);

struct Submission {
  std::shared_ptr<CommitSink> sink;
  std::uint64_t tag = 0;
  std::string integrator;
  std::string producer;  ///< empty: anonymous, no sequence
  std::vector<Item> items;
  std::size_t bytes = 0;  ///< of the events, for the bounds of a group
  std::chrono::steady_clock::time_point submitted_at{};
};

/// What a commit group changed; immutable, shared.
struct ChangeSet {
  struct CaseChange {
    std::uint64_t case_seq = 0;
    CellId before{};  ///< zero: it was not on the map
    CellId after{};
    bool opened = false;  ///< the group brought it into being
    bool open = false;    ///< it is open now
    model::Severity severity = model::Severity::kUnknown;
    bool became_extreme = false;  ///< open, counted, Extreme, and was not before
  };
  std::uint64_t from = 0;  ///< last sequence before the group
  std::uint64_t to = 0;    ///< last sequence of the group
  model::Time recorded_at{};
  std::vector<CaseChange> cases;
};

class CommitObserver {
 public:
  virtual ~CommitObserver() = default;
  virtual void committed(std::shared_ptr<const ChangeSet> changes) = 0;
};

enum class SyncMode : std::uint8_t {
  kSync,            ///< the only right one
  kBufferedForTest  ///< write-ahead log in the process's memory: what a crash test must catch
};

struct Options {
  std::filesystem::path directory;
  bool create_if_missing = true;
  std::size_t recent_ids_max = 2'000'000;
  std::size_t group_events_max = 4'096;
  std::size_t group_bytes_max = 4U << 20;
  std::size_t queue_bytes_max = 64U << 20;  ///< waiting for the committer; beyond: storage_busy
  double free_space_min_share = 0.05;       ///< storage_busy below max(share, bytes)
  std::uint64_t free_space_min_bytes = 1ULL << 30;
  std::filesystem::path person_key_file;  ///< empty: "<directory>.person.key" beside the directory
  SyncMode sync = SyncMode::kSync;
  std::shared_ptr<const model::Tables> tables;  ///< in force from the start; null: no classes, no calendars
  std::function<void(const std::string& reason)> on_failure;  ///< after a failed write or sync
  std::function<model::Time()> clock;                         ///< empty: the system's
};

/// An event as it stands in the log.
struct StoredEvent {
  model::Event event;          ///< data as sent, without contact
  std::uint64_t case_seq = 0;  ///< the case it belongs to; 0 for heartbeats
};

struct Health {
  bool failed = false;
  bool disk_low = false;      ///< ingest is refused
  bool disk_warning = false;  ///< below 20 % free
  std::uint64_t disk_free_bytes = 0;
  std::uint64_t disk_total_bytes = 0;
  std::chrono::milliseconds sync_age{0};  ///< how long the sync that is under way has been running; 0: none
  std::uint64_t index_lag_events = 0;
  bool ready() const { return !failed && !disk_low && sync_age < std::chrono::seconds(5); }
};

struct Counters {
  std::uint64_t events = 0;  ///< stored since start
  std::uint64_t duplicates = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t groups = 0;
  std::uint64_t group_events_max = 0;
  std::uint64_t sync_us_total = 0;
  std::uint64_t sync_us_max = 0;
  std::uint64_t queue_bytes = 0;
};

/// Cases as of one moment, for who takes them slowly: an export. Holds a view of the families and the records
/// of the open cases while it lives, and may outlive no store. One thread at a time; may touch the disk.
class CaseScan {
 public:
  virtual ~CaseScan() = default;
  /// Everything up to here is in, nothing after it.
  virtual const model::Position& at() const = 0;
  /// In order of opening; nothing at the end.
  virtual std::optional<model::Case> next() = 0;
};

class Outcomes;

class Store {
 public:
  /// Opens or creates; replays the log's tail. Throws std::runtime_error with a sentence for people when the
  /// directory is locked, damaged or of another version.
  static std::unique_ptr<Store> open(Options options);
  virtual ~Store() = default;

  virtual const std::string& epoch() const = 0;
  virtual std::uint64_t seq() const = 0;  ///< last durable and applied
  virtual Board& board() = 0;
  virtual void set_observer(std::shared_ptr<CommitObserver> observer) = 0;

  /// The tables in force; may be null.
  virtual std::shared_ptr<const model::Tables> tables() const = 0;
  /// Other tables are in force from now on: every open case stands by them when this returns. Takes about a
  /// microsecond a case, the board is locked in slices.
  virtual void set_tables(std::shared_ptr<const model::Tables> tables) = 0;
  /// The store's clock: the system's, or the one of the options.
  virtual model::Time now() const = 0;

  virtual void submit(Submission submission) = 0;
  /// The producer's durable watermark; 0 for one never seen.
  virtual std::uint64_t settled(const std::string& integrator, const std::string& producer) = 0;

  /// The integrator that first used a source; nothing while nobody has.
  virtual std::optional<std::string> owner_of(const std::string& source) const = 0;

  /// Open or closed; nothing when there is no such case. May touch the disk.
  virtual std::optional<model::Case> find_case(const model::CaseId& id) = 0;
  /// At most `limit` of the cases that are merged into one, in order of opening, as far as the families are
  /// written (see wait_indexed). Touches the disk.
  virtual std::vector<model::CaseId> children(const model::CaseId& parent, std::size_t limit) = 0;
  /// Up to `limit` events after `since` in commit order. May touch the disk.
  virtual std::vector<StoredEvent> read_log(std::uint64_t since, std::size_t limit) = 0;
  virtual std::optional<StoredEvent> read_event(std::uint64_t seq) = 0;
  virtual std::uint64_t log_floor() const = 0;  ///< sequences at and below are retired

  /// All cases, open and closed, in order of opening, one consistent view; `fn` returns false to stop.
  /// Descending starts below `from` (0: at the newest), ascending above it.
  virtual void for_each_case(bool descending, std::uint64_t from,
                             const std::function<bool(const model::Case&)>& fn) = 0;
  /// The same for the cases that were opened in or moved to a range of cells, newest opening time first a
  /// cell.
  virtual void for_each_case_in(geo::CellRange range, const std::function<bool(const model::Case&)>& fn) = 0;

  /// All cases, or all open ones, of this moment. Copies one pointer an open case under the board's lock;
  /// what that takes: tests/bench/README.md.
  virtual std::unique_ptr<CaseScan> scan_cases(bool open_only) = 0;

  /// Waits until the families hold everything up to `seq`; false after the deadline.
  virtual bool wait_indexed(std::uint64_t seq, std::chrono::milliseconds deadline) = 0;

  /// The outcome of every case; complete as far as wait_counted says.
  virtual const Outcomes& outcomes() const = 0;
  /// Waits until they hold everything up to now; false after about the deadline. After a start they are
  /// counted for some seconds a million cases.
  virtual bool wait_counted(std::chrono::milliseconds deadline) = 0;

  /// Rows of the family `admin`: keys, later users and sessions. Synced; not part of the log.
  virtual void put_admin(std::string_view key, std::string_view value) = 0;
  virtual void erase_admin(std::string_view key) = 0;
  virtual std::vector<std::pair<std::string, std::string>> scan_admin(std::string_view prefix) const = 0;

  virtual std::uint64_t bytes_on_disk() const = 0;
  virtual Health health() const = 0;
  virtual Counters counters() const = 0;

  /// Commits what was submitted, writes the index runs, closes. Later submissions get `shutting_down`.
  virtual void close() = 0;
};

}  // namespace gridhall::store
