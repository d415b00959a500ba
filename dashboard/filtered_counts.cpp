#include "dashboard/filtered_counts.hpp"

namespace gridhall::dashboard {

void FilteredCounts::add(const store::BoardRow& row) {
  for (Counts* counts : {&fine_[row.cell], &coarse_[geo::parent(row.cell, level_)]}) {
    ++counts->open;
    ++counts->by_severity[static_cast<std::size_t>(row.severity)];
    ++counts->by_light[static_cast<std::size_t>(row.light)];
  }
}

bool FilteredCounts::recount(const store::BoardView& board, BoardMatcher& matcher, model::CellId cell) {
  Counts now;
  board.for_each_in({cell, cell}, [&](const store::BoardRow& row) {
    if (matcher.counts(board, row)) {
      ++now.open;
      ++now.by_severity[static_cast<std::size_t>(row.severity)];
      ++now.by_light[static_cast<std::size_t>(row.light)];
    }
    return true;
  });
  const auto fine = fine_.find(cell);
  const Counts before = fine == fine_.end() ? Counts{} : fine->second;
  const model::CellId above = geo::parent(cell, level_);
  const auto found = coarse_.find(above);
  if (now.open == 0 && found == coarse_.end()) return false;

  Counts& coarse = found == coarse_.end() ? coarse_[above] : found->second;
  coarse.open += now.open - before.open;  // wraps and comes back: the sum is never below zero
  for (std::size_t i = 0; i < now.by_severity.size(); ++i) {
    coarse.by_severity[i] += now.by_severity[i] - before.by_severity[i];
  }
  for (std::size_t i = 0; i < now.by_light.size(); ++i)
    coarse.by_light[i] += now.by_light[i] - before.by_light[i];
  if (coarse.open == 0) coarse_.erase(above);
  if (now.open == 0) {
    fine_.erase(cell);
  } else {
    fine_[cell] = now;
  }
  return true;
}

CellRow FilteredCounts::row(const store::BoardView& board, model::CellId cell) const {
  CellRow row;
  row.cell = cell;
  if (const store::CellCounts* touched = board.counts(cell)) row.seq = touched->seq;
  const auto found = coarse_.find(cell);
  if (found == coarse_.end()) return row;
  row.open = found->second.open;
  row.red = found->second.by_light[static_cast<std::size_t>(model::Light::kRed)];
  row.yellow = found->second.by_light[static_cast<std::size_t>(model::Light::kYellow)];
  for (std::size_t i = found->second.by_severity.size(); i-- > 0;) {
    if (found->second.by_severity[i] != 0) {
      row.worst = static_cast<model::Severity>(i);
      break;
    }
  }
  return row;
}

}  // namespace gridhall::dashboard
