// Working time: when an office works, in its own time zone.
//
// A calendar is a weekly pattern with any number of intervals a day, with dated exceptions of both signs (a
// holiday, a make-up workday 调休), in versions that each apply from a local day on. Local times become
// instants through the IANA zone: an interval that a clock change cuts is shorter or longer that day, the
// local hour that does not exist counts nothing, the one that happens twice counts twice. Pure, and safe from
// any thread: the zone's clock changes are copied once, by `make`. They reach as far as the machine's zone
// data, with most distributions the year 2037; later dates keep the last standard time.
//
// Time here is the years 1 to 9999; an instant before or after counts as their first or last. Whole weeks
// without an exception or a clock change are added up, not walked, so that centuries cost microseconds.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/model/error.hpp"
#include "store/model/time.hpp"

namespace gridhall::model {

using Duration = std::chrono::microseconds;

inline constexpr Time kCalendarBegin = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
inline constexpr Time kCalendarEnd = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);
inline constexpr Time within_calendar(Time at) {
  return at < kCalendarBegin ? kCalendarBegin : at > kCalendarEnd ? kCalendarEnd : at;
}

/// A working interval of a local day, in minutes from midnight, 0 ≤ begin < end ≤ 1,440.
struct DayInterval {
  std::chrono::minutes begin{};
  std::chrono::minutes end{};
  auto operator<=>(const DayInterval&) const = default;
};

/// A dated exception: its intervals replace those of the weekly pattern; none is a day off.
struct DayException {
  std::vector<DayInterval> intervals;
  std::string name_en;  ///< "Spring Festival", "make-up workday"; may be empty
  std::string name_zh;
};

/// What holds from a local day on, until the next version's first day. The first version holds before its day
/// too: a case older than the configuration still has working days.
struct CalendarVersion {
  std::chrono::local_days from{};
  std::array<std::vector<DayInterval>, 7> week;  ///< Monday first; each day's intervals ascending and apart
};

/// Why a stretch of time is or isn't working time.
enum class DayKind : std::uint8_t {
  kWorkday,        ///< as in the weekly pattern, or with other hours by an exception
  kDayOff,         ///< no working time in the weekly pattern: a weekend
  kHoliday,        ///< an exception without working time
  kMakeUpWorkday,  ///< working time by an exception where the weekly pattern has none
};

/// A maximal stretch of working time within one local day, in instants. Intervals that touch are one stretch.
struct WorkingSpan {
  Time begin{};
  Time end{};
  DayKind day = DayKind::kWorkday;
  std::chrono::local_days date{};
};

class Calendar {
 public:
  /// `schema_violation` for a zone that the machine doesn't know, for no version or two of the same day, and
  /// for intervals that overlap, are out of order, are empty or leave the day; the detail names which, the
  /// pointer is /zone, /versions/V, /versions/V/week/D/I (versions by their day, Monday is 0) or
  /// /exceptions/DATE/I.
  static Result<Calendar> make(std::string code, std::string zone, std::vector<CalendarVersion> versions,
                               std::map<std::chrono::local_days, DayException> exceptions);

  const std::string& code() const { return code_; }
  const std::string& zone() const { return zone_; }

  std::chrono::local_days local_day(Time at) const;
  DayKind kind(std::chrono::local_days day) const;
  const DayException* exception(std::chrono::local_days day) const;

  /// The instant after the last one of a local day.
  Time end_of(std::chrono::local_days day) const;

  /// The working spans that end after `from`, in order, cut to begin at `from` at the earliest; stops when
  /// `each` returns false, or with the year 9999.
  void walk(Time from, const std::function<bool(const WorkingSpan&)>& each) const;

  /// Working time in [from, to); zero when to ≤ from.
  Duration working_between(Time from, Time to) const;
  /// The first instant at which `amount` of working time has passed since `from`; nothing when the calendar
  /// never gives that much. With amount zero: `from`.
  std::optional<Time> add_working(Time from, Duration amount) const;
  /// The end of the `days_wanted`-th working day after the local day of `from` (that day itself doesn't
  /// count). `from` where days_wanted ≤ 0; nothing when the calendar never gives that many.
  std::optional<Time> end_of_working_day(Time from, int days_wanted) const;

 private:
  /// From this instant on local time is UTC + offset, until the next period.
  struct Period {
    Time from{};
    std::chrono::seconds offset{};
  };
  class Days;

  Calendar() = default;

  std::size_t period_at(Time at) const;
  Time period_end(std::size_t period) const;
  const CalendarVersion& version(std::chrono::local_days day) const;
  template <class OnSpan, class OnWeeks>
  void visit(Time from, Time to, OnSpan on_span, OnWeeks on_weeks) const;

  std::string code_;
  std::string zone_;
  std::vector<Period> periods_;  ///< ascending; the first begins with the year 1
  std::vector<CalendarVersion> versions_;
  std::map<std::chrono::local_days, DayException> exceptions_;
};

}  // namespace gridhall::model
