// What part of the map a subscription or a query is about: the cells of one level that a box meets, or
// everything.
//
// A case belongs to a view when its cell does, so that counters, cases and what a resume sends agree at the
// edges.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/geo/cells.hpp"

namespace gridhall::dashboard {

inline constexpr int kWholeCityLevel = 13;
inline constexpr double kViewCellsMax = 65'536;

class View {
 public:
  /// The whole board, unlocated cases included. `level` is that of its cells.
  explicit View(int level);
  /// The cells of `level` that meet the box; `level` is coarsened where they are more than kViewCellsMax.
  View(const geo::Bbox& box, int level);

  /// A level that shows a box in some thousands of cells, for who does not say one.
  static int default_level(const geo::Bbox& box);

  int level() const { return level_; }
  bool whole() const { return !box_; }
  const std::optional<geo::Bbox>& box() const { return box_; }
  /// Level-16 cells, ascending and apart; together they hold every cell of the view and some more at its
  /// edges.
  const std::vector<geo::CellRange>& ranges() const { return ranges_; }
  /// True for cells of this view's level or finer. No place (zero) is in the whole board only.
  bool holds(model::CellId cell) const;

  /// Equal exactly where the views are.
  std::string key() const;

 private:
  std::optional<geo::Bbox> box_;
  int level_;
  std::vector<geo::CellRange> ranges_;
};

}  // namespace gridhall::dashboard
