#include "ingest/tables/read_tables.hpp"

#include <fstream>

#include "tests/source_tree.hpp"
#include "tests/unit/ingest/tables/problem_lines.hpp"
#include "tests/unit/store/model/clock_fixture.hpp"

namespace gridhall::tables {
namespace {

using model::instant;

const std::string kClasses =
    "scheme = \"test\"\n[[version]]\nfrom = 2025-01-01\n[[version.class]]\ncode = \"noise.bar\"\n"
    "name = { en = \"Noise\" }\nunit = \"urban\"\n";
const std::string kUnits = "[[unit]]\ncode = \"urban\"\nname = { en = \"Urban\" }\n";
const std::string kCalendar =
    "[[calendar]]\ncode = \"office\"\n[[calendar.version]]\nfrom = 2025-01-01\nmon = [\"09:00-17:00\"]\n";

/// The ```toml blocks of a page.
std::vector<std::string> examples(const std::filesystem::path& page) {
  std::ifstream in(page);
  std::vector<std::string> out;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "```toml") {
      inside = true;
      out.emplace_back();
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      out.back().append(line).append("\n");
    }
  }
  return out;
}

TEST_CASE("the three files make tables together") {
  Problems problems;
  const auto tables = read_tables({kClasses, kCalendar, kUnits}, {}, "Asia/Shanghai", problems);
  INFO(all_lines(problems));
  REQUIRE(tables != nullptr);
  CHECK(tables->scheme() == "test");
  const model::ClassRow* const row = tables->find_class("noise.bar", instant("2025-06-01T00:00:00Z"));
  REQUIRE(row != nullptr);
  const model::Unit* const unit = tables->handling_unit(*row, {});
  REQUIRE(unit != nullptr);
  CHECK(unit->code == "urban");
  CHECK(tables->calendar_for(unit, {}) == tables->default_calendar());
  CHECK(tables->default_calendar()->zone() == "Asia/Shanghai");
}

TEST_CASE("without files every case is unclassified and every hour counts, in the city's days") {
  Problems problems;
  const auto tables = read_tables({}, {}, "Asia/Shanghai", problems);
  REQUIRE(tables != nullptr);
  CHECK(problems.empty());
  CHECK(tables->class_code("/hotline", "noise.bar") == model::kUnclassified);
  const model::Calendar* const calendar = tables->calendar_for(nullptr, {});
  REQUIRE(calendar != nullptr);
  CHECK(calendar->code() == "24h");
  const auto from = instant("2025-01-01T00:00:00Z");
  CHECK(calendar->working_between(from, from + std::chrono::hours(24 * 365)) == std::chrono::hours(24 * 365));
  CHECK(calendar->local_day(instant("2025-01-01T16:00:00Z")) == model::day(2025, 1, 2));
}

TEST_CASE("a zone that the machine doesn't know is told, where it is needed") {
  Problems problems;
  CHECK(read_tables({}, {}, "Asia/Atlantis", problems) == nullptr);
  check_told(problems, "city.time_zone is \"Asia/Atlantis\"; allowed: a name of the IANA");
}

TEST_CASE("every mistake of all files is told in one go, under the names of the files") {
  Problems problems;
  const auto tables =
      read_tables({kClasses + "colour = 1\n", kCalendar + "holiday = 1\n", kUnits + "boss = 1\n"},
                  {"c.toml", "k.toml", "u.toml"}, "Asia/Shanghai", problems);
  CHECK(tables == nullptr);
  INFO(all_lines(problems));
  CHECK(problems.lines().size() == 3);
  CHECK(told(problems, "c.toml:8: version[0].class[0] \"noise.bar\": colour"));
  CHECK(told(problems, "k.toml:6: calendar[0] \"office\": version[0].holiday"));
  CHECK(told(problems, "u.toml:4: unit[0] \"urban\": boss"));
}

TEST_CASE("a unit is missing where no units are configured") {
  Problems problems;
  CHECK(read_tables({kClasses, "", ""}, {}, "UTC", problems) == nullptr);
  check_told(problems, "unit is \"urban\"; allowed: the code of a unit");
}

TEST_CASE("a file that is no TOML is told by line and column, and costs no other complaint") {
  Problems problems;
  CHECK(read_tables({kClasses, kCalendar, kUnits + "areas = [\n"}, {}, "UTC", problems) == nullptr);
  check_told(problems, "units.toml:");
}

TEST_CASE("what was told before does not make good tables bad") {
  Problems problems;
  problems.add("--listen", "nowhere", "allowed: an address");
  CHECK(read_tables({kClasses, kCalendar, kUnits}, {}, "UTC", problems) != nullptr);
  CHECK(problems.lines().size() == 1);
}

TEST_CASE("the examples of the page on tables are tables") {
  const auto found = examples(source_tree() / "ingest/tables/README.md");
  REQUIRE(found.size() == 3);
  Problems problems;
  const auto tables = read_tables({.classes = found[2], .calendar = found[0], .units = found[1]}, {},
                                  "Asia/Shanghai", problems);
  INFO(all_lines(problems));
  REQUIRE(tables != nullptr);
  CHECK(tables->class_code("/hotline", "A-17") == "garbage.exposed");
}

TEST_CASE("a problem says where, what and what is allowed") {
  Problems problems;
  CHECK(problems.empty());
  problems.add("city.toml: city.name", "", "allowed: 1 to 200 bytes");
  problems.add("--rate", "fast", "allowed: a number");
  REQUIRE(problems.lines().size() == 2);
  CHECK(problems.lines()[0] == "city.toml: city.name; allowed: 1 to 200 bytes");
  CHECK(problems.lines()[1] == "--rate is \"fast\"; allowed: a number");
}

}  // namespace
}  // namespace gridhall::tables
