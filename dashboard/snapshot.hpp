// The state of one view at one position: what a new subscription starts from, and what `GET /cells` answers.
//
// Rows are copied under one short shared lock, so all of them are of one sequence, and encoded page by page
// when they are sent. Pages are remembered only while somebody sends them: a thousand viewers of one view who
// come back together share them, and nobody else pays for them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dashboard/filter.hpp"
#include "dashboard/filtered_counts.hpp"
#include "dashboard/row_encoder.hpp"
#include "dashboard/totals.hpp"
#include "dashboard/view.hpp"
#include "store/board.hpp"

namespace gridhall::dashboard {

/// What a subscription wants to hear of.
struct Wants {
  bool cells = false;
  bool cases = false;
  bool totals = false;
  bool wide = false;  ///< rows of cases have the columns of a list of work
};

/// Everything that decides the rows of a subscription: two with equal specs share them.
struct ChannelSpec {
  View view{kWholeCityLevel};
  Filter filter;
  Wants wants;
  std::optional<std::uint32_t> newest;  ///< only so many cases in the snapshot, the newest by time
  std::string key() const;
};

class Snapshot {
 public:
  static constexpr std::size_t kPageRowsMax = 2'000;
  static constexpr std::size_t kPageBytesMax = 64U << 10;

  std::uint64_t seq = 0;
  int level = 0;
  Wants wants;
  bool add = false;  ///< only what a moved view newly shows
  std::vector<CellRow> cells;
  std::vector<CaseRow> cases;
  std::vector<model::CellId> cut;  ///< with `add`: cells that are in view no more
  std::string totals;              ///< JSON; empty: not wanted

  /// Where the next page starts.
  struct Cursor {
    std::size_t cut = 0;
    std::size_t cell = 0;
    std::size_t item = 0;
    std::uint32_t page = 0;
    bool operator==(const Cursor&) const = default;
  };
  struct Page {
    Cursor next;
    bool last = false;
    std::string body;  ///< from `"page":` on, with the closing brace
  };
  /// The page at `at`, which must come from this snapshot. Not for concurrent use.
  std::shared_ptr<const Page> page(const Cursor& at, std::string_view epoch);

 private:
  std::vector<std::pair<Cursor, std::weak_ptr<const Page>>> sent_;
};

/// Takes a snapshot. `counts`, where given, is filled with the filter's counters of every cell in view.
std::shared_ptr<Snapshot> take_snapshot(const store::BoardView& board, const ChannelSpec& spec,
                                        BoardMatcher& matcher, FilteredCounts* counts);

/// What a view that moved from `before` to `after`, both of one level, newly shows and what it shows no more.
/// `whole` is the snapshot of `after`.
std::shared_ptr<Snapshot> moved_snapshot(const store::BoardView& board, const Snapshot& whole,
                                         const View& before, const View& after);

/// About how many rows a snapshot has to look at; a few dozen look-ups.
std::size_t rows_in(const store::BoardView& board, const View& view);

/// Calls fn(cell) once for every cell of the view's level that the board knows, in order.
void for_each_view_cell(const store::BoardView& board, const View& view,
                        const std::function<void(model::CellId)>& fn);
/// Every open case in view, unlocated ones last. `fn` returns false to stop.
void for_each_view_case(const store::BoardView& board, const View& view,
                        const std::function<bool(const store::BoardRow&)>& fn);

}  // namespace gridhall::dashboard
