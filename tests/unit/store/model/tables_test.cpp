#include "store/model/tables.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/store/model/clock_fixture.hpp"

using namespace gridhall::model;

namespace {

const std::vector<AreaRef> kHezhouMarket = {{0, "990103"}, {1, "990103001"}, {2, "990103001004"}};

ClassRow row(const std::string& code, const std::string& unit = "") {
  ClassRow out;
  out.code = code;
  out.unit = unit;
  return out;
}

Unit unit(const std::string& code, const std::string& parent = "", std::vector<std::string> areas = {},
          const std::string& calendar = "") {
  Unit out;
  out.code = code;
  out.parent = parent;
  out.areas = std::move(areas);
  out.calendar = calendar;
  return out;
}

std::map<std::string, Calendar, std::less<>> calendars(const std::vector<std::string>& codes) {
  std::map<std::string, Calendar, std::less<>> out;
  for (const std::string& code : codes)
    out.try_emplace(code, *Calendar::make(code, "Asia/Shanghai", {workweek({{at(9), at(17)}})}, {}));
  return out;
}

/// Sanitation with a team in each of two districts, and one in a subdistrict of one of them.
Tables sanitation() {
  TableParts parts;
  parts.units = {unit("sanitation.hezhou.market", "sanitation.hezhou", {"990103001"}),
                 unit("sanitation.nandi", "sanitation", {"990107"}),
                 unit("sanitation"),
                 unit("sanitation.hezhou", "sanitation", {"990103"}),
                 unit("sanitation.crane", "sanitation"),
                 unit("parks"),
                 unit("parks.hezhou", "parks", {"990103", "990103001004"})};
  return Tables(std::move(parts));
}

std::string handler(const Tables& tables, const std::string& of, std::span<const AreaRef> areas) {
  const Unit* const found = tables.handling_unit(row("any", of), areas);
  return found == nullptr ? "none" : found->code;
}

}  // namespace

TEST_CASE("a class has the version of the local day of the report") {
  TableParts parts;
  ClassVersion later{day(2026, 1, 1), {row("noise.bar", "new")}};
  ClassVersion earlier{day(2025, 1, 1), {row("noise.bar", "old"), row("dog.stray", "old")}};
  parts.versions = {later, earlier};
  parts.calendars = calendars({"office"});
  parts.default_calendar = "office";
  const Tables tables(std::move(parts));
  const auto handled_by = [&tables](const std::string& time) {
    const ClassRow* const found = tables.find_class("noise.bar", instant(time));
    return found == nullptr ? "none" : found->unit;
  };
  // Midnight in Shanghai is 16:00 in UTC.
  CHECK(handled_by("2025-12-31T15:59:59Z") == "old");
  CHECK(handled_by("2025-12-31T16:00:00Z") == "new");
  CHECK(tables.find_class("dog.stray", instant("2025-06-01T00:00:00Z")) != nullptr);
  CHECK(tables.find_class("dog.stray", instant("2026-06-01T00:00:00Z")) == nullptr);
}

TEST_CASE("the first version of the class table holds before its day too") {
  TableParts parts;
  parts.versions = {{day(2025, 1, 1), {row("noise.bar")}}};
  const Tables tables(std::move(parts));
  CHECK(tables.find_class("noise.bar", instant("1999-01-01T00:00:00Z")) != nullptr);
}

TEST_CASE("tables without classes know no class") {
  const Tables tables;
  CHECK(tables.find_class("noise.bar", instant("2025-01-01T00:00:00Z")) == nullptr);
  CHECK(tables.class_code("/hotline", "noise.bar") == kUnclassified);
  CHECK(tables.calendar_for(nullptr, kHezhouMarket) == nullptr);
  CHECK(tables.handling_unit(row("noise.bar", "urban"), kHezhouMarket) == nullptr);
}

TEST_CASE("a class is found whatever the order of the rows") {
  TableParts parts;
  parts.versions = {{day(2025, 1, 1), {row("tree.fallen"), row("ad.illegal"), row("noise.bar")}}};
  const Tables tables(std::move(parts));
  const Time now = instant("2025-05-01T00:00:00Z");
  for (const std::string code : {"ad.illegal", "noise.bar", "tree.fallen"}) {
    INFO(code);
    REQUIRE(tables.find_class(code, now) != nullptr);
    CHECK(tables.find_class(code, now)->code == code);
  }
  CHECK(tables.find_class("noise", now) == nullptr);
  CHECK(tables.find_class(kUnclassified, now) == nullptr);
}

TEST_CASE("a service code is mapped, else taken as a class, else unclassified") {
  TableParts parts;
  parts.versions = {{day(2025, 1, 1), {row("noise.bar"), row("dog.stray")}}};
  parts.mappings = {{"/hotline", false, {{"17", "noise.bar"}, {"dog.stray", "noise.bar"}}}};
  const Tables tables(std::move(parts));
  CHECK(tables.class_code("/hotline/2", "17") == "noise.bar");
  CHECK(tables.class_code("/hotline/2", "dog.stray") == "noise.bar");
  CHECK(tables.class_code("/hotline/2", "noise.bar") == "noise.bar");
  CHECK(tables.class_code("/hotline/2", "18") == kUnclassified);
  CHECK(tables.class_code("/cad", "dog.stray") == "dog.stray");
  CHECK(tables.class_code("/cad", "17") == kUnclassified);
  CHECK(tables.class_code("/cad", "") == kUnclassified);
}

TEST_CASE("a class that only an older version has is still a class") {
  TableParts parts;
  parts.versions = {{day(2025, 1, 1), {row("noise.bar")}}, {day(2026, 1, 1), {row("dog.stray")}}};
  const Tables tables(std::move(parts));
  CHECK(tables.class_code("/cad", "noise.bar") == "noise.bar");
}

TEST_CASE("of several source prefixes the longest counts, alone") {
  TableParts parts;
  parts.versions = {{day(2025, 1, 1), {row("noise.bar"), row("dog.stray")}}};
  parts.mappings = {{"/city", true, {{"17", "noise.bar"}, {"18", "noise.bar"}}},
                    {"/city/hotline", false, {{"17", "dog.stray"}}}};
  const Tables tables(std::move(parts));
  CHECK(tables.class_code("/city/hotline", "17") == "dog.stray");
  CHECK(tables.class_code("/city/hotline", "18") == kUnclassified);
  CHECK(tables.class_code("/city/cad", "17") == "noise.bar");
  CHECK(tables.strict("/city/cad"));
  CHECK_FALSE(tables.strict("/city/hotline"));
  CHECK_FALSE(tables.strict("/elsewhere"));
}

TEST_CASE("a case goes to the team that claims the innermost of its areas") {
  const Tables tables = sanitation();
  const std::vector<AreaRef> elsewhere = {{0, "990101"}};
  const std::vector<AreaRef> other_street = {{0, "990103"}, {1, "990103002"}};
  CHECK(handler(tables, "sanitation", kHezhouMarket) == "sanitation.hezhou.market");
  CHECK(handler(tables, "sanitation", other_street) == "sanitation.hezhou");
  CHECK(handler(tables, "sanitation", elsewhere) == "sanitation");
  CHECK(handler(tables, "sanitation", {}) == "sanitation");
  CHECK(handler(tables, "parks", kHezhouMarket) == "parks.hezhou");
}

TEST_CASE("the order of a case's areas does not choose the team") {
  const Tables tables = sanitation();
  const std::vector<AreaRef> inner_first(kHezhouMarket.rbegin(), kHezhouMarket.rend());
  CHECK(handler(tables, "sanitation", inner_first) == "sanitation.hezhou.market");
}

TEST_CASE("a class of a team stays with it and the teams below it") {
  const Tables tables = sanitation();
  CHECK(handler(tables, "sanitation.hezhou", kHezhouMarket) == "sanitation.hezhou.market");
  CHECK(handler(tables, "sanitation.nandi", kHezhouMarket) == "sanitation.nandi");
}

TEST_CASE("a class without a unit, or of one that doesn't exist, is nobody's") {
  const Tables tables = sanitation();
  CHECK(handler(tables, "", kHezhouMarket) == "none");
  CHECK(handler(tables, "harbour", kHezhouMarket) == "none");
}

TEST_CASE("a unit works by its own calendar, else its parent's, else the area's, else the default") {
  TableParts parts;
  parts.calendars = calendars({"office", "always", "hezhou", "market"});
  parts.calendar_of_area = {{"990103", "hezhou"}, {"990103001", "market"}};
  parts.default_calendar = "office";
  parts.units = {unit("fire", "", {}, "always"), unit("fire.hezhou", "fire", {"990103"}),
                 unit("fire.drones", "fire.hezhou", {}, "office"), unit("parks")};
  const Tables tables(std::move(parts));
  const auto code = [&tables](const std::string& of, std::span<const AreaRef> areas) {
    const Calendar* const found = tables.calendar_for(tables.find_unit(of), areas);
    return found == nullptr ? "none" : found->code();
  };
  CHECK(code("fire", kHezhouMarket) == "always");
  CHECK(code("fire.hezhou", kHezhouMarket) == "always");
  CHECK(code("fire.drones", kHezhouMarket) == "office");
  CHECK(code("parks", kHezhouMarket) == "market");
  CHECK(code("parks", std::span(kHezhouMarket).first(1)) == "hezhou");
  CHECK(code("parks", {}) == "office");
  CHECK(code("no such unit", {}) == "office");
}

TEST_CASE("a unit is within itself and everything above it") {
  const Tables tables = sanitation();
  CHECK(tables.within("sanitation.hezhou.market", "sanitation"));
  CHECK(tables.within("sanitation.hezhou.market", "sanitation.hezhou"));
  CHECK(tables.within("sanitation", "sanitation"));
  CHECK_FALSE(tables.within("sanitation", "sanitation.hezhou"));
  CHECK_FALSE(tables.within("sanitation.hezhou", "parks"));
  CHECK_FALSE(tables.within("harbour", "harbour"));
  CHECK_FALSE(tables.within("", "parks"));
}

TEST_CASE("parents in a circle end a walk, they don't hold it up") {
  TableParts parts;
  parts.units = {unit("a", "b", {"990103"}), unit("b", "a"), unit("c")};
  const Tables tables(std::move(parts));
  CHECK_FALSE(tables.within("a", "c"));
  CHECK(handler(tables, "c", kHezhouMarket) == "c");
  CHECK(tables.calendar_for(tables.find_unit("a"), {}) == nullptr);
}

TEST_CASE("a user's unit is the one that names the user") {
  TableParts parts;
  parts.units = {unit("parks"), unit("fire")};
  parts.units[1].members = {"li.wei"};
  const Tables tables(std::move(parts));
  REQUIRE(tables.unit_of_member("li.wei") != nullptr);
  CHECK(tables.unit_of_member("li.wei")->code == "fire");
  CHECK(tables.unit_of_member("nobody") == nullptr);
}

TEST_CASE("a copy of tables stands by itself") {
  Tables copy;
  {
    const Tables original = sanitation();
    copy = original;
  }
  CHECK(handler(copy, "sanitation", kHezhouMarket) == "sanitation.hezhou.market");
}

TEST_CASE("class families have the names of classes.toml") {
  for (const ClassFamily family : {ClassFamily::kComponent, ClassFamily::kEvent})
    CHECK(parse_class_family(to_string(family)) == family);
  CHECK_FALSE(parse_class_family("Event").has_value());
}
