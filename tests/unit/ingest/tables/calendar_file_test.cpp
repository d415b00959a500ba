#include "ingest/tables/calendar_file.hpp"

#include "tests/unit/ingest/tables/problem_lines.hpp"
#include "tests/unit/store/model/clock_fixture.hpp"

namespace gridhall::tables {
namespace {

using model::at;
using model::day;
using model::DayKind;

const std::string kWeek =
    "[[calendar.version]]\nfrom = 2025-01-01\nmon = [\"09:00-12:00\", \"13:00-17:00\"]\n";
const std::string kOffice = "[[calendar]]\ncode = \"office\"\n" + kWeek;

CalendarFile read(const std::string& text, Problems& problems) {
  return read_calendars(text, "calendar.toml", "Asia/Shanghai", problems);
}

/// What is told about the office calendar with something added to it.
Problems with(const std::string& more) {
  Problems problems;
  read(kOffice + more, problems);
  return problems;
}

Problems week(const std::string& monday) {
  Problems problems;
  read("[[calendar]]\ncode = \"office\"\n[[calendar.version]]\nfrom = 2025-01-01\nmon = " + monday + "\n",
       problems);
  return problems;
}

TEST_CASE("a calendar is read with its zone, pattern, exceptions and areas") {
  Problems problems;
  const CalendarFile file = read(
      "[[calendar]]\ncode = \"ny\"\nzone = \"America/New_York\"\nareas = [\"36\", \"34\"]\n" + kWeek +
          "[[calendar.exception]]\ndate = 2025-01-06\nhours = []\nname = { en = \"Closed\", zh = \"休\" }\n"
          "[[calendar.exception]]\nfrom = 2025-01-11\nto = 2025-01-12\nhours = [\"00:00-24:00\"]\n",
      problems);
  INFO(all_lines(problems));
  REQUIRE(problems.empty());
  const model::Calendar& calendar = file.calendars.at("ny");
  CHECK(calendar.zone() == "America/New_York");
  CHECK(calendar.kind(day(2025, 1, 13)) == DayKind::kWorkday);
  CHECK(calendar.kind(day(2025, 1, 14)) == DayKind::kDayOff);
  CHECK(calendar.kind(day(2025, 1, 6)) == DayKind::kHoliday);
  CHECK(calendar.kind(day(2025, 1, 11)) == DayKind::kMakeUpWorkday);
  CHECK(calendar.kind(day(2025, 1, 12)) == DayKind::kMakeUpWorkday);
  REQUIRE(calendar.exception(day(2025, 1, 6)) != nullptr);
  CHECK(calendar.exception(day(2025, 1, 6))->name_en == "Closed");
  CHECK(calendar.exception(day(2025, 1, 6))->name_zh == "休");
  // 09:00 to 12:00 and 13:00 to 17:00 in New York.
  CHECK(calendar.working_between(model::instant("2025-01-13T14:00:00Z"),
                                 model::instant("2025-01-13T22:00:00Z")) == at(7));
  CHECK(file.calendar_of_area.at("34") == "ny");
}

TEST_CASE("a calendar without a zone works in the city's") {
  Problems problems;
  const CalendarFile file = read(kOffice, problems);
  CHECK(file.calendars.at("office").zone() == "Asia/Shanghai");
}

TEST_CASE("a single calendar is the default, of several the one that says so") {
  Problems problems;
  CHECK(read(kOffice, problems).default_calendar == "office");
  const std::string second = "[[calendar]]\ncode = \"night\"\ndefault = true\n" + kWeek;
  CHECK(read(kOffice + second, problems).default_calendar == "night");
  INFO(all_lines(problems));
  CHECK(problems.empty());
}

TEST_CASE("several calendars need one default") {
  check_told(with("[[calendar]]\ncode = \"night\"\n" + kWeek),
             ": calendar is \"a list\"; allowed: default = true");
  Problems problems;
  const std::string flag = "default = true\n";
  read("[[calendar]]\ncode = \"a\"\n" + flag + kWeek + "[[calendar]]\ncode = \"b\"\n" + flag + kWeek,
       problems);
  check_only(
      problems,
      "calendar.toml:9: calendar[1] \"b\": default is \"true\"; allowed: one default calendar; it is \"a\"");
}

TEST_CASE("a calendar's zone must be known to the machine") {
  Problems problems;
  read("[[calendar]]\ncode = \"office\"\nzone = \"Asia/Atlantis\"\n" + kWeek, problems);
  check_told(
      problems,
      "calendar.toml:3: calendar[0] \"office\": zone is \"Asia/Atlantis\"; allowed: a name of the IANA");
}

TEST_CASE("an unknown zone is told beside other mistakes") {
  Problems problems;
  read("[[calendar]]\ncode = \"office\"\nzone = \"Asia/Atlantis\"\n", problems);
  INFO(all_lines(problems));
  CHECK(problems.lines().size() == 2);
  CHECK(told(problems, "zone is"));
  CHECK(told(problems, "calendar[0] \"office\": version; allowed: one block"));
}

TEST_CASE("hours must be hours of a day, in order and apart") {
  for (const std::string wrong : {"9:00-12:00", "09:00-25:00", "09:60-10:00", "12:00-09:00", "09:00-09:00",
                                  "09:00 - 12:00", "24:00-24:01", "morning"}) {
    INFO(wrong);
    check_told(week("[\"" + wrong + "\"]"),
               "calendar.toml:5: calendar[0] \"office\": version[0].mon[0] is \"" + wrong +
                   "\"; allowed: hours such as");
  }
  check_told(week("[\"09:00-12:00\", \"11:00-13:00\"]"),
             "mon[1] is \"11:00-13:00\"; allowed: hours that follow");
  check_told(week("[\"13:00-17:00\", \"09:00-12:00\"]"),
             "mon[1] is \"09:00-12:00\"; allowed: hours that follow");
  check_told(week("\"09:00-12:00\""), "mon is \"09:00-12:00\"; allowed: a list of strings");
  check_told(week("[9]"), "mon[0] is \"9\"; allowed: a string");
  CHECK(week("[\"09:00-12:00\", \"12:00-24:00\"]").empty());
}

TEST_CASE("a weekly pattern needs its day, and hours") {
  Problems problems;
  read("[[calendar]]\ncode = \"office\"\n[[calendar.version]]\n", problems);
  INFO(all_lines(problems));
  CHECK(problems.lines().size() == 2);
  CHECK(told(problems, "version[0].from; required: a date"));
  CHECK(told(problems, "version[0].mon; allowed: hours on one day"));
}

TEST_CASE("two weekly patterns can't begin on one day") {
  check_told(with(kWeek), "version[1].from is \"2025-01-01\"; allowed: each day once");
}

TEST_CASE("a date is a date without quotes") {
  const std::string hours = "hours = []\n";
  check_told(with("[[calendar.exception]]\ndate = \"2025-10-01\"\n" + hours),
             "exception[0].date is \"2025-10-01\"; allowed: a date without quotes");
  check_told(with("[[calendar.exception]]\ndate = 2025-10-01T00:00:00\n" + hours), "exception[0].date is");
  Problems problems = with("[[calendar.exception]]\ndate = 2025-02-30\n" + hours);
  CHECK(problems.lines().size() == 1);
  CHECK(told(problems, "calendar.toml:7:"));
}

TEST_CASE("an exception has one day, or a first and a last one") {
  const std::string head = "[[calendar.exception]]\nhours = []\n";
  check_told(with(head), "exception[0].date; allowed: date, or from and to");
  check_told(with(head + "from = 2025-10-01\n"), "exception[0].to; required: a date");
  check_told(with(head + "to = 2025-10-01\n"), "exception[0].from; required: a date");
  check_told(with(head + "date = 2025-10-01\nto = 2025-10-02\n"),
             "exception[0].to is \"2025-10-02\"; allowed: either");
  check_told(with(head + "from = 2025-10-02\nto = 2025-10-01\n"),
             "exception[0].to is \"2025-10-01\"; allowed: the last");
  check_told(with(head + "from = 2025-10-02\nto = 2052-10-01\n"),
             "exception[0].to is \"2052-10-01\"; allowed: the last");
}

TEST_CASE("an exception must say its hours, even none") {
  check_told(with("[[calendar.exception]]\ndate = 2025-10-01\n"),
             "exception[0].hours; allowed: a list of hours");
}

TEST_CASE("two exceptions can't hold the same day") {
  check_told(with("[[calendar.exception]]\nfrom = 2025-10-01\nto = 2025-10-08\nhours = []\n"
                  "[[calendar.exception]]\ndate = 2025-10-08\nhours = [\"09:00-12:00\"]\n"),
             "exception[1].date is \"2025-10-08\"; allowed: one exception a day");
}

TEST_CASE("codes and areas stand in one calendar each") {
  Problems problems;
  const std::string areas = "areas = [\"1\"]\n";
  read("[[calendar]]\ncode = \"a\"\ndefault = true\n" + areas + kWeek + "[[calendar]]\ncode = \"a\"\n" +
           areas + kWeek,
       problems);
  INFO(all_lines(problems));
  CHECK(problems.lines().size() == 2);
  CHECK(told(problems, "calendar[1] \"a\": code is \"a\"; allowed: each code once"));
  CHECK(told(problems, "calendar[1] \"a\": areas[0] is \"1\"; allowed: an area in one calendar"));
}

TEST_CASE("unknown keys of a calendar are mistakes at every level") {
  check_told(with("holiday = []\n"),
             "calendar.toml:6: calendar[0] \"office\": version[0].holiday; no such key; allowed:");
  check_told(with("[[calendar.exception]]\ndate = 2025-10-01\nhours = []\nday = 1\n"),
             "exception[0].day; no such key");
  Problems problems;
  read("city = 1\n" + kOffice, problems);
  check_only(problems, "calendar.toml:1: city; no such key; allowed: calendar");
}

TEST_CASE("a calendar file without a calendar is a mistake") {
  Problems problems;
  read("# nothing yet\n", problems);
  check_told(problems, "calendar; allowed: one block of [[calendar]] or more");
}

}  // namespace
}  // namespace gridhall::tables
