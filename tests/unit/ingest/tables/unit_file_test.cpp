#include "ingest/tables/unit_file.hpp"

#include "tests/unit/ingest/tables/problem_lines.hpp"

namespace gridhall::tables {
namespace {

/// A unit that needs no more.
std::string block(const std::string& code, const std::string& more = "") {
  return "[[unit]]\ncode = \"" + code + "\"\nname = { en = \"Parks\" }\n" + more;
}

Problems told_of(const std::string& text) {
  Problems problems;
  read_units(text, "units.toml", Codes{"office"}, problems);
  return problems;
}

TEST_CASE("units are read with parent, areas, calendar and members") {
  Problems problems;
  const UnitFile file = read_units(
      "[[unit]]\ncode = \"parks\"\nname = { en = \"Parks\", zh = \"园林\" }\ncalendar = \"office\"\n" +
          block("parks.east",
                "parent = \"parks\"\nareas = [\"1\", \"2\"]\nmembers = [\"li.wei\", \"张敏\"]\n"),
      "units.toml", Codes{"office"}, problems);
  INFO(all_lines(problems));
  REQUIRE(problems.empty());
  REQUIRE(file.units.size() == 2);
  CHECK(file.units[0].name == model::Words{"Parks", "园林"});
  CHECK(file.units[0].calendar == "office");
  CHECK(file.units[1].parent == "parks");
  CHECK(file.units[1].areas == std::vector<std::string>{"1", "2"});
  CHECK(file.units[1].members == std::vector<std::string>{"li.wei", "张敏"});
  CHECK(file.codes == Codes{"parks", "parks.east"});
}

TEST_CASE("a name in one language stands for both") {
  Problems problems;
  const UnitFile file =
      read_units("[[unit]]\ncode = \"parks\"\nname = { zh = \"园林\" }\n", "units.toml", Codes{}, problems);
  CHECK(problems.empty());
  CHECK(file.units[0].name == model::Words{"园林", "园林"});
}

TEST_CASE("a unit needs a code of plain characters") {
  check_told(told_of("[[unit]]\nname = { en = \"Parks\" }\n"),
             "units.toml:1: unit[0].code; required: a string");
  for (const std::string wrong : {"", "parks east", "园林", "a*", "a,b"}) {
    INFO(wrong);
    check_told(told_of(block(wrong)), "units.toml:2: unit[0] \"" + wrong + "\": code");
  }
  check_told(told_of(block(std::string(101, 'a'))), "a string of 1 to 100 letters, digits and . _ -");
  CHECK(told_of(block(std::string(100, 'a'))).empty());
}

TEST_CASE("a unit needs a name") {
  check_told(told_of("[[unit]]\ncode = \"parks\"\n"), "unit[0] \"parks\": name; required: { en = ");
  check_told(told_of("[[unit]]\ncode = \"parks\"\nname = {}\n"),
             "unit[0] \"parks\": name is \"a table\"; allowed: { en");
  check_told(told_of("[[unit]]\ncode = \"parks\"\nname = \"Parks\"\n"),
             "unit[0] \"parks\": name is \"Parks\"; allowed: a table");
  check_told(told_of("[[unit]]\ncode = \"parks\"\nname = { en = \"Parks\", de = \"Parks\" }\n"),
             "unit[0] \"parks\": name.de; no such key; allowed: en zh");
}

TEST_CASE("a unit's code stands once") {
  check_only(told_of(block("parks") + block("parks")),
             "units.toml:5: unit[1] \"parks\": code is \"parks\"; allowed: each code once");
}

TEST_CASE("a parent must be another unit, before or after") {
  CHECK(told_of(block("parks.east", "parent = \"parks\"\n") + block("parks")).empty());
  check_told(told_of(block("parks", "parent = \"harbour\"\n")),
             "units.toml:4: unit[0] \"parks\": parent is \"harbour\"; allowed: the code of another unit");
}

TEST_CASE("parents in a circle are told at each unit of the circle") {
  check_told(told_of(block("a", "parent = \"a\"\n")),
             "unit[0] \"a\": parent is \"a\"; allowed: a unit that is not below");
  const Problems problems = told_of(block("a", "parent = \"c\"\n") + block("b", "parent = \"a\"\n") +
                                    block("c", "parent = \"b\"\n") + block("d", "parent = \"a\"\n"));
  INFO(all_lines(problems));
  CHECK(problems.lines().size() == 3);
  CHECK_FALSE(told(problems, "unit[3]"));
}

TEST_CASE("a unit's calendar must exist") {
  check_told(told_of(block("parks", "calendar = \"night\"\n")),
             "unit[0] \"parks\": calendar is \"night\"; allowed: the code of a calendar");
}

TEST_CASE("calendars that can't be known are not asked for") {
  Problems problems;
  read_units(block("parks", "calendar = \"night\"\n"), "units.toml", std::nullopt, problems);
  CHECK(problems.empty());
}

TEST_CASE("a user is in one unit, under a name without blanks") {
  check_told(told_of(block("a", "members = [\"li.wei\"]\n") + block("b", "members = [\"li.wei\"]\n")),
             "unit[1] \"b\": members[0] is \"li.wei\"; allowed: a user in one unit");
  check_told(told_of(block("a", "members = [\"li wei\"]\n")),
             "members[0] is \"li wei\"; allowed: a user's name");
  check_told(told_of(block("a", "members = [\"\"]\n")), "members[0]; allowed: a string");
  check_told(told_of(block("a", "members = [\"li.wei\", \"li.wei\"]\n")),
             "members[1] is \"li.wei\"; allowed: each of the list once");
}

TEST_CASE("two teams of one parent can't claim the same area") {
  const std::string team = "parent = \"parks\"\nareas = [\"1\"]\n";
  check_told(told_of(block("parks") + block("a", team) + block("b", team)),
             "unit[2] \"b\": areas is \"1\"; allowed: an area in one team of a parent; it is in \"a\" too");
  CHECK(told_of(block("parks") + block("fire") + block("a", team) +
                block("b", "parent = \"fire\"\nareas = [\"1\"]\n"))
            .empty());
}

TEST_CASE("unknown keys of a unit are mistakes") {
  check_told(told_of(block("parks", "area = []\n")),
             "unit[0] \"parks\": area; no such key; allowed: code name parent");
  check_told(told_of("units = []\n" + block("parks")), "units.toml:1: units; no such key; allowed: unit");
}

TEST_CASE("units are blocks") {
  check_told(told_of("unit = 1\n"), "units.toml:1: unit is \"1\"; allowed: one block of [[unit]] or more");
  check_told(told_of("unit = []\n"),
             "units.toml:1: unit is \"a list\"; allowed: one block of [[unit]] or more");
  check_told(told_of("# none\n"), "unit; allowed: one block of [[unit]] or more");
}

}  // namespace
}  // namespace gridhall::tables
