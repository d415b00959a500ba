// When reports come and of which class: a Poisson process whose rate follows the hours of the week.
//
// Pure; the caller's Random is the only state. Thread: any.
#pragma once

#include <array>
#include <vector>

#include "ingest/simulate/case_class.hpp"
#include "ingest/simulate/random.hpp"
#include "store/model/time.hpp"

namespace gridhall::simulate {

/// 0 = Monday 00:00 in the city, 167 = Sunday 23:00.
int hour_of_week(model::Time time);

struct Arrival {
  model::Time at{};
  std::size_t row = 0;  ///< index into case_classes()
};

class Arrivals {
 public:
  /// Reports per second, averaged over a week.
  explicit Arrivals(double reports_per_s);

  /// The first arrival after `from`. Waiting times have no memory, so that each hour can be drawn by itself.
  Arrival next(model::Time from, Random& random) const;

  /// Expected reports of a class in an hour of the week.
  double expected(std::size_t row, int hour_of_week) const;

 private:
  struct Hour {
    double per_s = 0;             ///< of all classes together
    std::vector<double> weights;  ///< of each
  };
  std::array<Hour, 168> week_;
};

}  // namespace gridhall::simulate
