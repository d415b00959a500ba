#include "dashboard/change_mailbox.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace gridhall::dashboard {
namespace {

using Change = store::ChangeSet::CaseChange;

std::shared_ptr<const store::ChangeSet> merge(
    const std::vector<std::shared_ptr<const store::ChangeSet>>& sets) {
  auto merged = std::make_shared<store::ChangeSet>();
  merged->from = sets.front()->from;
  merged->to = sets.back()->to;
  merged->recorded_at = sets.back()->recorded_at;
  for (const auto& set : sets)
    merged->cases.insert(merged->cases.end(), set->cases.begin(), set->cases.end());
  const auto move_of = [](const Change& c) { return std::tuple(c.case_seq, c.before.value, c.after.value); };
  std::stable_sort(merged->cases.begin(), merged->cases.end(),
                   [&](const Change& a, const Change& b) { return move_of(a) < move_of(b); });
  std::vector<Change> kept;
  for (const Change& change : merged->cases) {
    if (!kept.empty() && move_of(kept.back()) == move_of(change)) {
      const Change before = std::exchange(kept.back(), change);
      kept.back().opened |= before.opened;
      kept.back().became_extreme |= before.became_extreme;
    } else {
      kept.push_back(change);
    }
  }
  merged->cases = std::move(kept);
  return merged;
}

}  // namespace

void ChangeMailbox::push(std::shared_ptr<const store::ChangeSet> changes) {
  const std::lock_guard lock(mutex_);
  sets_.push_back(std::move(changes));
  if (sets_.size() <= kSetsMax) return;
  auto merged = merge(sets_);
  sets_.clear();
  sets_.push_back(std::move(merged));
}

std::vector<std::shared_ptr<const store::ChangeSet>> ChangeMailbox::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(sets_, {});
}

}  // namespace gridhall::dashboard
