#include "dashboard/view.hpp"

#include <algorithm>
#include <limits>

#include "dashboard/json.hpp"

namespace gridhall::dashboard {
namespace {

constexpr double kDefaultCells = 4'096;
constexpr std::size_t kCoveringCells = 32;

std::vector<geo::CellRange> ranges_of(const geo::Bbox& box, int level) {
  std::vector<geo::CellRange> ranges;
  for (geo::CellId cell : geo::covering(box, kCoveringCells)) {
    // A cell of the view reaches beyond a finer covering cell: take it whole, or its far side is never looked
    // at.
    ranges.push_back(geo::storage_range(geo::level_of(cell) > level ? geo::parent(cell, level) : cell));
  }
  std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<geo::CellRange> merged;
  for (const geo::CellRange& range : ranges) {
    if (!merged.empty() && range.first <= merged.back().last) {
      merged.back().last = std::max(merged.back().last, range.last);
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

}  // namespace

View::View(int level)
    : level_(level), ranges_{{model::CellId{1}, model::CellId{std::numeric_limits<std::uint64_t>::max()}}} {}

View::View(const geo::Bbox& box, int level)
    : box_(box), level_(geo::coarsened_level(box, level, kViewCellsMax)), ranges_(ranges_of(box, level_)) {}

int View::default_level(const geo::Bbox& box) {
  return geo::coarsened_level(box, geo::kStorageLevel, kDefaultCells);
}

bool View::holds(model::CellId cell) const {
  if (!box_) return true;
  if (!cell) return false;
  const geo::CellId mine = geo::parent(cell, level_);
  const geo::CellId first = geo::storage_range(mine).first;
  const auto after =
      std::upper_bound(ranges_.begin(), ranges_.end(), first,
                       [](geo::CellId c, const geo::CellRange& range) { return c < range.first; });
  return after != ranges_.begin() && first <= std::prev(after)->last && geo::intersects(mine, *box_);
}

std::string View::key() const {
  std::string out = std::to_string(level_);
  if (box_) {
    for (double edge : {box_->west, box_->south, box_->east, box_->north}) {
      out += ',';
      append_number(out, edge);
    }
  }
  return out;
}

}  // namespace gridhall::dashboard
