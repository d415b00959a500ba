#include "store/model/time.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace gridhall::model {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;
using std::chrono::year_month_day_last;

constexpr std::string_view kAllowed =
    "an RFC 3339 date-time with a zone, for example 2026-11-24T06:02:11Z or 2026-11-24T14:02:11.250+08:00";
constexpr std::size_t kGotBytesMax = 120;

/// The text as a JSON string. A time is ASCII, so everything else is shown as the replacement character: the
/// result is valid JSON whatever bytes came in.
std::string quoted(std::string_view text) {
  constexpr std::size_t kLongestEnd = 10;  // an escape, then the dots and the closing quote
  std::string out = "\"";
  for (const char c : text) {
    if (out.size() + kLongestEnd > kGotBytesMax) {
      out += "...";
      break;
    }
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c >= 0x20 && c < 0x7f) {
      out += c;
    } else {
      out += "\\ufffd";
    }
  }
  out += '"';
  return out;
}

Error invalid(std::string_view text, std::string_view complaint) {
  std::string detail = "Not a valid time: ";
  detail += complaint;
  detail += '.';
  return {Code::kTimeInvalid, std::move(detail), {}, quoted(text), std::string(kAllowed)};
}

/// Walks over the text once; every step either takes what it expects or leaves the text as it was.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool done() const { return text_.empty(); }
  char peek() const { return text_.empty() ? '\0' : text_.front(); }
  bool digit_next() const { return peek() >= '0' && peek() <= '9'; }

  bool take(char wanted) {
    if (text_.empty() || text_.front() != wanted) return false;
    text_.remove_prefix(1);
    return true;
  }

  /// The number in exactly `count` digits, -1 when there are fewer.
  int take_digits(std::size_t count) {
    if (text_.size() < count) return -1;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char c = text_[i];
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    text_.remove_prefix(count);
    return value;
  }

  /// Digits of a second's fraction, cut at microseconds; -1 when there is none.
  int take_fraction() {
    if (!digit_next()) return -1;
    int value = 0;
    for (int unit = 100'000; digit_next(); unit /= 10) {
      value += (text_.front() - '0') * unit;
      text_.remove_prefix(1);
    }
    return value;
  }

 private:
  std::string_view text_;
};

struct Parts {
  year_month_day date{};
  int hour = 0;
  int minute = 0;
  int second = 0;
  int micros = 0;
  minutes offset{};
};

std::string out_of_range(std::string_view part, int value, std::string_view range) {
  std::string complaint = "the ";
  complaint += part;
  if (value < 0) {
    complaint += " must be two digits, ";
  } else {
    complaint += " is ";
    complaint += std::to_string(value);
    complaint += ", it must be ";
  }
  complaint += range;
  return complaint;
}

// Each part's function gives back its complaint, empty when the part is fine.

std::string read_date(Reader& in, Parts& parts) {
  const int year = in.take_digits(4);
  if (year < 0) return "it must start with a year of four digits";
  if (year == 0) return "the year is 0000, it must be 0001 to 9999";
  if (!in.take('-')) return "a '-' must follow the year";
  const int month = in.take_digits(2);
  if (month < 1 || month > 12) return out_of_range("month", month, "01 to 12");
  if (!in.take('-')) return "a '-' must follow the month";
  const int day = in.take_digits(2);
  const auto year_month = std::chrono::year{year} / month;
  const auto last = static_cast<unsigned>(year_month_day_last{year_month / std::chrono::last}.day());
  if (day < 1 || static_cast<unsigned>(day) > last) {
    return out_of_range("day", day, "01 to " + std::to_string(last) + " in that month");
  }
  parts.date = year_month / day;
  return {};
}

std::string read_clock(Reader& in, Parts& parts) {
  if (!in.take('T') && !in.take('t') && !in.take(' ')) {
    return in.done() ? "the time of day and the zone are missing" : "a 'T' must follow the date";
  }
  parts.hour = in.take_digits(2);
  if (parts.hour < 0 || parts.hour > 23) return out_of_range("hour", parts.hour, "00 to 23");
  if (!in.take(':')) return "a ':' must follow the hour";
  parts.minute = in.take_digits(2);
  if (parts.minute < 0 || parts.minute > 59) return out_of_range("minute", parts.minute, "00 to 59");
  if (!in.take(':')) return "a ':' and the second must follow the minute";
  parts.second = in.take_digits(2);
  if (parts.second < 0 || parts.second > 60) return out_of_range("second", parts.second, "00 to 59");
  if (in.take('.')) {
    parts.micros = in.take_fraction();
    if (parts.micros < 0) return "the '.' must be followed by digits of a second";
  }
  return {};
}

std::string read_zone(Reader& in, Parts& parts) {
  if (in.take('Z') || in.take('z')) return {};
  const bool west = in.peek() == '-';
  if (!in.take('+') && !in.take('-')) {
    return in.done() ? "the zone is missing, end it with Z or an offset as in +08:00"
                     : "the zone must be Z or an offset as in +08:00";
  }
  const int hour = in.take_digits(2);
  if (hour < 0 || hour > 23) return out_of_range("hour of the offset", hour, "00 to 23");
  if (!in.take(':')) return "a ':' and the minute must follow the hour of the offset";
  const int minute = in.take_digits(2);
  if (minute < 0 || minute > 59) return out_of_range("minute of the offset", minute, "00 to 59");
  parts.offset = hours{hour} + minutes{minute};
  if (west) parts.offset = -parts.offset;
  return {};
}

constexpr Time kFirst = sys_days{std::chrono::year{1} / 1 / 1};
constexpr Time kEnd = sys_days{std::chrono::year{10000} / 1 / 1};

struct Date {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

/// Proleptic Gregorian date of a day counted from 1970-01-01. std::chrono's own ends at the year 32767, a
/// Time does not. Source: H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
Date date_of(std::int64_t day) {
  const std::int64_t z = day + 719'468;
  const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
  const auto of_era = static_cast<unsigned>(z - era * 146'097);
  const unsigned year_of_era = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  const unsigned of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted = (5 * of_year + 2) / 153;
  const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
  const std::int64_t year = static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0);
  return {year, month, of_year - (153 * shifted + 2) / 5 + 1};
}

/// Writes `value` in at least `width` digits at `out` and gives back the place behind them.
char* put_digits(char* out, std::uint64_t value, int width) {
  std::array<char, 20> reversed{};
  std::size_t count = 0;
  do {
    reversed[count++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  for (auto zeros = width - static_cast<int>(count); zeros > 0; --zeros) *out++ = '0';
  while (count > 0) *out++ = reversed[--count];
  return out;
}

}  // namespace

Result<Time> parse_rfc3339(std::string_view text) {
  Reader in(text);
  Parts parts;
  std::string complaint = read_date(in, parts);
  if (complaint.empty()) complaint = read_clock(in, parts);
  if (complaint.empty()) complaint = read_zone(in, parts);
  if (complaint.empty() && !in.done()) complaint = "something follows the zone";
  if (!complaint.empty()) return invalid(text, complaint);

  Time minute = Time{sys_days{parts.date}} + hours{parts.hour} + minutes{parts.minute} - parts.offset;
  Time time = minute + seconds{parts.second} + microseconds{parts.micros};
  if (parts.second == 60) {
    // Leap seconds come at the end of a UTC month only; a :60 anywhere else is a broken clock or formatter.
    const Time next = minute + minutes{1};
    const auto next_day = std::chrono::floor<days>(next);
    if (next != Time{next_day} || year_month_day{next_day}.day() != std::chrono::day{1}) {
      return invalid(text,
                     "the second is 60, and a leap second comes only at 23:59:60 UTC on a month's last day");
    }
    time = next - microseconds{1};
  }
  if (time < kFirst || time >= kEnd) return invalid(text, "in UTC it lies outside of the years 0001 to 9999");
  return time;
}

std::string format_rfc3339(Time time) {
  // Plain numbers: the midnight before the earliest Time is no Time.
  constexpr std::int64_t kDayMicros = 86'400'000'000;
  const std::int64_t count = time.time_since_epoch().count();
  const std::int64_t day = count / kDayMicros - (count % kDayMicros < 0 ? 1 : 0);
  const auto of_day = static_cast<std::uint64_t>((count % kDayMicros + kDayMicros) % kDayMicros);
  const Date date = date_of(day);

  std::array<char, 48> buffer;
  char* out = buffer.data();
  // RFC 3339 has no years outside of 0000 to 9999; those come out in ISO 8601's expanded form, with a sign.
  if (date.year < 0) *out++ = '-';
  if (date.year > 9999) *out++ = '+';
  out = put_digits(out, static_cast<std::uint64_t>(date.year < 0 ? -date.year : date.year), 4);
  *out++ = '-';
  out = put_digits(out, date.month, 2);
  *out++ = '-';
  out = put_digits(out, date.day, 2);
  *out++ = 'T';
  out = put_digits(out, of_day / 3'600'000'000, 2);
  *out++ = ':';
  out = put_digits(out, of_day / 60'000'000 % 60, 2);
  *out++ = ':';
  out = put_digits(out, of_day / 1'000'000 % 60, 2);
  if (const std::uint64_t micros = of_day % 1'000'000; micros != 0) {
    *out++ = '.';
    out = micros % 1000 == 0 ? put_digits(out, micros / 1000, 3) : put_digits(out, micros, 6);
  }
  *out++ = 'Z';
  return {buffer.data(), out};
}

double epoch_seconds(Time time) {
  return static_cast<double>(time.time_since_epoch().count()) / 1e6;
}

}  // namespace gridhall::model
