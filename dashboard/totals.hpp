// Sums over a view for the numbers beside a filter: open, unlocated, by severity, kind, class and area.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "dashboard/filter.hpp"
#include "dashboard/view.hpp"
#include "store/board.hpp"

namespace gridhall::dashboard {

class Totals {
 public:
  void add(const store::BoardView& board, const store::BoardRow& row);

  /// {"open":…,"unlocated":…,"severity":{…},"light":{…},"kind":{…},"class":{…},"area":{…},
  /// "area_light":{"103":{"red":…},…}}. Classes, areas and their lights without cases are left out; an area
  /// code that stands in several layers is counted once a layer's set that names it.
  std::string json(const store::BoardView& board) const;

 private:
  using Lights = std::array<std::uint64_t, model::kLightCount>;

  std::uint64_t open_ = 0;
  std::uint64_t unlocated_ = 0;
  std::array<std::uint64_t, 5> by_severity_{};
  std::array<std::uint64_t, 2> by_kind_{};
  Lights by_light_{};
  std::vector<std::uint64_t> by_class_;    ///< by the board's number; the unclassified count by their service
  std::vector<std::uint64_t> by_service_;  ///< by interned number
  std::vector<Lights> by_area_set_;
};

/// Sums the whole of a view in slices, each under a lock of its own, so that a large board never keeps the
/// committer waiting. What changes meanwhile may be in or not: the next sums come at most a second later.
std::string sum_totals(const store::Board& board, const View& view, const Filter& filter);

}  // namespace gridhall::dashboard
