// The board: every open case in memory, in columns, grouped by grid cell, with counters for each cell of
// levels 4 to 16.
//
// Loaded at start from the families and the log's tail; equal to a fold of the log at any moment. The
// committer alone writes; everybody else reads under the shared lock that a BoardView holds. Keep views
// short: a commit group waits for them. Cases are known by the sequence of the event that opened them (unique
// in one database).
#pragma once

#include <array>
#include <boost/thread/shared_mutex.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/column.hpp"
#include "store/flip_queue.hpp"
#include "store/geo/cells.hpp"
#include "store/model/case.hpp"
#include "store/model/standing.hpp"

namespace gridhall::store {

using model::CellId;

inline constexpr int kLevelMin = 4;

/// Counters of one cell at one level. Unlike its cases they stay when the last case goes, so that a viewer
/// who comes back learns that the cell is empty now.
struct CellCounts {
  std::uint32_t open = 0;                                    ///< open cases that count (drills do not)
  std::array<std::uint32_t, model::kLightCount> by_light{};  ///< by model::Light, as of the last advance()
  std::array<std::uint32_t, 5> by_severity{};
  std::uint64_t seq = 0;  ///< the last event that touched the cell
  model::Severity worst() const;
  std::uint32_t of(model::Light light) const { return by_light[static_cast<std::size_t>(light)]; }
};

/// Strings that many cases share, by number. Numbers are dense and never reused.
class Interned {
 public:
  std::uint32_t id(std::string_view text);
  std::optional<std::uint32_t> find(std::string_view text) const;
  const std::string& text(std::uint32_t id) const { return *texts_[id]; }
  std::size_t size() const { return texts_.size(); }

 private:
  std::unordered_map<std::string, std::uint32_t> ids_;
  std::vector<const std::string*> texts_;
};

/// One open case as lists and the map need it; a copy out of the columns.
struct BoardRow {
  std::uint64_t case_seq = 0;
  std::uint64_t version = 0;
  CellId cell{};
  double lat = 0;
  double lon = 0;
  model::Time opened_at{};
  model::Time updated_at{};
  std::optional<model::Time> due_at;
  std::uint32_t service = 0;     ///< Interned id in Board::services
  std::uint32_t class_code = 0;  ///< … in Board::classes
  std::uint32_t unit = 0;        ///< … in Board::units; the empty text: none
  std::uint32_t title = 0;       ///< for BoardView::title, while the view lives
  std::uint32_t source = 0;      ///< … in Board::sources
  std::uint32_t areas = 0;       ///< … in Board::area_sets
  std::uint32_t flags = 0;       ///< kCaseWithheld: what was said is only for whoever handles it
  model::State state = model::State::kReported;
  model::Severity severity = model::Severity::kUnknown;
  model::Kind kind = model::Kind::kRequest;
  model::Light light = model::Light::kUnset;  ///< as counted; follows the clock by advance()
};

class Board {
 public:
  Board();

  // --- The committer, with the write lock held by `write()`. ---
  boost::unique_lock<boost::shared_mutex> write() { return boost::unique_lock<boost::shared_mutex>(mutex_); }
  /// Puts or replaces an open case; `blob` is its encoded record, `standing` what the tables make of it,
  /// `now` decides its light. Touches the cells it was and is in at `seq`.
  void put(const model::Case& c, std::shared_ptr<const std::string> blob, std::uint64_t seq,
           const model::Standing& standing, model::Time now);
  /// Another table is in force: the same case stands differently. Nothing where the case has another version
  /// by now or is not open any more.
  void restand(const model::Case& c, const model::Standing& standing, model::Time now);
  /// Takes a case off the board that is open no more.
  void remove(std::uint64_t case_seq, std::uint64_t seq);
  /// A light that changed by the clock alone.
  struct Flip {
    std::uint64_t case_seq = 0;
    CellId cell{};
  };
  /// Brings the lights up to `now` and their cells' counters with them, at most `most` changes at once: the
  /// earliest come first, the rest with the next call. Their cells are touched at the current sequence.
  std::vector<Flip> advance(model::Time now, std::size_t most);
  /// Cases whose timer (model::Standing) has run out by `now`, at most `most`. Each is named again after
  /// `again`, until an event of the case says otherwise: who records what is due may fail to.
  std::vector<std::uint64_t> timed(model::Time now, std::chrono::seconds again, std::size_t most);
  void set_seq(std::uint64_t seq) { seq_ = seq; }
  void set_floor(std::uint64_t seq) { floor_ = seq; }

 private:
  friend class BoardView;
  friend class Tally;
  using Slot = std::uint32_t;
  void count(Slot slot, int sign, std::uint64_t seq);
  void unlink(Slot slot);
  void stand(Slot slot, const model::Standing& standing, model::Time now);
  model::LightPlan plan(Slot slot) const;

  mutable boost::shared_mutex mutex_;
  std::uint64_t seq_ = 0;
  std::uint64_t floor_ = 0;

  // One entry a slot; free slots are reused.
  Column<std::uint64_t> case_seq_;  ///< 0: free
  Column<std::uint64_t> version_;
  Column<std::uint64_t> cell_;
  Column<double> lat_;
  Column<double> lon_;
  Column<std::int64_t> opened_us_;
  Column<std::int64_t> updated_us_;
  Column<std::int64_t> due_us_;     ///< INT64_MIN: none
  Column<std::int64_t> yellow_us_;  ///< of the light's plan; INT64_MIN: none
  Column<std::int64_t> red_us_;
  Column<std::uint8_t> paused_;
  Column<model::Light> light_;
  Column<std::uint32_t> class_;
  Column<std::uint32_t> unit_;
  Column<std::uint32_t> service_;
  Column<std::string> title_;  ///< not interned: senders' free words would never be given back
  Column<std::uint32_t> source_;
  Column<std::uint32_t> area_set_;
  Column<std::uint32_t> flags_;
  Column<model::State> state_;
  Column<model::Severity> severity_;
  Column<model::Kind> kind_;
  Column<std::shared_ptr<const std::string>> blob_;
  Column<std::uint32_t> place_;  ///< index in its cell's list
  std::vector<Slot> free_;

  std::map<std::uint64_t, Slot> slots_;               ///< by case_seq, ordered for scans in order of opening
  std::map<std::uint64_t, std::vector<Slot>> cells_;  ///< level 16; key 0 holds the unlocated
  std::array<std::unordered_map<CellId, CellCounts>, geo::kStorageLevel + 1> counts_;
  CellCounts unlocated_;
  FlipQueue flips_;
  FlipQueue timers_;
  std::uint64_t light_generation_ = 0;  ///< how often a light has changed without an event

  Interned services_;
  Interned classes_;
  Interned units_;
  Interned sources_;
  std::map<std::vector<model::AreaRef>, std::uint32_t> area_set_ids_;
  std::vector<const std::vector<model::AreaRef>*> area_sets_;
};

/// Read access; holds the shared lock while it lives. Callbacks return false to stop.
class BoardView {
 public:
  explicit BoardView(const Board& board) : board_(board), lock_(board.mutex_) {}

  std::uint64_t seq() const { return board_.seq_; }  ///< everything up to here is in
  /// The lowest sequence that `CellCounts::seq` remembers since: resuming from below needs a snapshot.
  std::uint64_t floor() const { return board_.floor_; }
  std::size_t size() const { return board_.slots_.size(); }
  /// Changes with every light that the clock or another table has changed.
  std::uint64_t light_generation() const { return board_.light_generation_; }
  /// No light changes by itself before; nothing: none ever does.
  std::optional<model::Time> next_flip() const { return board_.flips_.next(); }
  /// The same for the cases' timers.
  std::optional<model::Time> next_timer() const { return board_.timers_.next(); }
  std::optional<BoardRow> find(std::uint64_t case_seq) const;
  /// The encoded record (store/codec.hpp decode_case); null when the case is not open.
  std::shared_ptr<const std::string> blob(std::uint64_t case_seq) const;

  /// The records of all open cases by case_seq, in order. Costs a copied pointer a case: the whole board
  /// takes tens of milliseconds a million.
  std::vector<std::pair<std::uint64_t, std::shared_ptr<const std::string>>> records() const;

  /// Counters of a cell of level 4 to 16, of the whole board under a level-below-4 parent never; nullptr:
  /// never touched.
  const CellCounts* counts(CellId cell) const;
  const CellCounts& unlocated_counts() const { return board_.unlocated_; }

  /// Level-16 cells of [range.first, range.last] in order, those that are empty now included.
  void for_each_cell(geo::CellRange range,
                     const std::function<bool(CellId cell, std::size_t cases)>& fn) const;
  /// Open cases of a range of level-16 cells, in cell order.
  void for_each_in(geo::CellRange range, const std::function<bool(const BoardRow&)>& fn) const;
  /// The unlocated ones.
  void for_each_unlocated(const std::function<bool(const BoardRow&)>& fn) const;
  /// All open cases in order of opening; descending starts below `from`, ascending above it.
  void for_each(bool descending, std::uint64_t from, const std::function<bool(const BoardRow&)>& fn) const;

  const std::string& service(std::uint32_t id) const { return board_.services_.text(id); }
  std::size_t services() const { return board_.services_.size(); }
  const std::string& class_code(std::uint32_t id) const { return board_.classes_.text(id); }
  std::size_t classes() const { return board_.classes_.size(); }
  const std::string& unit(std::uint32_t id) const { return board_.units_.text(id); }
  std::size_t units() const { return board_.units_.size(); }
  const std::string& title(std::uint32_t id) const { return board_.title_[id]; }
  const std::string& source(std::uint32_t id) const { return board_.sources_.text(id); }
  const std::vector<model::AreaRef>& areas(std::uint32_t id) const { return *board_.area_sets_[id]; }
  std::size_t area_sets() const { return board_.area_sets_.size(); }

 private:
  friend class Tally;
  BoardRow row(std::uint32_t slot) const;

  const Board& board_;
  boost::shared_lock<boost::shared_mutex> lock_;
};

}  // namespace gridhall::store
