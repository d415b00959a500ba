#include "ingest/tables/class_file.hpp"

#include "tests/unit/ingest/tables/problem_lines.hpp"
#include "tests/unit/store/model/clock_fixture.hpp"

namespace gridhall::tables {
namespace {

using model::Clock;
using model::day;
using model::Limit;
using model::LimitUnit;

const std::string kHead = "scheme = \"test\"\n[[version]]\nfrom = 2025-01-01\n";

std::string row(const std::string& code, const std::string& more = "") {
  return "[[version.class]]\ncode = \"" + code + "\"\nname = { en = \"" + code + "\" }\n" + more;
}

ClassFile read(const std::string& text, Problems& problems) {
  return read_classes(text, "classes.toml", Codes{"urban"}, problems);
}

Problems told_of(const std::string& text) {
  Problems problems;
  read(text, problems);
  return problems;
}

/// What is told about a class with these keys.
Problems told_of_class(const std::string& keys) {
  return told_of(kHead + row("noise.bar", keys));
}

TEST_CASE("a class is read whole") {
  Problems problems;
  const ClassFile file = read(kHead + R"([[version.class]]
code = "noise.bar"
name = { en = "Noise, bar", zh = "商业噪声" }
family = "component"
group = { en = "Noise", zh = "噪声" }
unit = "urban"
filing = { en = "It is loud.", zh = "噪声。" }
closing = { en = "It is quiet.", zh = "安静。" }
limits.filing = { value = 0.25, unit = "hours" }
limits.handling = { value = 8, unit = "working_hours" }
limits.total = { value = 3, unit = "working_days" }
yellow = 0.5
verification = false
reopen_days = 0
sensitive = true
severity = "Minor"
keywords = ["bar", "酒吧"]
)",
                              problems);
  INFO(all_lines(problems));
  REQUIRE(problems.empty());
  CHECK(file.scheme == "test");
  REQUIRE(file.versions.size() == 1);
  CHECK(file.versions[0].from == day(2025, 1, 1));
  const model::ClassRow& read_row = file.versions[0].rows.at(0);
  CHECK(read_row.name == model::Words{"Noise, bar", "商业噪声"});
  CHECK(read_row.family == model::ClassFamily::kComponent);
  CHECK(read_row.group == model::Words{"Noise", "噪声"});
  CHECK(read_row.unit == "urban");
  CHECK(read_row.filing_condition == model::Words{"It is loud.", "噪声。"});
  CHECK(read_row.closing_condition == model::Words{"It is quiet.", "安静。"});
  const auto limit = [&read_row](Clock clock) {
    return read_row.rules.limits[static_cast<std::size_t>(clock)];
  };
  CHECK(limit(Clock::kFiling) == Limit{0.25, LimitUnit::kHours});
  CHECK(limit(Clock::kHandling) == Limit{8, LimitUnit::kWorkingHours});
  CHECK(limit(Clock::kTotal) == Limit{3, LimitUnit::kWorkingDays});
  CHECK_FALSE(limit(Clock::kDispatch).has_value());
  CHECK(read_row.rules.yellow == 0.5);
  CHECK_FALSE(read_row.verification);
  CHECK(read_row.reopen_days == 0);
  CHECK(read_row.sensitive);
  CHECK(read_row.default_severity == model::Severity::kMinor);
  CHECK(read_row.keywords == std::vector<std::string>{"bar", "酒吧"});
}

TEST_CASE("a class has its own ladder, else its version's, and an empty one is none") {
  using model::EscalationLevel;
  using model::Light;
  Problems problems;
  const ClassFile file = read("scheme = \"test\"\n[[version]]\nfrom = 2025-01-01\n" +
                                  std::string(R"(ladder = [{ at = "red", do = "supervise" }]
)") + row("a") + row("b", "ladder = []\n") +
                                  row("c", R"(ladder = [
  { at = "yellow", do = "nudge" },
  { at = "red", do = "nudge" },
  { at = "red", after = { value = 4, unit = "working_hours" }, do = "raise" },
]
)"),
                              problems);
  INFO(all_lines(problems));
  REQUIRE(problems.empty());
  const auto& rows = file.versions.at(0).rows;
  CHECK(rows[0].ladder == std::vector<model::Rung>{{Light::kRed, {}, EscalationLevel::kSupervised}});
  CHECK(rows[1].ladder.empty());
  REQUIRE(rows[2].ladder.size() == 3);
  CHECK(rows[2].ladder[0] == model::Rung{Light::kYellow, {}, EscalationLevel::kNudged});
  CHECK(rows[2].ladder[2] ==
        model::Rung{Light::kRed, Limit{4, LimitUnit::kWorkingHours}, EscalationLevel::kRaised});
}

TEST_CASE("a ladder's rungs rise: what comes too early, asks for less or is no word of ladders is told") {
  const auto told = [](const std::string& rungs) {
    return all_lines(told_of_class("ladder = [" + rungs + "]\n"));
  };
  CHECK(told(R"({ at = "green", do = "nudge" })").find("yellow, red") != std::string::npos);
  CHECK(told(R"({ at = "red", do = "shout" })").find("nudge, supervise, raise") != std::string::npos);
  CHECK(told(R"({ do = "nudge" })").find("at") != std::string::npos);
  CHECK(told(R"({ at = "red", after = { value = 0, unit = "hours" }, do = "raise" })").find("above 0") !=
        std::string::npos);
  const char* const rule = "a rung later than the one before it";
  for (
      const char* const rungs : {
          R"({ at = "red", do = "nudge" }, { at = "yellow", do = "raise" })",
          R"({ at = "yellow", do = "raise" }, { at = "red", do = "nudge" })",
          R"({ at = "red", do = "nudge" }, { at = "red", do = "raise" })",
          R"({ at = "red", after = { value = 2, unit = "hours" }, do = "nudge" }, { at = "red", after = { value = 1, unit = "hours" }, do = "raise" })",
          R"({ at = "red", after = { value = 2, unit = "hours" }, do = "nudge" }, { at = "red", after = { value = 1, unit = "working_days" }, do = "raise" })",
      }) {
    INFO(rungs);
    CHECK(told(rungs).find(rule) != std::string::npos);
  }
}

TEST_CASE("a class that says nothing is verified, can always be reopened and has no limits") {
  Problems problems;
  const ClassFile file = read(kHead + row("noise.bar"), problems);
  REQUIRE(problems.empty());
  const model::ClassRow& read_row = file.versions.at(0).rows.at(0);
  CHECK(read_row.verification);
  CHECK_FALSE(read_row.reopen_days.has_value());
  CHECK_FALSE(read_row.sensitive);
  CHECK_FALSE(read_row.default_severity.has_value());
  CHECK(read_row.family == model::ClassFamily::kEvent);
  CHECK(read_row.rules.yellow == model::ClockRules().yellow);
  for (const auto& limit : read_row.rules.limits) CHECK_FALSE(limit.has_value());
}

TEST_CASE("the rows of a version are sorted by their codes") {
  Problems problems;
  const ClassFile file = read(kHead + row("b") + row("a") + row("c"), problems);
  const auto& rows = file.versions.at(0).rows;
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].code == "a");
  CHECK(rows[2].code == "c");
}

TEST_CASE("a limit has a value above zero and a known unit") {
  const auto limit = [](const std::string& text) {
    return told_of_class("limits.handling = " + text + "\n");
  };
  check_only(
      limit("{ value = 0, unit = \"hours\" }"),
      "classes.toml:7: version[0].class[0] \"noise.bar\": limits.handling.value is \"0\"; allowed: a number "
      "above 0, ten years at most");
  check_told(limit("{ value = -2.5, unit = \"hours\" }"), "limits.handling.value is \"-2.5\"");
  check_told(limit("{ value = 1e9, unit = \"working_hours\" }"), "limits.handling.value is \"");
  check_told(limit("{ value = 3651, unit = \"working_days\" }"), "limits.handling.value is \"3651\"");
  check_told(limit("{ value = nan, unit = \"hours\" }"),
             "limits.handling.value is \"nan\"; allowed: a number");
  check_told(limit("{ value = inf, unit = \"hours\" }"),
             "limits.handling.value is \"inf\"; allowed: a number");
  check_told(limit("{ value = \"8\", unit = \"hours\" }"),
             "limits.handling.value is \"8\"; allowed: a number");
  check_told(limit("{ value = 8, unit = \"days\" }"),
             "limits.handling.unit is \"days\"; allowed: hours, working_hours, working_days");
  check_told(limit("{ value = 8 }"), "limits.handling.unit; required");
  check_told(limit("{ unit = \"hours\" }"), "limits.handling.value; required");
  check_told(limit("{ value = 1, unit = \"hours\", calendar = \"a\" }"),
             "limits.handling.calendar; no such key");
  check_told(limit("\"8 hours\""), "limits.handling is \"8 hours\"; allowed: a table");
}

TEST_CASE("working days are whole, hours need not be") {
  const auto limit = [](const std::string& text) {
    return told_of_class("limits.handling = " + text + "\n");
  };
  check_told(limit("{ value = 1.5, unit = \"working_days\" }"),
             "limits.handling.value is \"1.5\"; allowed: whole working days");
  CHECK(limit("{ value = 2.0, unit = \"working_days\" }").empty());
  CHECK(limit("{ value = 1.5, unit = \"working_hours\" }").empty());
}

TEST_CASE("limits are of the six clocks") {
  check_told(told_of_class("limits.repair = { value = 1, unit = \"hours\" }\n"),
             "limits.repair; no such key; allowed: filing dispatch acknowledge handling verification total");
}

TEST_CASE("a class without verification has no limit of it") {
  check_told(told_of_class("verification = false\nlimits.verification = { value = 1, unit = \"hours\" }\n"),
             "verification is \"false\"; allowed: true, or no limits.verification");
}

TEST_CASE("yellow is a share between nothing and all") {
  for (const std::string wrong : {"0", "1", "-0.5", "66", "nan"}) {
    INFO(wrong);
    check_told(told_of_class("yellow = " + wrong + "\n"),
               "\"noise.bar\": yellow is \"" + wrong + "\"; allowed: ");
  }
  CHECK(told_of_class("yellow = 0.01\n").empty());
}

TEST_CASE("days to reopen are whole and not below zero") {
  for (const std::string wrong : {"-1", "3651", "\"7\""}) {
    INFO(wrong);
    check_told(told_of_class("reopen_days = " + wrong + "\n"), "reopen_days is \"");
  }
  check_told(told_of_class("reopen_days = 7.0\n"), "allowed: a whole number, 0 to 3650");
}

TEST_CASE("family, severity and flags take their words only") {
  check_told(told_of_class("family = \"thing\"\n"), "family is \"thing\"; allowed: component, event");
  check_told(told_of_class("severity = \"minor\"\n"),
             "severity is \"minor\"; allowed: Unknown, Minor, Moderate");
  check_told(told_of_class("sensitive = \"no\"\n"), "sensitive is \"no\"; allowed: true or false");
  check_told(told_of_class("verification = 0\n"), "verification is \"0\"; allowed: true or false");
  check_told(told_of_class("keywords = \"bar\"\n"), "keywords is \"bar\"; allowed: a list of strings");
  check_told(told_of_class("keywords = [\"bar\", 1]\n"), "keywords[1] is \"1\"; allowed: a string");
}

TEST_CASE("a class's unit must exist") {
  check_told(told_of_class("unit = \"harbour\"\n"),
             "\"noise.bar\": unit is \"harbour\"; allowed: the code of a unit");
  Problems problems;
  read_classes(kHead + row("noise.bar", "unit = \"harbour\"\n"), "classes.toml", std::nullopt, problems);
  CHECK(problems.empty());
}

TEST_CASE("a class's code stands once in a version") {
  check_only(told_of(kHead + row("noise.bar") + row("noise.bar")),
             "classes.toml:8: version[0].class[1] \"noise.bar\": code is \"noise.bar\"; allowed: each code "
             "once in a "
             "version");
  CHECK(told_of(kHead + row("noise.bar") + "[[version]]\nfrom = 2026-01-01\n" + row("noise.bar")).empty());
}

TEST_CASE("no class is called as cases without one") {
  check_told(told_of(kHead + row("unclassified")), "code is \"unclassified\"; allowed: any other");
}

TEST_CASE("two versions can't begin on one day") {
  check_told(told_of(kHead + row("a") + "[[version]]\nfrom = 2025-01-01\n" + row("a")),
             "classes.toml:8: version[1].from is \"2025-01-01\"; allowed: each day once");
}

TEST_CASE("a version needs its day and classes") {
  const Problems problems = told_of("scheme = \"test\"\n[[version]]\n");
  INFO(all_lines(problems));
  CHECK(problems.lines().size() == 2);
  CHECK(told(problems, "version[0].from; required: a date"));
  CHECK(told(problems, "version[0].class; allowed: one block"));
}

TEST_CASE("a class table needs a scheme and a version") {
  const Problems problems = told_of("# nothing yet\n");
  INFO(all_lines(problems));
  CHECK(problems.lines().size() == 2);
  CHECK(told(problems, "scheme; required"));
  CHECK(told(problems, "version; allowed: one block of [[version]] or more"));
}

TEST_CASE("a mapping leads to a class of some version") {
  const std::string versions = kHead + row("old") + "[[version]]\nfrom = 2026-01-01\n" + row("new");
  const std::string source = "[[source]]\nprefix = \"/hotline\"\nstrict = true\n";
  Problems problems;
  const ClassFile file =
      read(versions + source + "map = { \"1\" = \"old\", \"Noise: bar\" = \"new\" }\n", problems);
  INFO(all_lines(problems));
  CHECK(problems.empty());
  REQUIRE(file.mappings.size() == 1);
  CHECK(file.mappings[0].prefix == "/hotline");
  CHECK(file.mappings[0].strict);
  CHECK(file.mappings[0].codes.at("Noise: bar") == "new");
  check_told(told_of(versions + source + "map = { \"1\" = \"newer\" }\n"),
             "source[0] \"/hotline\": map.1 is \"newer\"; allowed: the code of a class");
}

TEST_CASE("a source's prefix is needed, once") {
  const std::string source = "[[source]]\nprefix = \"/hotline\"\n";
  check_told(told_of(kHead + row("a") + source + source),
             "source[1] \"/hotline\": prefix is \"/hotline\"; allowed: each prefix once");
  check_told(told_of(kHead + row("a") + "[[source]]\nstrict = true\n"), "source[0].prefix; required");
}

TEST_CASE("unknown keys of a class table are mistakes at every level") {
  check_told(told_of_class("colour = 1\n"),
             "class[0] \"noise.bar\": colour; no such key; allowed: code name family");
  check_told(told_of(kHead + row("a") + "[[source]]\nprefix = \"/a\"\nmapping = {}\n"),
             "source[0] \"/a\": mapping; no such key");
  check_told(told_of("schema = 1\n" + kHead + row("a")),
             "classes.toml:1: schema; no such key; allowed: scheme source version");
}

TEST_CASE("wrong values are shown short and on one line") {
  const Problems problems = told_of_class("family = \"" + std::string(300, 'x') + "\"\n");
  REQUIRE(problems.lines().size() == 1);
  CHECK(problems.lines()[0].size() < 300);
  check_told(told_of_class("family = \"a\\nb\"\n"), "family is \"a b\"");
}

}  // namespace
}  // namespace gridhall::tables
