#include "dashboard/city_days.hpp"

#include <date/tz.h>

#include <charconv>

namespace gridhall::dashboard {
namespace {

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

}  // namespace

CityDays::CityDays(const std::string& time_zone) : zone_(date::locate_zone(time_zone)) {}

std::optional<DayBounds> CityDays::day(std::string_view text) const {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const date::year_month_day ymd = date::year(*year) / *month / *day;
  if (*year < 1 || !ymd.ok()) return std::nullopt;
  // Where midnight happens twice the first one counts; where it is skipped, the moment the clocks jumped.
  const auto begin_of = [this](date::local_days at) {
    return model::Time(
        zone_->to_sys(date::local_time<std::chrono::microseconds>(at), date::choose::earliest));
  };
  return DayBounds{begin_of(date::local_days(ymd)), begin_of(date::local_days(ymd) + date::days(1))};
}

}  // namespace gridhall::dashboard
