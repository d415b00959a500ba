// Days of the city: where its calendar days begin and end, through daylight-saving changes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

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

 private:
  const date::time_zone* zone_;
};

}  // namespace gridhall::dashboard
