#include "dashboard/city_days.hpp"

#include <catch2/catch.hpp>

using namespace gridhall;
using namespace gridhall::dashboard;

TEST_CASE("days of the city are as long as its clocks say") {
  const CityDays days("America/New_York");
  const auto plain = days.day("2026-06-13");
  REQUIRE(plain);
  CHECK(model::format_rfc3339(plain->begin) == "2026-06-13T04:00:00Z");
  CHECK(plain->end - plain->begin == std::chrono::hours(24));
  CHECK(days.day("2026-03-08")->end - days.day("2026-03-08")->begin == std::chrono::hours(23));
  CHECK(days.day("2026-11-01")->end - days.day("2026-11-01")->begin == std::chrono::hours(25));
}

TEST_CASE("a midnight that the clocks skip begins when they jump") {
  const CityDays days("America/Sao_Paulo");
  CHECK(model::format_rfc3339(days.day("2018-11-04")->begin) == "2018-11-04T03:00:00Z");
}

TEST_CASE("what is not a date is nothing, an unknown zone throws") {
  const CityDays days("UTC");
  for (const char* text :
       {"", "2026-13-01", "2026-02-29", "2026-1-1", "2026-01-01T00:00:00Z", "20260101", "0000-01-01"}) {
    CHECK_FALSE(days.day(text));
  }
  CHECK(days.day("2024-02-29"));
  CHECK_THROWS(CityDays("Mars/Olympus"));
}
