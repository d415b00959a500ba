#include "store/model/time.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>

using namespace gridhall::model;
using namespace std::chrono_literals;
using std::chrono::microseconds;
using std::chrono::sys_days;

namespace {

Time at(std::string_view text) {
  const auto time = parse_rfc3339(text);
  INFO(text);
  if (time.has_error()) INFO(time.error().detail);
  REQUIRE(time.has_value());
  return *time;
}

std::string complaint(std::string_view text) {
  const auto time = parse_rfc3339(text);
  INFO(text);
  REQUIRE(time.has_error());
  CHECK(time.error().code == Code::kTimeInvalid);
  CHECK(time.error().allowed.find("2026-11-24T06:02:11Z") != std::string::npos);
  return time.error().detail;
}

}  // namespace

TEST_CASE("a time is the same instant whatever its zone") {
  const Time expected = sys_days{std::chrono::year{2026} / 11 / 24} + 6h + 2min + 11s;
  CHECK(at("2026-11-24T06:02:11Z") == expected);
  CHECK(at("2026-11-24T14:02:11+08:00") == expected);
  CHECK(at("2026-11-24T01:02:11-05:00") == expected);
  CHECK(at("2026-11-25T05:47:11+23:45") == expected);
  CHECK(at("2026-11-24T06:02:11-00:00") == expected);
}

TEST_CASE("lower case letters and a space are taken as RFC 3339 allows") {
  CHECK(at("2026-11-24t06:02:11z") == at("2026-11-24T06:02:11Z"));
  CHECK(at("2026-11-24 06:02:11Z") == at("2026-11-24T06:02:11Z"));
}

TEST_CASE("fractions are cut at microseconds") {
  CHECK(at("1970-01-01T00:00:00.5Z").time_since_epoch() == 500ms);
  CHECK(at("1970-01-01T00:00:00.000001Z").time_since_epoch() == 1us);
  CHECK(at("1970-01-01T00:00:00.0000019999999999999999999999Z").time_since_epoch() == 1us);
  CHECK(at("1969-12-31T23:59:59.999999Z").time_since_epoch() == -1us);
}

TEST_CASE("a leap second is the last microsecond of its minute") {
  CHECK(at("2016-12-31T23:59:60Z") == at("2016-12-31T23:59:59.999999Z"));
  CHECK(at("1990-12-31T15:59:60-08:00") == at("1990-12-31T23:59:59.999999Z"));
  CHECK(at("2016-12-31T23:59:60.75Z") == at("2016-12-31T23:59:59.999999Z"));
  CHECK(complaint("2016-12-31T23:58:60Z").find("leap second") != std::string::npos);
  CHECK(complaint("2016-12-31T22:59:60Z").find("leap second") != std::string::npos);
  CHECK(complaint("2016-12-30T23:59:60Z").find("leap second") != std::string::npos);
  CHECK(complaint("2016-12-31T23:59:60+01:00").find("leap second") != std::string::npos);
  CHECK(complaint("2016-12-31T23:59:61Z").find("second is 61") != std::string::npos);
}

TEST_CASE("days follow the Gregorian calendar") {
  CHECK(at("2024-02-29T00:00:00Z") + 24h == at("2024-03-01T00:00:00Z"));
  CHECK(at("2000-02-29T00:00:00Z") + 24h == at("2000-03-01T00:00:00Z"));
  CHECK(complaint("2026-02-30T00:00:00Z").find("day is 30, it must be 01 to 28") != std::string::npos);
  CHECK(complaint("1900-02-29T00:00:00Z").find("01 to 28") != std::string::npos);
  CHECK(complaint("2026-04-31T00:00:00Z").find("01 to 30") != std::string::npos);
}

TEST_CASE("an invalid time says which part is wrong") {
  CHECK(complaint("").find("year of four digits") != std::string::npos);
  CHECK(complaint("1763954451").find("'-' must follow the year") != std::string::npos);
  CHECK(complaint("0000-01-01T00:00:00Z").find("year is 0000") != std::string::npos);
  CHECK(complaint("2026-13-01T00:00:00Z").find("month is 13") != std::string::npos);
  CHECK(complaint("2026-00-01T00:00:00Z").find("month is 0") != std::string::npos);
  CHECK(complaint("2026-1-01T00:00:00Z").find("month must be two digits") != std::string::npos);
  CHECK(complaint("2026-01-00T00:00:00Z").find("day is 0") != std::string::npos);
  CHECK(complaint("2026-01-01").find("time of day and the zone are missing") != std::string::npos);
  CHECK(complaint("2026-01-01_00:00:00Z").find("'T' must follow the date") != std::string::npos);
  CHECK(complaint("2026-01-01T24:00:00Z").find("hour is 24") != std::string::npos);
  CHECK(complaint("2026-01-01T00:60:00Z").find("minute is 60") != std::string::npos);
  CHECK(complaint("2026-01-01T00:00Z").find("second must follow the minute") != std::string::npos);
  CHECK(complaint("2026-01-01T00:00:00.Z").find("followed by digits") != std::string::npos);
  CHECK(complaint("2026-01-01T00:00:00,5Z").find("zone must be Z") != std::string::npos);
  CHECK(complaint("2026-01-01T00:00:00").find("zone is missing") != std::string::npos);
  CHECK(complaint("2026-01-01T00:00:00 Z").find("zone must be Z") != std::string::npos);
  CHECK(complaint("2026-01-01T00:00:00+24:00").find("hour of the offset is 24") != std::string::npos);
  CHECK(complaint("2026-01-01T00:00:00+08:60").find("minute of the offset is 60") != std::string::npos);
  CHECK(complaint("2026-01-01T00:00:00+0800").find("':' and the minute") != std::string::npos);
  CHECK(complaint("2026-01-01T00:00:00+08").find("':' and the minute") != std::string::npos);
  CHECK(complaint("2026-01-01T00:00:00Zulu").find("follows the zone") != std::string::npos);
  CHECK(complaint("2026-01-01T00:00:00Z\n").find("follows the zone") != std::string::npos);
  CHECK(complaint(" 2026-01-01T00:00:00Z").find("year") != std::string::npos);
  CHECK(complaint("+2026-01-01T00:00:00Z").find("year") != std::string::npos);
  CHECK(complaint(std::string("2026-01-01T00:00:00Z\0", 21)).find("follows the zone") != std::string::npos);
}

TEST_CASE("every proper prefix of a time is invalid") {
  const std::string whole = "2026-11-24T14:02:11.250+08:00";
  REQUIRE(parse_rfc3339(whole).has_value());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    INFO(whole.substr(0, length));
    CHECK(parse_rfc3339(whole.substr(0, length)).has_error());
  }
}

TEST_CASE("an offset never carries a time out of the years 0001 to 9999") {
  CHECK(complaint("0001-01-01T00:00:00+00:01").find("0001 to 9999") != std::string::npos);
  CHECK(complaint("9999-12-31T23:59:59-00:01").find("0001 to 9999") != std::string::npos);
  CHECK(format_rfc3339(at("0001-01-01T00:00:00Z")) == "0001-01-01T00:00:00Z");
  CHECK(format_rfc3339(at("9999-12-31T23:59:59.999999Z")) == "9999-12-31T23:59:59.999999Z");
}

TEST_CASE("the offending time is shown as JSON and cut") {
  const auto got = [](std::string_view text) { return parse_rfc3339(text).error().got; };
  CHECK(got("yesterday") == "\"yesterday\"");
  CHECK(got("a\"b\\c\n") == "\"a\\\"b\\\\c\\ufffd\"");
  for (std::size_t plain = 0; plain < 12; ++plain) {
    const std::string text = got(std::string(plain, 'x') + std::string(10'000, '\xff'));
    CHECK(text.size() <= 120);
    CHECK(text.substr(text.size() - 4) == "...\"");
  }
  CHECK(got(std::string(10'000, 'x')).size() <= 120);
}

TEST_CASE("a time is written without a fraction or with 3 or 6 digits") {
  const Time second = at("2026-11-24T06:02:11Z");
  CHECK(format_rfc3339(second) == "2026-11-24T06:02:11Z");
  CHECK(format_rfc3339(second + 250ms) == "2026-11-24T06:02:11.250Z");
  CHECK(format_rfc3339(second + 1ms) == "2026-11-24T06:02:11.001Z");
  CHECK(format_rfc3339(second + 250001us) == "2026-11-24T06:02:11.250001Z");
  CHECK(format_rfc3339(Time{}) == "1970-01-01T00:00:00Z");
  CHECK(format_rfc3339(Time{-1us}) == "1969-12-31T23:59:59.999999Z");
  CHECK(format_rfc3339(at("2038-01-19T03:14:08Z")) == "2038-01-19T03:14:08Z");
}

TEST_CASE("times beyond what RFC 3339 can say are written with a signed year") {
  CHECK(format_rfc3339(Time{sys_days{std::chrono::year{-44} / 3 / 15}}) == "-0044-03-15T00:00:00Z");
  CHECK(format_rfc3339(Time{sys_days{std::chrono::year{10000} / 1 / 1}}) == "+10000-01-01T00:00:00Z");
  CHECK(format_rfc3339(Time::max()) == "+294247-01-10T04:00:54.775807Z");
  CHECK(format_rfc3339(Time::min()) == "-290308-12-21T19:59:05.224192Z");
}

TEST_CASE("what is written is read back as the same time") {
  std::mt19937_64 random(20261124);
  const Time first = at("0001-01-01T00:00:00Z");
  const Time last = at("9999-12-31T23:59:59.999999Z");
  std::uniform_int_distribution<std::int64_t> any(first.time_since_epoch().count(),
                                                  last.time_since_epoch().count());
  for (int i = 0; i < 20'000; ++i) {
    const Time time{microseconds{any(random)}};
    const auto again = parse_rfc3339(format_rfc3339(time));
    INFO(format_rfc3339(time));
    REQUIRE(again.has_value());
    REQUIRE(*again == time);
  }
}

TEST_CASE("epoch seconds keep the fraction") {
  CHECK(epoch_seconds(at("1970-01-01T00:00:01.5Z")) == 1.5);
  CHECK(epoch_seconds(at("1969-12-31T23:59:59.5Z")) == -0.5);
}
