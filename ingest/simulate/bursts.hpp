// Days are not even: a storm floods underpasses, an estate goes dark with people in the lifts, a concert
// fills the streets. Bursts come by a schedule of the seed; the first, a small one, within the first ten
// minutes.
//
// Pure: a burst is fixed by (seed, start, number). Thread: any.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ingest/simulate/case_class.hpp"
#include "ingest/simulate/city.hpp"
#include "store/model/time.hpp"

namespace gridhall::simulate {

enum class BurstKind { kStorm, kPowerCut, kConcert, kMainBurst };

struct BurstCase {
  model::Time at{};
  std::size_t row = 0;  ///< index into case_classes()
  bool worst = false;   ///< the one of its burst that somebody must acknowledge at once: Extreme
};

struct Burst {
  BurstKind kind = BurstKind::kStorm;
  model::Time begins_at{};
  model::Time ends_at{};
  Name place;
  geo::LatLon centre;
  double radius_m = 0;
  std::vector<BurstCase> cases;  ///< by time
};

class BurstSchedule {
 public:
  /// `scale` multiplies the numbers of cases; 1 at the default rate.
  BurstSchedule(std::uint64_t seed, model::Time start, double scale, const City& city);

  /// The next burst; none begins before the one before it has ended.
  Burst next();

 private:
  Burst plan(BurstKind kind, model::Time begins_at, std::uint64_t number) const;

  std::uint64_t seed_;
  double scale_;
  const City& city_;
  std::uint64_t number_ = 0;
  model::Time next_at_;
};

/// Share of all reports that comes in bursts, for keeping the average rate.
inline constexpr double kBurstShare = 0.07;

}  // namespace gridhall::simulate
