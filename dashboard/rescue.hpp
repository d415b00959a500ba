// GET /api/v1/rescue: which open cases will probably be late, soonest and surest first, and how far such
// forecasts could be trusted lately.
//
// Thread: any; the forecaster that a minute's questions share is made under a lock.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "dashboard/api.hpp"
#include "store/forecast.hpp"

namespace gridhall::dashboard {

class Rescue {
 public:
  static constexpr std::size_t kCandidatesMax = 5'000;  ///< the soonest due; a record of each is read

  /// Outlives it.
  explicit Rescue(const ApiContext& api) : api_(api) {}

  /// Open cases due within `hours` (24), under the filters of /cases; at most `limit` (100) of them.
  net::Response list(const net::Request& request);
  /// Forecasts as they would have been at nine in the morning of each day of a period, from what was known
  /// before it, against what became of the cases.
  net::Response calibration(const net::Request& request) const;

 private:
  std::shared_ptr<const store::Forecaster> forecaster(model::Time now);

  const ApiContext& api_;
  std::mutex mutex_;
  std::shared_ptr<const store::Forecaster> held_;
  model::Time held_since_{};
};

}  // namespace gridhall::dashboard
