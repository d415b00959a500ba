#include "store/model/calendar.hpp"

#include <date/tz.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace gridhall::model {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::seconds;

// No zone's midnight is farther from UTC's, local mean times of old included.
constexpr auto kOffsetMax = std::chrono::hours(30);

local_days local_day_of(Time at, seconds offset) {
  return local_days(std::chrono::floor<days>(at.time_since_epoch() + offset));
}

Time instant(local_days day, seconds offset) {
  return Time(day.time_since_epoch() - offset);
}

const std::vector<DayInterval>& weekly(const CalendarVersion& version, local_days day) {
  return version.week[std::chrono::weekday(day).iso_encoding() - 1];
}

std::string two_digits(std::int64_t value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

std::string text(local_days day) {
  const std::chrono::year_month_day date(day);
  std::string year = std::to_string(static_cast<int>(date.year()));
  if (year.size() < 4) year.insert(0, 4 - year.size(), '0');
  return year + "-" + two_digits(static_cast<unsigned>(date.month())) + "-" +
         two_digits(static_cast<unsigned>(date.day()));
}

std::string text(const DayInterval& interval) {
  const auto time = [](minutes at) {
    return two_digits(at.count() / 60) + ":" + two_digits(at.count() % 60);
  };
  return time(interval.begin) + "-" + time(interval.end);
}

/// What is wrong with a day's intervals, with a pointer that ends in the index of the wrong one.
std::optional<Error> check(const std::vector<DayInterval>& intervals, const std::string& pointer,
                           const std::string& day) {
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const DayInterval& interval = intervals[i];
    const auto error = [&](const std::string& complaint, std::string got) {
      std::string detail = "Working hours of ";
      detail.append(day).append(": ").append(complaint).append(".");
      return Error{Code::kSchemaViolation, std::move(detail), pointer + "/" + std::to_string(i),
                   std::move(got),
                   "intervals of 00:00 to 24:00, ascending, each ending before the next begins"};
    };
    if (interval.begin < minutes(0) || interval.end > days(1)) {
      return error("an interval leaves the day", "\"" + std::to_string(interval.begin.count()) + " to " +
                                                     std::to_string(interval.end.count()) + " minutes\"");
    }
    const std::string got = "\"" + text(interval) + "\"";
    if (interval.begin >= interval.end) return error("an interval ends before it begins", got);
    if (i > 0 && interval.begin < intervals[i - 1].end)
      return error("an interval begins before the one ahead of it ends", got);
  }
  return std::nullopt;
}

std::optional<Error> check(const std::vector<CalendarVersion>& versions,
                           const std::map<local_days, DayException>& exceptions) {
  constexpr std::array<const char*, 7> kDays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                "Friday", "Saturday", "Sunday"};
  if (versions.empty())
    return Error{Code::kSchemaViolation, "A calendar needs a weekly pattern.", "/versions", "",
                 "one or more"};
  for (std::size_t v = 0; v < versions.size(); ++v) {
    const std::string pointer = "/versions/" + std::to_string(v);
    const std::string from = text(versions[v].from);
    if (v > 0 && versions[v - 1].from == versions[v].from) {
      return Error{Code::kSchemaViolation, "Two weekly patterns begin on " + from + ".", pointer + "/from",
                   "\"" + from + "\"", "one pattern from a day on"};
    }
    for (std::size_t d = 0; d < kDays.size(); ++d) {
      const std::string day = std::string(kDays[d]) + " in the weekly pattern from " + from;
      if (auto error = check(versions[v].week[d], pointer + "/week/" + std::to_string(d), day)) return error;
    }
  }
  for (const auto& [day, exception] : exceptions) {
    if (auto error = check(exception.intervals, "/exceptions/" + text(day), text(day))) return error;
  }
  return std::nullopt;
}

}  // namespace

/// The local days that touch [begin, end), which lies in one period: the offset is the same all along.
class Calendar::Days {
 public:
  Days(const Calendar& calendar, Time begin, Time end, seconds offset)
      : calendar_(calendar),
        begin_(begin),
        end_(end),
        offset_(offset),
        day_(local_day_of(begin, offset)),
        version_(&calendar.version(day_)),
        exception_(calendar.exceptions_.lower_bound(day_)) {
    add_week();
  }

  bool done() const { return instant(day_, offset_) >= end_; }
  local_days day() const { return day_; }
  Duration week_working() const { return week_working_; }
  int week_workdays() const { return week_workdays_; }

  const std::vector<DayInterval>& intervals() const {
    return has_exception() ? exception_->second.intervals : weekly(*version_, day_);
  }

  std::pair<Time, Time> span(const DayInterval& interval) const {
    const Time midnight = instant(day_, offset_);
    return {std::max(begin_, midnight + interval.begin), std::min(end_, midnight + interval.end)};
  }

  /// How many weeks from this day on are whole, of one pattern and without an exception.
  std::int64_t whole_weeks() const {
    if (has_exception() || instant(day_, offset_) < begin_) return 0;
    local_days limit = local_day_of(end_, offset_);
    if (exception_ != calendar_.exceptions_.end()) limit = std::min(limit, exception_->first);
    if (version_ != &calendar_.versions_.back()) limit = std::min(limit, std::next(version_)->from);
    return (limit - day_) / days(7);
  }

  void advance(std::int64_t count) {
    day_ += days(count);
    const CalendarVersion* const last = &calendar_.versions_.back();
    const CalendarVersion* const before = version_;
    while (version_ != last && std::next(version_)->from <= day_) ++version_;
    if (version_ != before) add_week();
    while (exception_ != calendar_.exceptions_.end() && exception_->first < day_) ++exception_;
  }

 private:
  bool has_exception() const {
    return exception_ != calendar_.exceptions_.end() && exception_->first == day_;
  }

  void add_week() {
    week_working_ = Duration::zero();
    week_workdays_ = 0;
    for (const auto& intervals : version_->week) {
      if (!intervals.empty()) ++week_workdays_;
      for (const DayInterval& interval : intervals) week_working_ += interval.end - interval.begin;
    }
  }

  const Calendar& calendar_;
  Time begin_;
  Time end_;
  seconds offset_;
  local_days day_;
  const CalendarVersion* version_;
  std::map<local_days, DayException>::const_iterator exception_;
  Duration week_working_{};
  int week_workdays_ = 0;
};

/// Calls `on_span(begin, end, day)` for the working time in [from, to), in order, until it returns false.
/// Before a day that begins whole weeks, `on_weeks(day, weeks, working time of one, workdays of one)` says
/// how many of them to leave out. Goes from clock change to clock change, so that the order of the spans is
/// that of the instants even where a clock goes back over midnight.
template <class OnSpan, class OnWeeks>
void Calendar::visit(Time from, Time to, OnSpan on_span, OnWeeks on_weeks) const {
  from = within_calendar(from);
  to = within_calendar(to);
  for (std::size_t p = period_at(from); p < periods_.size() && periods_[p].from < to; ++p) {
    Days walk(*this, std::max(from, periods_[p].from), std::min(to, period_end(p)), periods_[p].offset);
    while (!walk.done()) {
      if (const std::int64_t weeks = walk.whole_weeks(); weeks > 0) {
        const std::int64_t left_out = on_weeks(walk.day(), weeks, walk.week_working(), walk.week_workdays());
        if (left_out > 0) {
          walk.advance(7 * left_out);
          continue;
        }
      }
      for (const DayInterval& interval : walk.intervals()) {
        const auto [begin, end] = walk.span(interval);
        if (begin < end && !on_span(begin, end, walk.day())) return;
      }
      walk.advance(1);
    }
  }
}

Result<Calendar> Calendar::make(std::string code, std::string zone, std::vector<CalendarVersion> versions,
                                std::map<local_days, DayException> exceptions) {
  std::stable_sort(versions.begin(), versions.end(),
                   [](const CalendarVersion& a, const CalendarVersion& b) { return a.from < b.from; });
  if (auto error = check(versions, exceptions)) return *std::move(error);
  Calendar calendar;
  try {
    // The library throws for a zone that it doesn't know and for a file of the zone data that it can't read.
    const date::time_zone* const found = date::locate_zone(zone);
    for (date::sys_seconds at = std::chrono::time_point_cast<seconds>(kCalendarBegin); at < kCalendarEnd;) {
      const date::sys_info info = found->get_info(at);
      if (calendar.periods_.empty() || calendar.periods_.back().offset != info.offset)
        calendar.periods_.push_back({Time(at), info.offset});
      if (info.end <= at) break;
      at = info.end;
    }
  } catch (const std::runtime_error&) {
    return Error{Code::kSchemaViolation, "The machine's zone data has no zone of this name.", "/zone", "",
                 "a name of the IANA time zone database, for example Asia/Shanghai"};
  }
  calendar.code_ = std::move(code);
  calendar.zone_ = std::move(zone);
  calendar.versions_ = std::move(versions);
  calendar.exceptions_ = std::move(exceptions);
  return calendar;
}

std::size_t Calendar::period_at(Time at) const {
  const auto after = std::upper_bound(periods_.begin(), periods_.end(), at,
                                      [](Time t, const Period& period) { return t < period.from; });
  return after == periods_.begin() ? 0 : static_cast<std::size_t>(after - periods_.begin()) - 1;
}

Time Calendar::period_end(std::size_t period) const {
  return period + 1 < periods_.size() ? periods_[period + 1].from : kCalendarEnd;
}

const CalendarVersion& Calendar::version(local_days day) const {
  const auto after =
      std::upper_bound(versions_.begin(), versions_.end(), day,
                       [](local_days d, const CalendarVersion& version) { return d < version.from; });
  return after == versions_.begin() ? versions_.front() : *std::prev(after);
}

local_days Calendar::local_day(Time at) const {
  at = within_calendar(at);
  return local_day_of(at, periods_[period_at(at)].offset);
}

DayKind Calendar::kind(local_days day) const {
  const bool works = !weekly(version(day), day).empty();
  const DayException* const other = exception(day);
  if (other == nullptr) return works ? DayKind::kWorkday : DayKind::kDayOff;
  if (other->intervals.empty()) return DayKind::kHoliday;
  return works ? DayKind::kWorkday : DayKind::kMakeUpWorkday;
}

const DayException* Calendar::exception(local_days day) const {
  const auto found = exceptions_.find(day);
  return found == exceptions_.end() ? nullptr : &found->second;
}

Time Calendar::end_of(local_days day) const {
  const local_days next = std::clamp(day, local_day(kCalendarBegin), local_day(kCalendarEnd)) + days(1);
  const Time about = instant(next, seconds(0));
  Time end = kCalendarBegin;
  // A clock that goes back over midnight has the day's last hour after the next day's first minutes, so the
  // last period that still has some of the day counts.
  for (std::size_t p = period_at(about - kOffsetMax);
       p < periods_.size() && periods_[p].from < about + kOffsetMax; ++p) {
    const Time midnight = instant(next, periods_[p].offset);
    if (midnight > periods_[p].from) end = std::min(midnight, period_end(p));
  }
  return end;
}

void Calendar::walk(Time from, const std::function<bool(const WorkingSpan&)>& each) const {
  std::optional<WorkingSpan> open;
  bool go_on = true;
  const auto flush = [&] {
    if (open) go_on = each(*open);
    open.reset();
    return go_on;
  };
  visit(
      from, kCalendarEnd,
      [&](Time begin, Time end, local_days day) {
        if (open && open->end == begin && open->date == day) {
          open->end = end;
          return true;
        }
        if (!flush()) return false;
        open = WorkingSpan{begin, end, kind(day), day};
        return true;
      },
      // What never works is not worth a visit a day; everything else the caller wants to see.
      [](local_days, std::int64_t weeks, Duration working, int) {
        return working == Duration::zero() ? weeks : 0;
      });
  if (go_on) flush();
}

Duration Calendar::working_between(Time from, Time to) const {
  Duration sum{};
  visit(
      from, to,
      [&](Time begin, Time end, local_days) {
        sum += end - begin;
        return true;
      },
      [&](local_days, std::int64_t weeks, Duration working, int) {
        sum += working * weeks;
        return weeks;
      });
  return sum;
}

std::optional<Time> Calendar::add_working(Time from, Duration amount) const {
  if (amount <= Duration::zero()) return from;
  std::optional<Time> found;
  visit(
      from, kCalendarEnd,
      [&](Time begin, Time end, local_days) {
        if (amount <= end - begin) {
          found = begin + amount;
          return false;
        }
        amount -= end - begin;
        return true;
      },
      [&](local_days, std::int64_t weeks, Duration working, int) {
        if (working == Duration::zero()) return weeks;
        // Something must be left for the span in which the amount ends.
        const std::int64_t whole = std::min<std::int64_t>(weeks, (amount - Duration(1)) / working);
        amount -= working * whole;
        return whole;
      });
  return found;
}

std::optional<Time> Calendar::end_of_working_day(Time from, int days_wanted) const {
  if (days_wanted <= 0) return from;
  local_days last = local_day(from);
  std::int64_t left = days_wanted;
  visit(
      from, kCalendarEnd,
      [&](Time, Time, local_days day) {
        if (day <= last) return true;
        last = day;
        return --left > 0;
      },
      [&](local_days day, std::int64_t weeks, Duration, int workdays) -> std::int64_t {
        if (day <= last) return 0;
        const std::int64_t whole = workdays == 0 ? weeks : std::min(weeks, (left - 1) / workdays);
        left -= whole * workdays;
        if (whole > 0) last = day + days(7 * whole - 1);
        return whole;
      });
  if (left > 0) return std::nullopt;
  Time end = kCalendarBegin;
  visit(
      end_of(last - days(1)) - kOffsetMax, end_of(last),
      [&](Time, Time span_end, local_days day) {
        if (day == last) end = span_end;
        return true;
      },
      [](local_days, std::int64_t, Duration, int) { return std::int64_t{0}; });
  return end;
}

}  // namespace gridhall::model
