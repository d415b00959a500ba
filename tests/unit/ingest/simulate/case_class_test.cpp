#include "ingest/simulate/case_class.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <set>
#include <string>

using namespace gridhall::simulate;

TEST_CASE("the class table has two families, dotted codes and no code twice") {
  std::set<std::string_view> codes;
  int components = 0;
  for (const CaseClass& row : case_classes()) {
    INFO(row.code);
    CHECK(codes.insert(row.code).second);
    CHECK(row.code.find('.') != std::string_view::npos);
    CHECK_FALSE(row.name.en.empty());
    CHECK_FALSE(row.name.zh.empty());
    CHECK_FALSE(row.agency.en.empty());
    CHECK_FALSE(row.en.empty());
    CHECK_FALSE(row.zh.empty());
    CHECK(row.limit_h > 0);
    CHECK(row.median_h < row.limit_h);
    components += row.family == Family::kComponent ? 1 : 0;
  }
  CHECK(codes.size() >= 60);
  CHECK(components >= 20);
  CHECK(static_cast<int>(codes.size()) - components >= 35);
}

TEST_CASE("channels and severities of a class are shares of one") {
  for (const CaseClass& row : case_classes()) {
    INFO(row.code);
    CHECK(std::accumulate(row.channels.begin(), row.channels.end(), 0.0) == Approx(1));
    CHECK(std::accumulate(row.severity.begin(), row.severity.end(), 0.0) == Approx(1));
  }
}

TEST_CASE("a pattern's mean over the week is one, and nights of the daytime pattern are quiet") {
  for (int pattern = 0; pattern <= static_cast<int>(Pattern::kNight); ++pattern) {
    double sum = 0;
    for (int hour = 0; hour < 168; ++hour) sum += activity(static_cast<Pattern>(pattern), hour);
    CHECK(sum / 168 == Approx(1));
  }
  CHECK(activity(Pattern::kDaytime, 10) > 5 * activity(Pattern::kDaytime, 3));
  CHECK(activity(Pattern::kOffice, 10) > 2 * activity(Pattern::kOffice, 5 * 24 + 10));
  CHECK(activity(Pattern::kNight, 23) > 3 * activity(Pattern::kNight, 11));
}

TEST_CASE("templates use only the blanks that their place can fill") {
  const std::set<std::string_view> anywhere{"at", "road", "house", "estate", "n", "k"};
  const std::set<std::string_view> in_towers{"bldg", "floor", "unit"};
  for (const CaseClass& row : case_classes()) {
    const bool tower = row.where == Where::kTower || row.where == Where::kHome;
    for (const auto* texts : {&row.en, &row.zh}) {
      for (std::string_view text : *texts) {
        INFO(row.code << ": " << text);
        for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
          const auto close = text.find('}', open);
          REQUIRE(close != std::string_view::npos);
          const auto blank = text.substr(open + 1, close - open - 1);
          CHECK((anywhere.contains(blank) || (tower && in_towers.contains(blank))));
        }
      }
    }
  }
}
