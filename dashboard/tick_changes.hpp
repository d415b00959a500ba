// What changed since the last tick, in the order of the grid: a view finds what concerns it by a few binary
// searches instead of looking at every change.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dashboard/view.hpp"
#include "store/board.hpp"
#include "store/store.hpp"

namespace gridhall::dashboard {

/// A case that changed; one entry a tick, however often it did.
struct CaseTouch {
  std::uint64_t case_seq = 0;
  std::uint64_t seq = 0;  ///< of the last change
  std::uint32_t times = 0;
  bool opened = false;  ///< brought into being since the last tick: no viewer holds it yet
};

class TickChanges {
 public:
  struct Touch {
    model::CellId cell{};  ///< level 16; zero: no place
    std::uint64_t seq = 0;
    std::uint32_t touch = 0;  ///< index into cases()
  };

  /// Digests change sets after `since` and lights that turned. What the board did not feel is left out (an
  /// update of a closed case).
  TickChanges(const std::vector<std::shared_ptr<const store::ChangeSet>>& sets,
              const std::vector<store::Board::Flip>& flips, std::uint64_t since,
              const store::BoardView& board);

  bool empty() const { return touches_.empty(); }
  const std::vector<CaseTouch>& cases() const { return cases_; }
  const std::vector<std::uint64_t>& new_extremes() const { return new_extremes_; }
  /// Touches of cases without a place.
  std::span<const Touch> unlocated() const;
  /// Touches of a range of cells, in cell order.
  std::span<const Touch> in(const geo::CellRange& range) const;

 private:
  void settle();

  std::vector<CaseTouch> cases_;
  std::vector<Touch> touches_;
  std::vector<std::uint64_t> new_extremes_;
};

}  // namespace gridhall::dashboard
