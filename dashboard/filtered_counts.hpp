// Counters of the cells of one view under one filter.
//
// The board counts all open cases; under a filter somebody has to look at the cases themselves. Doing so for
// a whole coarse cell at every change would scan a city ten times a second, so the counters of the level-16
// cells are kept: a change recounts the one small cell it happened in and moves the coarse cell by the
// difference.
//
// Memory is bounded by what is visible: one entry a non-empty cell. One owner, one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>

#include "dashboard/filter.hpp"
#include "dashboard/row_encoder.hpp"
#include "dashboard/view.hpp"
#include "store/board.hpp"

namespace gridhall::dashboard {

class FilteredCounts {
 public:
  explicit FilteredCounts(int level) : level_(level) {}

  /// Adds a case of the view that matches; for the first filling, in one pass over the board.
  void add(const store::BoardRow& row);
  /// Counts one level-16 cell anew. Returns true when the cell of the view that holds it was or is non-empty:
  /// where nothing matched before and nothing does now there is nothing to tell.
  bool recount(const store::BoardView& board, BoardMatcher& matcher, model::CellId cell);

  /// The row of a cell of the view's level, with the sequence at which the board last touched it.
  CellRow row(const store::BoardView& board, model::CellId cell) const;
  /// Calls fn(cell) for every non-empty cell of the view's level, in no particular order.
  template <class Fn>
  void for_each_cell(Fn fn) const {
    for (const auto& [cell, counts] : coarse_) fn(cell);
  }

 private:
  struct Counts {
    std::uint32_t open = 0;
    std::array<std::uint32_t, 5> by_severity{};
    std::array<std::uint32_t, model::kLightCount> by_light{};
  };

  int level_;
  std::unordered_map<model::CellId, Counts> fine_;
  std::unordered_map<model::CellId, Counts> coarse_;
};

}  // namespace gridhall::dashboard
