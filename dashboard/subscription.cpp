#include "dashboard/subscription.hpp"

#include <algorithm>

namespace gridhall::dashboard {

void Dirty::add(const ChannelChanges& changes, std::uint64_t after, Clock::time_point now) {
  if (empty()) since_ = now;
  for (const ChannelChanges::Cell& cell : changes.cells) {
    if (cell.seq <= after) continue;
    last_seq_ = std::max(last_seq_, cell.seq);
    if (!overflowed_) cells_[cell.cell] = cell.seq;
  }
  for (const CaseTouch& touch : changes.cases) {
    if (touch.seq <= after) continue;
    last_seq_ = std::max(last_seq_, touch.seq);
    skipped_ += touch.times - 1U;
    if (overflowed_) {
      ++skipped_;
      continue;
    }
    const auto [at, fresh] = cases_.try_emplace(touch.case_seq, touch);
    if (fresh) continue;
    ++skipped_;
    at->second.seq = touch.seq;
    at->second.times += touch.times;
  }
  if (cells_.size() + cases_.size() > kEntriesMax) {
    overflowed_ = true;
    cells_.clear();
    cases_.clear();
  }
}

void Dirty::forget_until(std::uint64_t seq) {
  if (last_seq_ <= seq) return clear();
  std::erase_if(cells_, [seq](const auto& entry) { return entry.second <= seq; });
  std::erase_if(cases_, [seq](const auto& entry) { return entry.second.seq <= seq; });
  if (empty()) skipped_ = 0;
}

ChannelChanges Dirty::changes() const {
  ChannelChanges out;
  out.cells.reserve(cells_.size());
  for (const auto& [cell, seq] : cells_) out.cells.push_back({cell, seq});
  out.cases.reserve(cases_.size());
  for (const auto& [case_seq, touch] : cases_) out.cases.push_back(touch);
  out.conflated = skipped_;
  return out;
}

Subscription* Viewer::find(const std::string& id) {
  const auto found = std::find_if(subscriptions.begin(), subscriptions.end(),
                                  [&id](const auto& subscription) { return subscription->id == id; });
  return found == subscriptions.end() ? nullptr : found->get();
}

}  // namespace gridhall::dashboard
