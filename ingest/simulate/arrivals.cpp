#include "ingest/simulate/arrivals.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "ingest/simulate/event_json.hpp"

namespace gridhall::simulate {
namespace {

using std::chrono::hours;

std::chrono::hours hours_since_monday(model::Time time) {
  // The first of January 1970 was a Thursday, three days after a Monday.
  const auto local = std::chrono::floor<hours>(time.time_since_epoch() + kCityOffset) + hours{72};
  return local;
}

}  // namespace

int hour_of_week(model::Time time) {
  return static_cast<int>(hours_since_monday(time).count() % 168);
}

Arrivals::Arrivals(double reports_per_s) {
  const auto classes = case_classes();
  double total = 0;
  for (const CaseClass& row : classes) total += row.weight;
  for (int hour = 0; hour < 168; ++hour) {
    Hour& out = week_[static_cast<std::size_t>(hour)];
    for (const CaseClass& row : classes) {
      const double per_s = reports_per_s * row.weight / total * activity(row.pattern, hour);
      out.per_s += per_s;
      out.weights.push_back(per_s);
    }
  }
}

Arrival Arrivals::next(model::Time from, Random& random) const {
  model::Time at = from;
  while (true) {
    const Hour& hour = week_[static_cast<std::size_t>(hour_of_week(at))];
    const model::Time hour_ends = std::chrono::floor<hours>(at) + hours{1};
    const double wait_s = random.exponential(1 / hour.per_s);
    // At very low rates the wait may exceed what fits into a duration; it only has to pass the hour's end.
    const model::Time drawn = at + std::chrono::microseconds(std::llround(std::min(wait_s, 7'200.0) * 1e6));
    if (drawn < hour_ends) return {drawn, random.weighted(hour.weights)};
    at = hour_ends;
  }
}

double Arrivals::expected(std::size_t row, int hour_of_week) const {
  return week_[static_cast<std::size_t>(hour_of_week)].weights[row] * 3'600;
}

}  // namespace gridhall::simulate
