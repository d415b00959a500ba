// The tables of deploy/demo, as they are shipped.
#include <fstream>
#include <iterator>
#include <set>

#include "ingest/simulate/case_class.hpp"
#include "ingest/simulate/city.hpp"
#include "ingest/tables/read_tables.hpp"
#include "tests/source_tree.hpp"
#include "tests/unit/ingest/tables/problem_lines.hpp"
#include "tests/unit/store/model/clock_fixture.hpp"

namespace gridhall::tables {
namespace {

using model::Clock;
using model::day;
using model::DayKind;
using model::instant;

std::string demo_file(const std::string& name) {
  std::ifstream in(source_tree() / "deploy/demo" / name);
  INFO(name);
  REQUIRE(in.is_open());
  return {std::istreambuf_iterator<char>(in), {}};
}

const model::Tables& demo() {
  static const auto tables = [] {
    Problems problems;
    auto read = read_tables({.classes = demo_file("classes.toml"),
                             .calendar = demo_file("calendar.toml"),
                             .units = demo_file("units.toml")},
                            {}, "Asia/Shanghai", problems);
    INFO(all_lines(problems));
    REQUIRE(read != nullptr);
    return read;
  }();
  return *tables;
}

const model::ClassRow& class_of(std::string_view code) {
  const model::ClassRow* const row = demo().find_class(code, instant("2026-06-01T00:00:00Z"));
  INFO(code);
  REQUIRE(row != nullptr);
  return *row;
}

DayKind kind(int year, unsigned month, unsigned date) {
  return demo().default_calendar()->kind(day(year, month, date));
}

TEST_CASE("each class of the demo city's stream has its row, name and family in the demo's table") {
  for (const simulate::CaseClass& expected : simulate::case_classes()) {
    INFO(expected.code);
    CHECK(demo().class_code("/linshui/hotline", expected.code) == expected.code);
    const model::ClassRow& row = class_of(expected.code);
    CHECK(row.name == model::Words{std::string(expected.name.en), std::string(expected.name.zh)});
    CHECK((row.family == model::ClassFamily::kComponent) ==
          (expected.family == simulate::Family::kComponent));
    CHECK_FALSE(row.group.zh.empty());
    CHECK_FALSE(row.filing_condition.zh.empty());
    CHECK_FALSE(row.closing_condition.en.empty());
  }
}

TEST_CASE("each class of the demo is handled by the agency that the demo city's sources name") {
  for (const simulate::CaseClass& expected : simulate::case_classes()) {
    INFO(expected.code);
    const model::Unit* const unit = demo().handling_unit(class_of(expected.code), {});
    REQUIRE(unit != nullptr);
    CHECK(unit->name == model::Words{std::string(expected.agency.en), std::string(expected.agency.zh)});
  }
}

TEST_CASE("each class of the demo has a deadline, and what is urgent runs by the wall clock") {
  for (const simulate::CaseClass& expected : simulate::case_classes()) {
    INFO(expected.code);
    const auto& limits = class_of(expected.code).rules.limits;
    const auto& handling = limits[static_cast<std::size_t>(Clock::kHandling)];
    REQUIRE(handling.has_value());
    CHECK(limits[static_cast<std::size_t>(Clock::kFiling)].has_value());
    CHECK(limits[static_cast<std::size_t>(Clock::kDispatch)].has_value());
    if (expected.incident) CHECK(*handling == model::Limit{expected.limit_h, model::LimitUnit::kHours});
  }
}

TEST_CASE("the areas of the demo's units are areas of the demo city") {
  const simulate::City& city = simulate::city();
  std::set<std::string> known;
  for (const auto* const layer : {&city.districts, &city.streets, &city.communities}) {
    for (const simulate::CityArea& area : *layer) known.insert(area.code);
  }
  for (const model::Unit& unit : demo().units()) {
    for (const std::string& area : unit.areas) {
      INFO(unit.code << " " << area);
      CHECK(known.contains(area));
    }
  }
}

TEST_CASE("a case of the demo goes to the team of its district") {
  const std::vector<model::AreaRef> hezhou = {{0, "990103"}, {1, "990103005"}};
  const std::vector<model::AreaRef> riverside = {{0, "990103"}, {1, "990103001"}};
  const auto code = [](std::string_view of, std::span<const model::AreaRef> areas) {
    const model::Unit* const unit = demo().handling_unit(class_of(of), areas);
    return unit == nullptr ? "" : unit->code;
  };
  CHECK(code("garbage.exposed", hezhou) == "sanitation.hezhou");
  CHECK(code("vendor.unlicensed", hezhou) == "urban.hezhou");
  CHECK(code("vendor.unlicensed", riverside) == "urban.hezhou.riverside");
  CHECK(code("gas.smell", hezhou) == "gas");
  REQUIRE(demo().unit_of_member("li.wei") != nullptr);
  CHECK(demo().unit_of_member("li.wei")->code == "hotline");
}

TEST_CASE("emergency units of the demo never have a day off, offices keep their hours") {
  const model::Calendar* const fire = demo().calendar_for(demo().find_unit("fire.hezhou"), {});
  REQUIRE(fire != nullptr);
  CHECK(fire->kind(day(2026, 10, 1)) == DayKind::kWorkday);
  const auto midnight = instant("2026-09-30T16:00:00Z");
  CHECK(fire->working_between(midnight, midnight + std::chrono::hours(24)) == std::chrono::hours(24));
  const model::Calendar* const office = demo().calendar_for(demo().find_unit("housing"), {});
  REQUIRE(office == demo().default_calendar());
  // A Tuesday without any exception: 3 h 30 in the morning and in the afternoon.
  const auto tuesday = instant("2026-06-01T16:00:00Z");
  CHECK(office->working_between(tuesday, tuesday + std::chrono::hours(24)) == std::chrono::hours(7));
}

TEST_CASE("the demo keeps China's holidays of 2025 and 2026, each day of them") {
  int holidays = 0;
  for (auto date = day(2025, 1, 1); date < day(2027, 1, 1); date += std::chrono::days(1)) {
    if (demo().default_calendar()->kind(date) == DayKind::kHoliday) ++holidays;
  }
  // 2025: 1 + 8 + 3 + 5 + 3 + 8; 2026: 3 + 9 + 3 + 5 + 3 + 3 + 7.
  CHECK(holidays == 28 + 33);
  CHECK(kind(2025, 1, 28) == DayKind::kHoliday);
  CHECK(kind(2025, 2, 4) == DayKind::kHoliday);
  CHECK(kind(2025, 2, 5) == DayKind::kWorkday);
  CHECK(kind(2025, 10, 8) == DayKind::kHoliday);
  CHECK(kind(2025, 10, 9) == DayKind::kWorkday);
  CHECK(kind(2026, 2, 15) == DayKind::kHoliday);
  CHECK(kind(2026, 2, 23) == DayKind::kHoliday);
  CHECK(kind(2026, 9, 25) == DayKind::kHoliday);
  CHECK(kind(2026, 10, 8) == DayKind::kWorkday);
}

TEST_CASE("the demo works on China's make-up days of 2025 and 2026, and on no other weekend") {
  std::set<std::chrono::local_days> found;
  for (auto date = day(2025, 1, 1); date < day(2027, 1, 1); date += std::chrono::days(1)) {
    if (demo().default_calendar()->kind(date) == DayKind::kMakeUpWorkday) found.insert(date);
  }
  CHECK(found == std::set<std::chrono::local_days>{day(2025, 1, 26), day(2025, 2, 8), day(2025, 4, 27),
                                                   day(2025, 9, 28), day(2025, 10, 11), day(2026, 1, 4),
                                                   day(2026, 2, 14), day(2026, 2, 28), day(2026, 5, 9),
                                                   day(2026, 9, 20), day(2026, 10, 10)});
  // A make-up day has an ordinary day's hours: 08:30 to 12:00 and 14:00 to 17:30 in Shanghai.
  CHECK(demo().default_calendar()->working_between(instant("2026-09-19T16:00:00Z"),
                                                   instant("2026-09-20T16:00:00Z")) == std::chrono::hours(7));
  CHECK(kind(2026, 9, 19) == DayKind::kDayOff);
}

TEST_CASE("New York's calendar has its twelve holidays a year, none of them on a weekend") {
  Problems problems;
  const auto tables =
      read_tables({.classes = "", .calendar = demo_file("calendar-new-york.toml"), .units = ""},
                  {.classes = "", .calendar = "calendar-new-york.toml", .units = ""}, "UTC", problems);
  INFO(all_lines(problems));
  REQUIRE(tables != nullptr);
  const model::Calendar& office = *tables->default_calendar();
  CHECK(office.zone() == "America/New_York");
  int holidays = 0;
  for (auto date = day(2025, 1, 1); date < day(2027, 1, 1); date += std::chrono::days(1)) {
    if (office.kind(date) != DayKind::kHoliday) continue;
    ++holidays;
    CHECK(std::chrono::weekday(date).iso_encoding() < 6);
  }
  CHECK(holidays == 24);
  CHECK(office.kind(day(2025, 11, 27)) == DayKind::kHoliday);
  CHECK(office.kind(day(2026, 7, 3)) == DayKind::kHoliday);
  CHECK(office.kind(day(2026, 7, 4)) == DayKind::kDayOff);
  // Eight hours on a day after the clocks went forward.
  CHECK(office.working_between(instant("2026-03-09T13:00:00Z"), instant("2026-03-09T21:00:00Z")) ==
        std::chrono::hours(8));
}

}  // namespace
}  // namespace gridhall::tables
