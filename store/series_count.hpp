// How many cases came, went and were open, bucket by bucket: trends over years in one pass.
#pragma once

#include <cstdint>
#include <vector>

#include "store/outcome_scope.hpp"

namespace gridhall::store {

struct SeriesBucket {
  std::uint32_t opened = 0;
  std::uint32_t closed = 0;  ///< closed or rejected, as things stand today: a case that was reopened is open
  std::uint32_t open = 0;    ///< at the bucket's end
};

/// One bucket between each two of the ascending `bounds_us`, of about equal lengths. `open` of a bucket is
/// `open` of the one before it, plus `opened`, less `closed`.
std::vector<SeriesBucket> count_series(const OutcomesView& outcomes, const OutcomeScope& scope,
                                       const std::vector<std::int64_t>& bounds_us);

}  // namespace gridhall::store
