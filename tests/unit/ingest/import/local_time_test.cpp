#include "ingest/import/local_time.hpp"

#include <catch2/catch.hpp>

#include "ingest/import/layout.hpp"

namespace gridhall::importer {
namespace {

LocalClock clock_in(const std::string& zone) {
  std::vector<TimeFormat> formats;
  for (const auto& pattern : common_time_formats()) formats.push_back(*TimeFormat::compile(pattern));
  return LocalClock(zone, std::move(formats));
}

std::string utc(LocalClock& clock, std::string_view text) {
  const auto reading = clock.read(text);
  if (!reading) return std::string(model::to_string(reading.error().code));
  return model::format_rfc3339(reading->time) + (reading->ambiguous ? " ambiguous" : "");
}

std::string in_order(LocalClock& clock, std::string_view text) {
  const auto reading = clock.read_in_order(text);
  if (!reading) return std::string(model::to_string(reading.error().code));
  return model::format_rfc3339(reading->time) + (reading->ambiguous ? " ambiguous" : "");
}

TEST_CASE("the date formats of the city exports are read in one column") {
  auto clock = clock_in("America/New_York");
  CHECK(utc(clock, "05/01/2022 12:00:03 AM") == "2022-05-01T04:00:03Z");
  CHECK(utc(clock, "5/1/2022 1:05:03 pm") == "2022-05-01T17:05:03Z");
  CHECK(utc(clock, "2011-07-01 01:32:33") == "2011-07-01T05:32:33Z");
  CHECK(utc(clock, "2026-06-11T02:00:04.000") == "2026-06-11T06:00:04Z");
  CHECK(utc(clock, "2026-06-11T02:00:04.25") == "2026-06-11T06:00:04.250Z");
  CHECK(utc(clock, "12/31/2022 12:00 PM") == "2022-12-31T17:00:00Z");
  CHECK(utc(clock, "1/2/2022 23:59") == "2022-01-03T04:59:00Z");
  CHECK(utc(clock, "01/01/1900") == "1900-01-01T05:00:00Z");
  CHECK(utc(clock, "2059-12-31 19:00:00") == "2060-01-01T00:00:00Z");
}

TEST_CASE("a time with an offset is an instant and asks no zone") {
  auto clock = clock_in("America/New_York");
  CHECK(utc(clock, "2022-03-13T02:30:00Z") == "2022-03-13T02:30:00Z");
  CHECK(utc(clock, "2022-03-13T02:30:00-0500") == "2022-03-13T07:30:00Z");
  CHECK(utc(clock, "2022-03-13 02:30:00 +05:30") == "2022-03-12T21:00:00Z");
}

TEST_CASE("what is no time is refused") {
  auto clock = clock_in("America/New_York");
  for (const std::string text :
       {"", "yesterday", "13/01/2022 12:00:00 AM", "02/29/2022 01:00:00 AM", "05/01/2022 13:00:00 AM",
        "05/01/2022 00:00:00 AM", "2022-05-01 24:00:00", "2022-05-01 12:60:00", "2022-05-01 12:00:60",
        "2022-05-01T12:00:00+24:00", "2022-05-01 12:00:00 UTC", "0000-01-01", "22-05-01"}) {
    INFO(text);
    CHECK(utc(clock, text) == "time_invalid");
  }
}

TEST_CASE("the hour that clocks skip is refused and the hours beside it are not") {
  auto clock = clock_in("America/New_York");
  CHECK(utc(clock, "2022-03-13 01:59:59") == "2022-03-13T06:59:59Z");
  CHECK(utc(clock, "2022-03-13 02:00:00") == "time_invalid");
  CHECK(utc(clock, "2022-03-13 02:59:59") == "time_invalid");
  CHECK(utc(clock, "2022-03-13 03:00:00") == "2022-03-13T07:00:00Z");
}

TEST_CASE("a repeated hour is daylight time until the file steps back, and standard time from then on") {
  auto clock = clock_in("America/New_York");
  CHECK(in_order(clock, "2011-11-06 00:59:00") == "2011-11-06T04:59:00Z");
  CHECK(in_order(clock, "2011-11-06 01:09:48") == "2011-11-06T05:09:48Z ambiguous");
  CHECK(in_order(clock, "2011-11-06 01:54:07") == "2011-11-06T05:54:07Z ambiguous");
  CHECK(in_order(clock, "2011-11-06 01:13:20") == "2011-11-06T06:13:20Z ambiguous");
  CHECK(in_order(clock, "2011-11-06 01:55:00") == "2011-11-06T06:55:00Z ambiguous");
  CHECK(in_order(clock, "2011-11-06 02:00:00") == "2011-11-06T07:00:00Z");
}

TEST_CASE("a row behind the repeated hour in time but before it in the file means standard time") {
  auto clock = clock_in("America/New_York");
  in_order(clock, "2011-11-05 12:00:00");
  in_order(clock, "2011-11-06 00:10:00");
  in_order(clock, "2011-11-06 02:10:00");
  CHECK(in_order(clock, "2011-11-06 01:50:00") == "2011-11-06T06:50:00Z ambiguous");
}

TEST_CASE("a file that is sorted newest first gives the same instants") {
  auto clock = clock_in("America/Los_Angeles");
  in_order(clock, "11/5/2017 3:00:00 AM");
  in_order(clock, "11/5/2017 2:30:00 AM");
  CHECK(in_order(clock, "11/5/2017 1:50:00 AM") == "2017-11-05T09:50:00Z ambiguous");
  CHECK(in_order(clock, "11/5/2017 1:10:00 AM") == "2017-11-05T09:10:00Z ambiguous");
  CHECK(in_order(clock, "11/5/2017 1:40:00 AM") == "2017-11-05T08:40:00Z ambiguous");
  CHECK(in_order(clock, "11/5/2017 1:05:00 AM") == "2017-11-05T08:05:00Z ambiguous");
  CHECK(in_order(clock, "11/5/2017 12:50:00 AM") == "2017-11-05T07:50:00Z");
}

TEST_CASE("the next year's repeated hour starts afresh") {
  auto clock = clock_in("America/New_York");
  in_order(clock, "2011-11-06 01:50:00");
  CHECK(in_order(clock, "2011-11-06 01:10:00") == "2011-11-06T06:10:00Z ambiguous");
  CHECK(in_order(clock, "2012-11-04 01:30:00") == "2012-11-04T05:30:00Z ambiguous");
}

TEST_CASE("a closing in the repeated hour is never before its opening where it need not be") {
  auto clock = clock_in("America/New_York");
  const auto opened = *model::parse_rfc3339("2011-11-06T05:58:00Z");
  const auto closed = clock.read("2011-11-06 01:10:00", opened);
  REQUIRE(closed.has_value());
  CHECK(model::format_rfc3339(closed->time) == "2011-11-06T06:10:00Z");
  CHECK(closed->ambiguous);
}

TEST_CASE("patterns that can't give a date are no formats") {
  CHECK_FALSE(TimeFormat::compile("%H:%M"));
  CHECK_FALSE(TimeFormat::compile("%Y-%m"));
  CHECK_FALSE(TimeFormat::compile("%Y-%m-%d %q"));
  CHECK_FALSE(TimeFormat::compile("%Y-%m-%d %"));
  const auto format = TimeFormat::compile("%d. %b %y %H:%M");
  REQUIRE(format);
  auto clock = LocalClock("UTC", {*format});
  CHECK(utc(clock, "3. Feb 99 4:05") == "1999-02-03T04:05:00Z");
}

TEST_CASE("zones are told from what is none") {
  CHECK(zone_exists("Europe/Berlin"));
  CHECK_FALSE(zone_exists("Europe/Atlantis"));
  CHECK_FALSE(zone_exists(""));
}

}  // namespace
}  // namespace gridhall::importer
