// Days of the city: where its calendar days begin and end, through daylight-saving changes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/time.hpp"

namespace date {
class time_zone;
}

namespace gridhall::dashboard {

struct DayBounds {
  model::Time begin{};
  model::Time end{};  ///< the next day's begin
};

class CityDays {
 public:
  /// Throws std::runtime_error where the zone is not known.
  explicit CityDays(const std::string& time_zone);

  /// "2026-11-24"; nothing for what is not a date.
  std::optional<DayBounds> day(std::string_view text) const;
  /// The day that an instant falls on.
  DayBounds day_of(model::Time at) const;
  /// The beginning of the day that is so many days before the one that begins at `begin`.
  model::Time days_before(model::Time begin, int days) const;
  /// How many days begin in [begin, end).
  int days_between(model::Time begin, model::Time end) const;
  /// "2026-11-24"
  std::string name(model::Time at) const;
  enum class Step { kHour, kDay, kMonth };
  /// Where hours, days or months begin in [begin, end), and `end`; at most `most` of them.
  std::optional<std::vector<model::Time>> bounds(model::Time begin, model::Time end, Step step,
                                                 std::size_t most) const;

 private:
  const date::time_zone* zone_;
};

}  // namespace gridhall::dashboard
