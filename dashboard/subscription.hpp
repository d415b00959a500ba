// Subscriptions and the channels they share. Plain state: the hub's strand alone reads and writes it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dashboard/client_message.hpp"
#include "dashboard/snapshot.hpp"
#include "dashboard/tick_changes.hpp"
#include "ingest/net/ws_stream.hpp"

namespace gridhall::dashboard {

using Clock = std::chrono::steady_clock;
using net::SharedText;
/// One frame, made of pieces that may be shared with other viewers.
using Frame = std::vector<SharedText>;

/// What changed in one view, by number: rows are read from the board when they are encoded.
struct ChannelChanges {
  struct Cell {
    model::CellId cell{};  ///< of the view's level
    std::uint64_t seq = 0;
  };
  std::vector<Cell> cells;
  std::vector<CaseTouch> cases;
  std::uint64_t conflated = 0;  ///< changes that a later one of the same tick replaced
  bool empty() const { return cells.empty() && cases.empty(); }
};

/// What a viewer has not been told yet. Last value wins, so it is bounded by what is visible; beyond
/// kEntriesMax a snapshot is cheaper and the entries go.
class Dirty {
 public:
  static constexpr std::size_t kEntriesMax = 20'000;

  /// Takes changes after `after`; what was waiting already counts as skipped.
  void add(const ChannelChanges& changes, std::uint64_t after, Clock::time_point now);
  void forget_until(std::uint64_t seq);
  void clear() { *this = Dirty(); }

  bool empty() const { return cells_.empty() && cases_.empty() && !overflowed_; }
  bool overflowed() const { return overflowed_; }
  Clock::time_point since() const { return since_; }
  std::uint64_t skipped() const { return skipped_; }
  ChannelChanges changes() const;

 private:
  std::unordered_map<model::CellId, std::uint64_t> cells_;
  std::unordered_map<std::uint64_t, CaseTouch> cases_;
  Clock::time_point since_{};
  std::uint64_t skipped_ = 0;
  std::uint64_t last_seq_ = 0;
  bool overflowed_ = false;
};

struct Subscription;

/// Everything that viewers with the same view, level, filter and wants share: their counters and their bytes.
struct Channel {
  explicit Channel(ChannelSpec s) : spec(std::move(s)), matcher(spec.filter) {}

  bool filtered() const { return !spec.filter.empty(); }
  bool needs_counts() const { return filtered() && spec.wants.cells; }

  ChannelSpec spec;
  BoardMatcher matcher;
  std::vector<Subscription*> subscriptions;

  std::optional<FilteredCounts> counts;  ///< where needs_counts(); nothing until the first snapshot is there
  std::unordered_set<model::CellId> uncounted;  ///< level-16 cells that changed before that
  std::shared_ptr<Snapshot> snapshot;           ///< of this tick
  bool building = false;                        ///< a snapshot is being taken off the strand

  ChannelChanges changes;  ///< of this tick
  SharedText body;         ///< of this tick: the rows of `changes`, where somebody took them
  bool body_any = false;   ///< there is a row in it

  SharedText totals;  ///< ,"totals":{…}
  std::uint64_t totals_version = 0;
  bool totals_stale = false;
  bool totals_running = false;
  Clock::time_point totals_at{};
};

struct Viewer;

struct Subscription {
  enum class Phase {
    kWaiting,   ///< asked for, to be answered at the next tick
    kBuilding,  ///< its snapshot is being taken off the strand
    kPaging,    ///< pages are being sent, one in flight
    kLive,
  };

  Viewer* viewer = nullptr;
  std::string id;
  std::uint64_t v = 0;
  std::shared_ptr<Channel> channel;
  Phase phase = Phase::kWaiting;
  std::optional<model::Position> since;  ///< of the request
  std::uint64_t position = 0;            ///< what the viewer was told last
  std::uint64_t synced = 0;              ///< changes up to here are with the viewer or in `dirty`
  Dirty dirty;
  std::uint64_t totals_sent = 0;
  std::shared_ptr<Snapshot> snapshot;  ///< while paging
  Snapshot::Cursor cursor;
  bool announce = true;                  ///< `subbed` has to precede the snapshot
  std::optional<ViewRequest> next_view;  ///< the last one wins
};

/// How the hub reaches a viewer. Called on the hub's strand; implementations post to where the viewer lives.
class ViewerLink {
 public:
  virtual ~ViewerLink() = default;
  /// Writes frames in order, then calls `done(alive)` on any thread once all of them are with the kernel or
  /// the connection is over. The hub never delivers again before.
  virtual void deliver(std::vector<Frame> frames, std::function<void(bool alive)> done) = 0;
  /// Small, out of order, independent of a delivery that is under way: errors and answers.
  virtual void tell(std::string text) = 0;
  /// Says bye and closes.
  virtual void close(std::uint16_t code, std::string reason, std::optional<std::int64_t> retry_after_ms) = 0;
};

struct Viewer {
  std::shared_ptr<ViewerLink> link;
  std::vector<std::unique_ptr<Subscription>> subscriptions;
  std::vector<SharedText> alerts;  ///< held until the link is free
  bool in_flight = false;
  bool gone = false;
  Clock::time_point told_tick{};

  Subscription* find(const std::string& id);
};

}  // namespace gridhall::dashboard
