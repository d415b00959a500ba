#include "store/model/calendar.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>
#include <random>
#include <set>

#include "tests/unit/store/model/clock_fixture.hpp"

using namespace gridhall::model;
using namespace std::chrono_literals;

namespace {

const std::vector<DayInterval> kNine = {{at(9), at(17)}};

/// Another reader of the same zone data, the C library, asked minute by minute.
class Oracle {
 public:
  Oracle(const Calendar& office, std::vector<CalendarVersion> versions,
         std::map<std::chrono::local_days, DayException> exceptions)
      : versions_(std::move(versions)), exceptions_(std::move(exceptions)) {
    if (const char* before = std::getenv("TZ")) before_ = before;
    setenv("TZ", office.zone().c_str(), 1);
    tzset();
  }
  ~Oracle() {
    if (before_) {
      setenv("TZ", before_->c_str(), 1);
    } else {
      unsetenv("TZ");
    }
    tzset();
  }
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  std::pair<std::chrono::local_days, std::chrono::minutes> local(Time time) const {
    const auto seconds =
        static_cast<std::time_t>(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
    std::tm tm{};
    localtime_r(&seconds, &tm);
    return {day(tm.tm_year + 1900, static_cast<unsigned>(tm.tm_mon) + 1, static_cast<unsigned>(tm.tm_mday)),
            at(tm.tm_hour, tm.tm_min)};
  }
  bool works(Time minute) const {
    const auto [date, time] = local(minute);
    for (const DayInterval& interval : intervals(date)) {
      if (interval.begin <= time && time < interval.end) return true;
    }
    return false;
  }
  std::chrono::minutes between(Time from, Time to) const {
    std::chrono::minutes sum{};
    for (; from < to; from += 1min) {
      if (works(from)) sum += 1min;
    }
    return sum;
  }

 private:
  const std::vector<DayInterval>& intervals(std::chrono::local_days date) const {
    const auto exception = exceptions_.find(date);
    if (exception != exceptions_.end()) return exception->second.intervals;
    const CalendarVersion* version = &versions_.front();
    for (const CalendarVersion& next : versions_) {
      if (next.from <= date) version = &next;
    }
    return version->week[std::chrono::weekday(date).iso_encoding() - 1];
  }

  std::vector<CalendarVersion> versions_;
  std::map<std::chrono::local_days, DayException> exceptions_;
  std::optional<std::string> before_;
};

using Random = std::mt19937_64;

int pick(Random& random, int from, int to) {
  return std::uniform_int_distribution<int>(from, to)(random);
}

std::vector<DayInterval> random_intervals(Random& random) {
  std::set<int> marks;
  const int count = 2 * pick(random, 0, 3);
  while (static_cast<int>(marks.size()) < count) marks.insert(15 * pick(random, 0, 96));
  std::vector<DayInterval> out;
  for (auto mark = marks.begin(); mark != marks.end(); ++mark) {
    const int begin = *mark++;
    out.push_back({std::chrono::minutes(begin), std::chrono::minutes(*mark)});
  }
  return out;
}

/// Around these days the zone's clock changes: forward, back, back over midnight, by half an hour, by a day.
struct Place {
  const char* zone;
  std::chrono::local_days about;
};
const std::vector<Place>& places() {
  static const std::vector<Place> all = {
      {"America/New_York", day(2026, 3, 8)},   {"America/New_York", day(2026, 11, 1)},
      {"America/St_Johns", day(2007, 11, 4)},  {"America/Sao_Paulo", day(2018, 2, 18)},
      {"America/Sao_Paulo", day(2018, 11, 4)}, {"Australia/Lord_Howe", day(2026, 4, 5)},
      {"Pacific/Apia", day(2011, 12, 30)},     {"Africa/Casablanca", day(2026, 2, 15)},
      {"Asia/Shanghai", day(2026, 10, 1)},
  };
  return all;
}

struct Drawn {
  std::vector<CalendarVersion> versions;
  std::map<std::chrono::local_days, DayException> exceptions;
};

Drawn draw(Random& random, std::chrono::local_days about) {
  Drawn drawn;
  const int versions = pick(random, 1, 3);
  for (int v = 0; v < versions; ++v) {
    CalendarVersion version;
    version.from = about + std::chrono::days(3 * v - 3);
    for (auto& intervals : version.week) intervals = random_intervals(random);
    drawn.versions.push_back(version);
  }
  for (int e = pick(random, 0, 4); e > 0; --e) {
    drawn.exceptions[about + std::chrono::days(pick(random, -6, 6))] = {random_intervals(random), "", ""};
  }
  return drawn;
}

}  // namespace

TEST_CASE("working time is what lies within the intervals of working days") {
  const Calendar office = shanghai_office();
  // Wednesday noon to the next Wednesday noon, with the make-up Sunday between them.
  CHECK(office.working_between(instant("2026-09-16T12:00:00+08:00"), instant("2026-09-23T12:00:00+08:00")) ==
        48h);
  CHECK(office.working_between(instant("2026-09-16T12:30:00+08:00"), instant("2026-09-16T14:30:00+08:00")) ==
        1h);
  CHECK(office.working_between(instant("2026-09-16T18:00:00+08:00"), instant("2026-09-17T07:00:00+08:00")) ==
        0h);
  CHECK(office.working_between(instant("2026-09-17T18:00:00+08:00"), instant("2026-09-16T07:00:00+08:00")) ==
        0h);
}

TEST_CASE("a holiday does not count") {
  const Calendar office = shanghai_office();
  const Time wednesday = instant("2026-09-30T16:00:00+08:00");
  CHECK(office.working_between(wednesday, instant("2026-10-08T09:00:00+08:00")) == 2h);
  CHECK(office.add_working(wednesday, 2h) == instant("2026-10-08T09:00:00+08:00"));
  CHECK(office.end_of_working_day(wednesday, 1) == instant("2026-10-08T17:00:00+08:00"));
  CHECK(office.kind(day(2026, 10, 1)) == DayKind::kHoliday);
  REQUIRE(office.exception(day(2026, 10, 1)) != nullptr);
  CHECK(office.exception(day(2026, 10, 1))->name_zh == "国庆节");
}

TEST_CASE("a make-up workday counts and is told from a day with other hours") {
  auto versions = std::vector{workweek(kNine)};
  const Calendar office = calendar(
      "Asia/Shanghai", versions,
      {{day(2026, 9, 20), {kNine, "make-up", ""}}, {day(2026, 9, 21), {{{at(9), at(12)}}, "half", ""}}});
  CHECK(office.kind(day(2026, 9, 18)) == DayKind::kWorkday);
  CHECK(office.kind(day(2026, 9, 19)) == DayKind::kDayOff);
  CHECK(office.kind(day(2026, 9, 20)) == DayKind::kMakeUpWorkday);
  CHECK(office.kind(day(2026, 9, 21)) == DayKind::kWorkday);
  CHECK(office.exception(day(2026, 9, 19)) == nullptr);
  CHECK(office.working_between(instant("2026-09-19T00:00:00+08:00"), instant("2026-09-22T00:00:00+08:00")) ==
        11h);
}

TEST_CASE("the start's own day is none of the working days that a limit gives") {
  const Calendar office = shanghai_office();
  const Time friday = instant("2026-09-18T07:00:00+08:00");
  CHECK(office.end_of_working_day(friday, 1) == instant("2026-09-20T17:00:00+08:00"));
  CHECK(office.end_of_working_day(friday, 2) == instant("2026-09-21T17:00:00+08:00"));
  // A start on a free day: the first working day is the next one.
  CHECK(office.end_of_working_day(instant("2026-09-19T12:00:00+08:00"), 1) ==
        instant("2026-09-20T17:00:00+08:00"));
  // 250 working days of five a week are whole weeks and more.
  const Calendar plain = calendar("Asia/Shanghai", {workweek(kNine)});
  CHECK(plain.end_of_working_day(instant("2024-01-01T00:00:00+08:00"), 250) ==
        instant("2024-12-16T17:00:00+08:00"));
  CHECK(plain.end_of_working_day(friday, 0) == friday);
}

TEST_CASE("an interval that the clock change cuts has the hours that really passed") {
  const Calendar night = calendar("America/New_York", {all_week({{at(1), at(4)}})});
  const auto hours = [&](const std::string& from, const std::string& to) {
    return night.working_between(instant(from), instant(to));
  };
  CHECK(hours("2026-03-07T00:00:00-05:00", "2026-03-08T00:00:00-05:00") == 3h);
  CHECK(hours("2026-03-08T00:00:00-05:00", "2026-03-09T00:00:00-04:00") == 2h);
  CHECK(hours("2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00") == 4h);
  CHECK(night.add_working(instant("2026-03-08T00:00:00-05:00"), 90min) ==
        instant("2026-03-08T03:30:00-04:00"));
  CHECK(night.add_working(instant("2026-11-01T00:00:00-04:00"), 90min) ==
        instant("2026-11-01T01:30:00-05:00"));
}

TEST_CASE("a local hour that does not exist counts nothing and makes no working day") {
  const Calendar gap = calendar("America/New_York", {all_week({{at(2), at(3)}})});
  CHECK(gap.working_between(instant("2026-03-08T00:00:00-05:00"), instant("2026-03-09T00:00:00-04:00")) ==
        0h);
  CHECK(gap.end_of_working_day(instant("2026-03-07T12:00:00-05:00"), 1) ==
        instant("2026-03-09T03:00:00-04:00"));
}

TEST_CASE("a night shift over midnight and the clock change is one length after another") {
  const Calendar shift = calendar("America/New_York", {all_week({{at(0), at(6)}, {at(22), at(24)}})});
  CHECK(shift.working_between(instant("2026-10-31T22:00:00-04:00"), instant("2026-11-01T06:00:00-05:00")) ==
        9h);
  CHECK(shift.working_between(instant("2026-03-07T22:00:00-05:00"), instant("2026-03-08T06:00:00-04:00")) ==
        7h);
  // The span of each local day is one, whatever the clock does within it.
  std::vector<WorkingSpan> spans;
  shift.walk(instant("2026-10-31T23:00:00-04:00"), [&](const WorkingSpan& span) {
    spans.push_back(span);
    return spans.size() < 3;
  });
  REQUIRE(spans.size() == 3);
  CHECK(spans[0].begin == instant("2026-10-31T23:00:00-04:00"));
  CHECK(spans[0].date == day(2026, 10, 31));
  CHECK(spans[1].begin == spans[0].end);
  CHECK(spans[1].end == instant("2026-11-01T06:00:00-05:00"));
  CHECK(spans[1].date == day(2026, 11, 1));
  CHECK(spans[2].begin == instant("2026-11-01T22:00:00-05:00"));
}

TEST_CASE("a day that a clock going back over midnight visits twice is one working day") {
  // In St. John's, 4 November 2007 had begun for a minute when it was 23:01 of the 3rd again. Four whole
  // weeks from Sunday the 7th end there.
  const Calendar late = calendar("America/St_Johns", {all_week({{at(22), at(24)}})});
  const Time saturday = instant("2007-10-06T12:00:00-02:30");
  CHECK(late.end_of_working_day(saturday, 28) == instant("2007-11-04T00:00:00-03:30"));
  CHECK(late.end_of_working_day(saturday, 30) == instant("2007-11-06T00:00:00-03:30"));
}

TEST_CASE("each version of a calendar holds from its local day on and the first one before it too") {
  const Calendar office = calendar("Asia/Shanghai", {workweek({{at(10), at(12)}}, day(2026, 9, 23)),
                                                     workweek({{at(8), at(16)}}, day(2026, 9, 1))});
  const auto hours = [&](const std::string& from, const std::string& to) {
    return office.working_between(instant(from + "T00:00:00+08:00"), instant(to + "T00:00:00+08:00"));
  };
  CHECK(hours("2026-09-22", "2026-09-23") == 8h);
  CHECK(hours("2026-09-23", "2026-09-24") == 2h);
  CHECK(hours("2026-09-21", "2026-09-26") == 22h);
  CHECK(hours("2019-09-23", "2019-09-24") == 8h);
  CHECK(hours("2026-01-05", "2026-12-28") == 8h * (5 * 37 + 2) + 2h * (3 + 5 * 13));
}

TEST_CASE("a calendar that never works gives no time and costs none") {
  const Calendar never = calendar("America/New_York", {CalendarVersion{day(2020, 1, 1), {}}});
  const Time from = instant("0001-01-01T00:00:00Z");
  CHECK(never.working_between(from, instant("9999-12-31T00:00:00Z")) == 0h);
  CHECK_FALSE(never.add_working(from, 1h).has_value());
  CHECK(never.add_working(from, 0h) == from);
  CHECK_FALSE(never.end_of_working_day(from, 1).has_value());
  int spans = 0;
  never.walk(from, [&](const WorkingSpan&) { return ++spans > 0; });
  CHECK(spans == 0);
}

TEST_CASE("instants outside the years 1 to 9999 count as their first or last") {
  const Calendar office = shanghai_office();
  const Duration all = office.working_between(kCalendarBegin, kCalendarEnd);
  CHECK(all > 24h * 365 * 1000);
  CHECK(office.working_between(Time::min(), Time::max()) == all);
  CHECK(office.add_working(Time::min(), all).has_value());
  CHECK_FALSE(office.add_working(Time::min(), all + Duration(1)).has_value());
  CHECK_FALSE(office.add_working(Time::max(), 1h).has_value());
  CHECK_FALSE(office.end_of_working_day(Time::min(), std::numeric_limits<int>::max()).has_value());
  CHECK(office.local_day(Time::min()) <= office.local_day(Time::max()));
  CHECK(office.end_of(std::chrono::local_days::max()) == kCalendarEnd);
}

TEST_CASE("a calendar is refused with the place of what is wrong in it") {
  const auto pointer = [](const std::string& zone, std::vector<CalendarVersion> versions,
                          std::map<std::chrono::local_days, DayException> exceptions = {}) {
    const auto made = Calendar::make("c", zone, std::move(versions), std::move(exceptions));
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == Code::kSchemaViolation);
    CHECK_FALSE(made.error().detail.empty());
    return made.error().pointer;
  };
  CHECK(pointer("Middle/Nowhere", {workweek(kNine)}) == "/zone");
  CHECK(pointer("../../etc/passwd", {workweek(kNine)}) == "/zone");
  CHECK(pointer("", {workweek(kNine)}) == "/zone");
  CHECK(pointer("UTC", {}) == "/versions");
  CHECK(pointer("UTC", {workweek(kNine), workweek(kNine)}) == "/versions/1/from");
  CHECK(pointer("UTC", {workweek({{at(8), at(12)}, {at(11), at(17)}})}) == "/versions/0/week/0/1");
  CHECK(pointer("UTC", {workweek({{at(13), at(17)}, {at(8), at(12)}})}) == "/versions/0/week/0/1");
  CHECK(pointer("UTC", {workweek({{at(8), at(8)}})}) == "/versions/0/week/0/0");
  CHECK(pointer("UTC", {workweek({{at(20), at(24, 1)}})}) == "/versions/0/week/0/0");
  CHECK(pointer("UTC", {workweek({{at(-1), at(3)}})}) == "/versions/0/week/0/0");
  CHECK(pointer("UTC", {workweek(kNine)}, {{day(2026, 10, 1), {{{at(9), at(8)}}, "", ""}}}) ==
        "/exceptions/2026-10-01/0");
}

TEST_CASE("intervals that touch are one stretch of working time") {
  const Calendar office = calendar("UTC", {workweek({{at(8), at(12)}, {at(12), at(17)}})});
  std::vector<WorkingSpan> spans;
  office.walk(instant("2026-09-16T00:00:00Z"), [&](const WorkingSpan& span) {
    spans.push_back(span);
    return false;
  });
  REQUIRE(spans.size() == 1);
  CHECK(spans[0].end - spans[0].begin == 9h);
}

TEST_CASE("random calendars agree with the C library minute by minute around clock changes") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  Random random(seed);
  for (int round = 0; round < 45; ++round) {
    const Place& place = places()[static_cast<std::size_t>(round) % places().size()];
    INFO(place.zone << ", round " << round);
    const Drawn drawn = draw(random, place.about);
    const Calendar office = calendar(place.zone, drawn.versions, drawn.exceptions);
    const Oracle oracle(office, drawn.versions, drawn.exceptions);
    const Time middle(place.about.time_since_epoch());
    const Time from = middle + std::chrono::minutes(pick(random, -6 * 1440, 1440));
    const Time to = from + std::chrono::minutes(pick(random, 0, 8 * 1440));

    const auto counted = oracle.between(from, to);
    CHECK(office.working_between(from, to) == counted);
    CHECK(office.local_day(from) == oracle.local(from).first);
    CHECK(office.end_of(office.local_day(from)) > from);

    Duration walked{};
    Time last = from;
    office.walk(from, [&](const WorkingSpan& span) {
      if (span.begin >= to) return false;
      CHECK(span.begin >= last);
      CHECK(span.begin < span.end);
      CHECK(oracle.local(span.begin).first == span.date);
      CHECK(office.kind(span.date) == span.day);
      walked += std::min(span.end, to) - span.begin;
      last = span.end;
      return true;
    });
    CHECK(walked == counted);

    if (counted > 0min) {
      const Duration amount(
          std::uniform_int_distribution<Duration::rep>(1, Duration(counted).count())(random));
      const auto reached = office.add_working(from, amount);
      REQUIRE(reached.has_value());
      CHECK(office.working_between(from, *reached) == amount);
      CHECK(office.working_between(from, *reached - Duration(1)) == amount - Duration(1));
    }

    // Which day is the N-th with a working minute, and its last working minute.
    const int wanted = pick(random, 1, 4);
    std::vector<std::chrono::local_days> days;
    std::map<std::chrono::local_days, Time> ends;
    for (Time minute = from; minute < from + std::chrono::days(30); minute += 1min) {
      if (!oracle.works(minute)) continue;
      const auto date = oracle.local(minute).first;
      if (date <= oracle.local(from).first) continue;
      if (!ends.contains(date)) days.push_back(date);
      ends[date] = minute + 1min;
    }
    if (days.size() > static_cast<std::size_t>(wanted)) {
      CHECK(office.end_of_working_day(from, wanted) == ends[days[static_cast<std::size_t>(wanted) - 1]]);
    }
  }
}

TEST_CASE("whole weeks that are added up are what walking them day by day gives") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  Random random(seed);
  for (int round = 0; round < 30; ++round) {
    const Place& place = places()[static_cast<std::size_t>(round) % places().size()];
    INFO(place.zone << ", round " << round);
    const Drawn drawn = draw(random, place.about);
    const Calendar office = calendar(place.zone, drawn.versions, drawn.exceptions);
    const Time from = Time(place.about.time_since_epoch()) - std::chrono::minutes(pick(random, 0, 900'000));
    Duration sum{};
    Time at_time = from;
    int working_days = 0;
    for (int piece = 0; piece < 400; ++piece) {
      const Time next = at_time + std::chrono::minutes(pick(random, 1, 7'000));
      sum += office.working_between(at_time, next);  // less than a week: nothing is left out
      at_time = next;
    }
    CHECK(office.working_between(from, at_time) == sum);
    if (sum > Duration::zero()) {
      const auto reached = office.add_working(from, sum);
      REQUIRE(reached.has_value());
      CHECK(*reached <= at_time);
      CHECK(office.working_between(from, *reached) == sum);
      CHECK(office.working_between(from, *reached - Duration(1)) < sum);
    }
    std::set<std::chrono::local_days> seen;
    Time end = from;
    office.walk(from, [&](const WorkingSpan& span) {
      if (span.date > office.local_day(from) && seen.insert(span.date).second) ++working_days;
      if (working_days <= 300) end = span.end;
      return working_days <= 300 && span.end < at_time;
    });
    if (working_days > 300) {
      const auto reached = office.end_of_working_day(from, 299);
      REQUIRE(reached.has_value());
      CHECK(*reached <= end);
      CHECK(office.local_day(*reached - Duration(1)) == *std::next(seen.begin(), 298));
    }
  }
}
