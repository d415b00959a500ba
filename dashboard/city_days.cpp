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

/// Where midnight happens twice the first one counts; where it is skipped, the moment the clocks jumped.
model::Time begin_of(const date::time_zone* zone, date::local_days day) {
  return model::Time(zone->to_sys(date::local_time<std::chrono::microseconds>(day), date::choose::earliest));
}

date::local_days local_day(const date::time_zone* zone, model::Time at) {
  return date::floor<date::days>(zone->to_local(at));
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
  const date::local_days at(ymd);
  return DayBounds{begin_of(zone_, at), begin_of(zone_, at + date::days(1))};
}

DayBounds CityDays::day_of(model::Time at) const {
  const date::local_days day = local_day(zone_, at);
  return {begin_of(zone_, day), begin_of(zone_, day + date::days(1))};
}

model::Time CityDays::days_before(model::Time begin, int days) const {
  return begin_of(zone_, local_day(zone_, begin) - date::days(days));
}

int CityDays::days_between(model::Time begin, model::Time end) const {
  return static_cast<int>((local_day(zone_, end) - local_day(zone_, begin)).count());
}

std::string CityDays::name(model::Time at) const {
  return date::format("%F", local_day(zone_, at));
}

std::optional<std::vector<model::Time>> CityDays::bounds(model::Time begin, model::Time end, Step step,
                                                         std::size_t most) const {
  std::vector<model::Time> out;
  date::local_days day = local_day(zone_, begin);
  for (model::Time at = begin; at < end;) {
    if (out.size() == most) return std::nullopt;
    out.push_back(at);
    if (step == Step::kHour) {
      at += std::chrono::hours(1);
    } else if (step == Step::kDay) {
      at = begin_of(zone_, day += date::days(1));
    } else {
      const date::year_month_day ymd(day);
      day = date::local_days((ymd.year() / ymd.month() / 1) + date::months(1));
      at = begin_of(zone_, day);
    }
  }
  out.push_back(end);
  return out;
}

}  // namespace gridhall::dashboard
