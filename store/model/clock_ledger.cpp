#include "store/model/clock_ledger.hpp"

#include <algorithm>
#include <utility>

namespace gridhall::model {
namespace {

// A ledger is read by people: two months of days are more than a limit has, and a case that lies for years
// must not have thousands of lines.
constexpr std::chrono::days kTold{62};

class Ledger {
 public:
  Ledger(const Measure& measure, Time start) : measure_(measure), told_until_(start + kTold) {}

  std::vector<LedgerLine> result() && { return std::move(lines_); }

  void add(const Stretch& stretch) {
    if (stretch.pace != Pace::kCounts) {
      LedgerLine line = blank(stretch.from, stretch.to, stretch.state);
      line.kind = stretch.pace == Pace::kPaused ? LedgerKind::kPaused : LedgerKind::kVerification;
      line.working = measure_.between(stretch.from, stretch.to);
      lines_.push_back(std::move(line));
      return;
    }
    if (measure_.calendar() == nullptr) {
      summary(stretch.from, stretch.to, stretch.state);
      return;
    }
    const Time told = std::clamp(told_until_, stretch.from, stretch.to);
    day_by_day(*measure_.calendar(), stretch.from, told, stretch.state);
    summary(told, stretch.to, stretch.state);
  }

  void add(const Extension& extension, State state) {
    const Time from = within_calendar(extension.granted_at);
    const auto is_extension = [](const LedgerLine& line) { return line.kind == LedgerKind::kExtended; };
    auto place = std::find_if(lines_.begin(), lines_.end(),
                              [&](const LedgerLine& line) { return !is_extension(line) && line.to > from; });
    LedgerLine line = blank(from, within_calendar(extension.due_at), state);
    line.kind = LedgerKind::kExtended;
    if (place != lines_.end()) {
      line.state = place->state;
      // The line that it was granted in comes before it, and so do extensions that were granted earlier.
      if (place->from < from) ++place;
      while (place != lines_.end() && is_extension(*place)) ++place;
    }
    lines_.insert(place, std::move(line));
  }

 private:
  static LedgerLine blank(Time from, Time to, State state) {
    LedgerLine line;
    line.from = from;
    line.to = to;
    line.state = state;
    return line;
  }

  void summary(Time from, Time to, State state) {
    if (from >= to) return;
    LedgerLine line = blank(from, to, state);
    line.counted = line.working = measure_.between(from, to);
    if (line.counted == Duration::zero()) line.kind = LedgerKind::kOffHours;
    lines_.push_back(std::move(line));
  }

  void day_by_day(const Calendar& calendar, Time from, Time to, State state) {
    if (from >= to) return;
    calendar.walk(from, [&](const WorkingSpan& span) {
      if (span.begin >= to) return false;
      free_time(calendar, from, span.begin, state);
      from = std::min(span.end, to);
      LedgerLine line = blank(span.begin, from, state);
      line.counted = line.working = from - span.begin;
      describe(calendar, span.date, span.day, line);
      push(std::move(line));
      return from < to;
    });
    free_time(calendar, from, to, state);
  }

  void free_time(const Calendar& calendar, Time from, Time to, State state) {
    while (from < to) {
      const std::chrono::local_days day = calendar.local_day(from);
      const Time end = std::min(to, calendar.end_of(day));
      LedgerLine line = blank(from, end, state);
      const DayKind kind = calendar.kind(day);
      line.kind = kind == DayKind::kDayOff    ? LedgerKind::kDayOff
                  : kind == DayKind::kHoliday ? LedgerKind::kHoliday
                                              : LedgerKind::kOffHours;
      describe(calendar, day, kind, line);
      push(std::move(line));
      from = end;
    }
  }

  static void describe(const Calendar& calendar, std::chrono::local_days day, DayKind kind,
                       LedgerLine& line) {
    line.make_up_day = kind == DayKind::kMakeUpWorkday;
    if (const DayException* const exception = calendar.exception(day)) {
      line.name_en = exception->name_en;
      line.name_zh = exception->name_zh;
    }
  }

  // Midnight alone is no reason for a new line.
  void push(LedgerLine line) {
    if (!lines_.empty()) {
      LedgerLine& last = lines_.back();
      if (last.to == line.from && last.kind == line.kind && last.state == line.state &&
          last.make_up_day == line.make_up_day && last.name_en == line.name_en &&
          last.name_zh == line.name_zh) {
        last.to = line.to;
        last.counted += line.counted;
        last.working += line.working;
        return;
      }
    }
    lines_.push_back(std::move(line));
  }

  const Measure& measure_;
  Time told_until_;
  std::vector<LedgerLine> lines_;
};

}  // namespace

Duration Measure::between(Time from, Time to) const {
  if (to <= from) return Duration::zero();
  return calendar_ != nullptr ? calendar_->working_between(from, to) : to - from;
}

std::optional<Time> Measure::add(Time from, Duration amount) const {
  if (amount <= Duration::zero()) return from;
  if (calendar_ != nullptr) return calendar_->add_working(from, amount);
  if (amount > kCalendarEnd - from) return std::nullopt;
  return from + amount;
}

std::vector<LedgerLine> clock_ledger(const ClockRun& run, const Measure& measure,
                                     std::span<const Extension> extensions) {
  if (!run.started_at) return {};
  Ledger ledger(measure, *run.started_at);
  for (const Stretch& stretch : run.past) ledger.add(stretch);
  for (const Extension& extension : extensions) ledger.add(extension, run.state);
  return std::move(ledger).result();
}

}  // namespace gridhall::model
