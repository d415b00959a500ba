#include "dashboard/tick_changes.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace gridhall::dashboard {
namespace {

std::uint64_t touched_at(const store::BoardView& board, model::CellId cell) {
  if (!cell) return board.unlocated_counts().seq;
  const store::CellCounts* counts = board.counts(cell);
  return counts != nullptr ? counts->seq : 0;
}

}  // namespace

TickChanges::TickChanges(const std::vector<std::shared_ptr<const store::ChangeSet>>& sets,
                         const std::vector<store::Board::Flip>& flips, std::uint64_t since,
                         const store::BoardView& board) {
  std::unordered_map<std::uint64_t, std::uint32_t> index;
  for (const auto& set : sets) {
    if (set->to <= since) continue;
    for (const store::ChangeSet::CaseChange& change : set->cases) {
      const auto [at, fresh] = index.try_emplace(change.case_seq, static_cast<std::uint32_t>(cases_.size()));
      if (fresh) cases_.push_back({change.case_seq, 0, 0, false});
      CaseTouch& touch = cases_[at->second];
      touch.seq = set->to;
      ++touch.times;
      touch.opened |= change.opened;
      if (!change.opened && change.before != change.after)
        touches_.push_back({change.before, set->to, at->second});
      touches_.push_back({change.after, set->to, at->second});
      if (change.became_extreme) new_extremes_.push_back(change.case_seq);
    }
  }
  std::sort(new_extremes_.begin(), new_extremes_.end());
  new_extremes_.erase(std::unique(new_extremes_.begin(), new_extremes_.end()), new_extremes_.end());

  settle();
  model::CellId asked{};
  bool felt = touched_at(board, {}) > since;
  std::erase_if(touches_, [&](const Touch& touch) {
    if (touch.cell != asked) {
      asked = touch.cell;
      felt = touched_at(board, asked) > since;
    }
    return !felt;
  });
  // No event stands behind a light, so its cell may have been touched at the last tick's sequence.
  if (flips.empty()) return;
  for (const store::Board::Flip& flip : flips) {
    const auto [at, fresh] = index.try_emplace(flip.case_seq, static_cast<std::uint32_t>(cases_.size()));
    if (fresh) cases_.push_back({flip.case_seq, board.seq(), 1, false});
    touches_.push_back({flip.cell, std::max(cases_[at->second].seq, board.seq()), at->second});
  }
  settle();
}

// By cell, each case once a cell, with its last sequence.
void TickChanges::settle() {
  std::sort(touches_.begin(), touches_.end(), [](const Touch& a, const Touch& b) {
    return std::tuple(a.cell, a.touch, b.seq) < std::tuple(b.cell, b.touch, a.seq);
  });
  const auto same = [](const Touch& a, const Touch& b) { return a.cell == b.cell && a.touch == b.touch; };
  touches_.erase(std::unique(touches_.begin(), touches_.end(), same), touches_.end());
}

std::span<const TickChanges::Touch> TickChanges::unlocated() const {
  const auto end =
      std::find_if(touches_.begin(), touches_.end(), [](const Touch& t) { return bool(t.cell); });
  return {touches_.begin(), end};
}

std::span<const TickChanges::Touch> TickChanges::in(const geo::CellRange& range) const {
  const auto begin = std::lower_bound(touches_.begin(), touches_.end(), range.first,
                                      [](const Touch& t, model::CellId cell) { return t.cell < cell; });
  const auto end = std::upper_bound(begin, touches_.end(), range.last,
                                    [](model::CellId cell, const Touch& t) { return cell < t.cell; });
  return {begin, end};
}

}  // namespace gridhall::dashboard
