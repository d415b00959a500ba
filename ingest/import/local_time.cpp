#include "ingest/import/local_time.hpp"

#include <date/tz.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace gridhall::importer {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// Eats digits at the front of `text`: at least one, at most `digits_max`.
std::optional<int> take_number(std::string_view& text, std::size_t digits_max) {
  int value = 0;
  std::size_t n = 0;
  while (n < digits_max && n < text.size() && is_digit(text[n])) value = value * 10 + (text[n++] - '0');
  if (n == 0) return std::nullopt;
  text.remove_prefix(n);
  return value;
}

/// What the specifiers of a pattern have found so far.
struct Parts {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int64_t fraction_us = 0;
  std::optional<bool> afternoon;
  bool twelve_hours = false;
};

bool take_fraction(std::string_view& text, Parts& parts) {
  if (text.size() < 2 || text[0] != '.' || !is_digit(text[1])) return true;
  text.remove_prefix(1);
  std::int64_t unit = 100'000;
  while (!text.empty() && is_digit(text.front())) {
    parts.fraction_us += unit * (text.front() - '0');
    unit /= 10;
    text.remove_prefix(1);
  }
  return true;
}

bool take_name(std::string_view& text, Parts& parts) {
  if (text.size() < 3) return false;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (lower(text[0]) == kMonths[i][0] && lower(text[1]) == kMonths[i][1] &&
        lower(text[2]) == kMonths[i][2]) {
      parts.month = static_cast<int>(i) + 1;
      text.remove_prefix(3);
      return true;
    }
  }
  return false;
}

bool take_half(std::string_view& text, Parts& parts) {
  if (text.size() < 2 || lower(text[1]) != 'm') return false;
  if (lower(text[0]) != 'a' && lower(text[0]) != 'p') return false;
  parts.afternoon = lower(text[0]) == 'p';
  text.remove_prefix(2);
  return true;
}

bool take(char specifier, std::string_view& text, Parts& parts) {
  const auto number = [&text](std::size_t digits_max, int& into) {
    const auto value = take_number(text, digits_max);
    if (value) into = *value;
    return value.has_value();
  };
  switch (specifier) {
    case 'Y':
      return text.size() >= 4 && is_digit(text[1]) && is_digit(text[2]) && is_digit(text[3]) &&
             number(4, parts.year);
    case 'y':
      if (text.size() < 2 || !is_digit(text[1]) || !number(2, parts.year)) return false;
      parts.year += parts.year < 69 ? 2000 : 1900;  // POSIX
      return true;
    case 'm':
      return number(2, parts.month);
    case 'd':
      return number(2, parts.day);
    case 'H':
      return number(2, parts.hour);
    case 'I':
      parts.twelve_hours = true;
      return number(2, parts.hour);
    case 'M':
      return number(2, parts.minute);
    case 'S':
      return number(2, parts.second) && take_fraction(text, parts);
    case 'b':
      return take_name(text, parts);
    case 'p':
      return take_half(text, parts);
    default:
      return false;
  }
}

/// `Z`, `+hh:mm` or `+hhmm` at the end, or nothing at all; false for anything else.
bool take_offset(std::string_view text, std::optional<minutes>& offset) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  if (text.empty()) return true;
  if (text == "Z" || text == "z") {
    offset = minutes(0);
    return true;
  }
  const bool west = text.front() == '-';
  if (!west && text.front() != '+') return false;
  text.remove_prefix(1);
  if (text.size() != 4 && text.size() != 5) return false;
  const auto hours = take_number(text, 2);
  if (!hours) return false;
  if (text.size() == 3 && text.front() == ':') text.remove_prefix(1);
  if (text.size() != 2) return false;
  const auto rest = take_number(text, 2);
  if (!rest || !text.empty() || *hours > 23 || *rest > 59) return false;
  offset = minutes((west ? -1 : 1) * (*hours * 60 + *rest));
  return true;
}

std::optional<microseconds> assemble(Parts parts) {
  if (parts.twelve_hours) {
    if (parts.hour < 1 || parts.hour > 12) return std::nullopt;
    if (parts.afternoon) parts.hour = parts.hour % 12 + (*parts.afternoon ? 12 : 0);
  }
  const auto day = date::year(parts.year) / date::month(static_cast<unsigned>(parts.month)) /
                   date::day(static_cast<unsigned>(parts.day));
  if (parts.year < 1 || !day.ok() || parts.hour > 23 || parts.minute > 59 || parts.second > 59)
    return std::nullopt;
  return date::local_days(day).time_since_epoch() + std::chrono::hours(parts.hour) + minutes(parts.minute) +
         seconds(parts.second) + microseconds(parts.fraction_us);
}

}  // namespace

std::optional<TimeFormat> TimeFormat::compile(std::string_view pattern) {
  bool year = false;
  bool month = false;
  bool day = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') continue;
    if (++i == pattern.size() || std::string_view("YymdHIMSpb").find(pattern[i]) == std::string_view::npos) {
      return std::nullopt;
    }
    year = year || pattern[i] == 'Y' || pattern[i] == 'y';
    month = month || pattern[i] == 'm' || pattern[i] == 'b';
    day = day || pattern[i] == 'd';
  }
  if (!year || !month || !day) return std::nullopt;
  return TimeFormat(std::string(pattern));
}

std::optional<WallTime> TimeFormat::match(std::string_view text) const {
  Parts parts;
  for (std::size_t i = 0; i < pattern_.size(); ++i) {
    if (pattern_[i] == '%') {
      if (!take(pattern_[++i], text, parts)) return std::nullopt;
    } else if (is_blank(pattern_[i])) {
      if (text.empty() || !is_blank(text.front())) return std::nullopt;
      while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    } else {
      if (text.empty() || text.front() != pattern_[i]) return std::nullopt;
      text.remove_prefix(1);
    }
  }
  WallTime out;
  if (!take_offset(text, out.offset)) return std::nullopt;
  const auto wall = assemble(parts);
  if (!wall) return std::nullopt;
  out.since_1970 = *wall;
  return out;
}

struct LocalClock::Impl {
  const date::time_zone* zone = nullptr;
  std::string zone_name;
  std::vector<TimeFormat> formats;
  std::size_t last_format = 0;

  // Rows are near each other in time: one look-up in the zone's table serves months of them.
  date::local_seconds sure_from{};
  date::local_seconds sure_to{};
  seconds sure_offset{0};

  // What is known of the order of the file.
  std::optional<date::local_seconds> previous;
  std::uint64_t steps_up = 0;
  std::uint64_t steps_down = 0;
  date::sys_seconds period{};  ///< the clock change whose repeated hour we are in
  std::optional<date::local_seconds> previous_in_period;
  bool crossed = false;  ///< the step between the two passes was seen

  model::Result<WallTime> parse(std::string_view text);
  model::Error missing_hour(std::string_view text) const;
  bool second_pass(date::local_seconds local, date::sys_seconds change);

  template <class Choose>
  model::Result<Reading> resolve(std::string_view text, Choose choose);
};

model::Result<WallTime> LocalClock::Impl::parse(std::string_view text) {
  // A column sticks to its format for long stretches even where it has two.
  if (const auto found = formats[last_format].match(text)) return *found;
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (const auto found = formats[i].match(text)) {
      last_format = i;
      return *found;
    }
  }
  return model::Error{
      model::Code::kTimeInvalid,
      text.empty() ? "The row has no time." : "The time is in none of the formats of this column.", "",
      std::string(text.substr(0, 120)), "a date and time of day that exist"};
}

model::Error LocalClock::Impl::missing_hour(std::string_view text) const {
  return {model::Code::kTimeInvalid,
          "The time does not exist in " + zone_name + ": clocks went forward over it.", "",
          std::string(text.substr(0, 120)), "a time outside the hour that is left out"};
}

bool LocalClock::Impl::second_pass(date::local_seconds local, date::sys_seconds change) {
  const bool down = steps_down > steps_up;
  if (!previous_in_period || period != change) {
    period = change;
    crossed = false;
    // Rows behind the hour that come before it in the file: the step was made already.
    previous_in_period = previous;
  }
  if (previous_in_period && (down ? local > *previous_in_period : local < *previous_in_period))
    crossed = true;
  previous_in_period = local;
  return down != crossed;
}

template <class Choose>
model::Result<LocalClock::Reading> LocalClock::Impl::resolve(std::string_view text, Choose choose) {
  const auto wall = parse(text);
  if (!wall) return wall.error();
  const auto as_time = [](microseconds since, seconds offset) { return model::Time(since - offset); };
  if (wall->offset) return Reading{as_time(wall->since_1970, *wall->offset), false};
  const date::local_seconds local(std::chrono::floor<seconds>(wall->since_1970));
  if (local >= sure_from && local < sure_to) {
    choose(local, nullptr);
    return Reading{as_time(wall->since_1970, sure_offset), false};
  }
  const date::local_info info = zone->get_info(local);
  if (info.result == date::local_info::nonexistent) return missing_hour(text);
  if (info.result == date::local_info::ambiguous) {
    const date::sys_info& pass = choose(local, &info) ? info.second : info.first;
    return Reading{as_time(wall->since_1970, pass.offset), true};
  }
  choose(local, nullptr);
  // A day's margin at both ends keeps the neighbouring changes of the clock out of the window.
  const auto margin = std::chrono::hours(24);
  sure_offset = info.first.offset;
  sure_from = date::local_seconds((info.first.begin + margin + sure_offset).time_since_epoch());
  sure_to = date::local_seconds((info.first.end - margin + sure_offset).time_since_epoch());
  if (info.first.end - info.first.begin < 4 * margin) sure_to = sure_from;
  return Reading{as_time(wall->since_1970, sure_offset), false};
}

LocalClock::LocalClock(const std::string& zone, std::vector<TimeFormat> formats)
    : impl_(std::make_unique<Impl>()) {
  if (formats.empty()) throw std::runtime_error("a clock needs a time format");
  impl_->zone = date::locate_zone(zone);
  impl_->zone_name = zone;
  impl_->formats = std::move(formats);
}
LocalClock::~LocalClock() = default;
LocalClock::LocalClock(LocalClock&&) noexcept = default;
LocalClock& LocalClock::operator=(LocalClock&&) noexcept = default;

model::Result<LocalClock::Reading> LocalClock::read_in_order(std::string_view text) {
  return impl_->resolve(text, [this](date::local_seconds local, const date::local_info* repeated) {
    Impl& self = *impl_;
    const bool second = repeated != nullptr && self.second_pass(local, repeated->first.end);
    if (repeated == nullptr && self.previous) {
      if (local > *self.previous) ++self.steps_up;
      if (local < *self.previous) ++self.steps_down;
    }
    self.previous = local;
    return second;
  });
}

model::Result<LocalClock::Reading> LocalClock::read(std::string_view text,
                                                    std::optional<model::Time> not_before) {
  return impl_->resolve(text, [not_before](date::local_seconds local, const date::local_info* repeated) {
    if (repeated == nullptr || !not_before) return false;
    return model::Time(local.time_since_epoch() - repeated->first.offset) < *not_before;
  });
}

void LocalClock::forget_order() {
  impl_->previous.reset();
  impl_->previous_in_period.reset();
  impl_->steps_up = 0;
  impl_->steps_down = 0;
  impl_->crossed = false;
}

bool zone_exists(const std::string& zone) {
  try {
    return date::locate_zone(zone) != nullptr;
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace gridhall::importer
