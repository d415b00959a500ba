#include "store/series_count.hpp"

#include <algorithm>

namespace gridhall::store {
namespace {

/// Finds the bucket of an instant: guesses by the average length, then looks left and right.
class Buckets {
 public:
  explicit Buckets(const std::vector<std::int64_t>& bounds_us)
      : bounds_(bounds_us),
        average_us_(std::max<std::int64_t>(
            (bounds_.back() - bounds_.front()) / static_cast<std::int64_t>(bounds_.size() - 1), 1)) {}

  bool holds(std::int64_t at_us) const { return at_us >= bounds_.front() && at_us < bounds_.back(); }
  std::size_t of(std::int64_t at_us) const {
    auto i = static_cast<std::size_t>((at_us - bounds_.front()) / average_us_);
    i = std::min(i, bounds_.size() - 2);
    while (at_us < bounds_[i]) --i;
    while (at_us >= bounds_[i + 1]) ++i;
    return i;
  }

 private:
  const std::vector<std::int64_t>& bounds_;
  std::int64_t average_us_;
};

}  // namespace

std::vector<SeriesBucket> count_series(const OutcomesView& outcomes, const OutcomeScope& scope,
                                       const std::vector<std::int64_t>& bounds_us) {
  if (bounds_us.size() < 2) return {};
  std::vector<SeriesBucket> out(bounds_us.size() - 1);
  const Buckets buckets(bounds_us);
  const ScopeMatch match(outcomes, scope);
  std::uint32_t before = 0;  // came before the first bucket and had not gone by then
  for (std::size_t b = 0; b < outcomes.blocks(); ++b) {
    const OutcomeRows rows = outcomes.block(b);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!match(rows, i)) continue;
      const std::int64_t opened_us = rows.opened_us[i];
      // One that is dated to have gone before it came has come and gone at once.
      const std::int64_t ended_us =
          rows.ended_us[i] == kNoTime ? INT64_MAX : std::max(rows.ended_us[i], opened_us);
      if (buckets.holds(opened_us)) ++out[buckets.of(opened_us)].opened;
      if (buckets.holds(ended_us)) ++out[buckets.of(ended_us)].closed;
      before += opened_us < bounds_us.front() && ended_us >= bounds_us.front() ? 1U : 0U;
    }
  }
  for (SeriesBucket& bucket : out) before = bucket.open = before + bucket.opened - bucket.closed;
  return out;
}

}  // namespace gridhall::store
