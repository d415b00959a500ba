#include "ingest/protocol/event_time.hpp"

#include "tests/unit/ingest/protocol/event_fixture.hpp"

namespace gridhall::ingest {
namespace {

using namespace testing;
using Catch::Contains;

std::string at_time(std::string_view time) {
  return R"({"specversion":"1.0","id":"1","source":"s","type":"gridhall.request.reported.v1","time":)" +
         std::string(time) + R"(,"data":{"lat":40.7,"long":-73.9}})";
}

TEST_CASE("a missing time is the server's, flagged and warned of") {
  Reading reading;
  const Candidate candidate = reading.taken(at_time("null"));
  CHECK(candidate.event.occurred_at == kNow);
  CHECK((candidate.event.flags & model::kTimeMissing) != 0);
  CHECK(warned(candidate, "time_missing"));
  CHECK(candidate.warnings.front().pointer == "/time");
}

TEST_CASE("old times are taken") {
  Reading reading;
  CHECK(reading.taken(at_time(R"("1970-01-01T00:00:00Z")")).event.occurred_at == model::Time{});
  CHECK(reading.taken(at_time(R"("1901-02-03T04:05:06+08:00")")).event.flags == 0);
}

TEST_CASE("a time is taken up to five minutes ahead and refused beyond") {
  Reading reading;
  CHECK(reading.taken(at_time(R"("2026-11-24T06:05:00Z")")).event.occurred_at == at("2026-11-24T06:05:00Z"));
  const auto error = reading.refused(at_time(R"("2026-11-24T06:05:00.000001Z")"));
  CHECK(code_of(error) == "time_in_future");
  CHECK(error.pointer == "/time");
  CHECK(code_of(reading.refused(at_time(R"("2038-01-19T03:14:08Z")"))) == "time_in_future");
}

TEST_CASE("local time sent as UTC is guessed from whole quarters of an hour") {
  Reading reading;
  CHECK_THAT(reading.refused(at_time(R"("2026-11-24T13:59:58Z")")).detail,
             Contains("Is local time sent as UTC?"));
  CHECK_THAT(reading.refused(at_time(R"("2026-11-24T11:30:00Z")")).detail,
             Contains("Is local time sent as UTC?"));
  CHECK_THAT(reading.refused(at_time(R"("2026-11-24T13:52:00Z")")).detail, !Contains("local"));
  CHECK_THAT(reading.refused(at_time(R"("2027-11-24T13:59:58Z")")).detail, !Contains("local"));
}

TEST_CASE("a time that is no RFC 3339 time with a zone says why") {
  Reading reading;
  const auto detail = [&](std::string_view time) {
    const auto error = reading.refused(at_time(time));
    CHECK(code_of(error) == "time_invalid");
    CHECK(error.pointer == "/time");
    CHECK(error.got == time);
    CHECK(!error.allowed.empty());
    return error.detail;
  };
  CHECK_THAT(detail("1700000000000"), Contains("milliseconds since 1970"));
  CHECK_THAT(detail("1700000000"), Contains("seconds since 1970"));
  CHECK_THAT(detail("-1"), Contains("seconds since 1970"));
  CHECK_THAT(detail(R"("1700000000000")"), Contains("milliseconds since 1970"));
  CHECK_THAT(detail(R"("2026-11-24T05:59:00")"), Contains("zone is missing"));
  CHECK_THAT(detail(R"("11/24/2026 05:59")"), Contains("year-month-day"));
  CHECK_THAT(detail(R"(" 2026-11-24T05:59:00Z")"), Contains("White space"));
  CHECK_THAT(detail(R"("2026-02-30T05:59:00Z")"), Contains("day"));
  CHECK_THAT(detail("{}"), Contains("allowed an RFC 3339 time"));
  CHECK_THAT(detail(R"("")"), Contains("year"));
}

TEST_CASE("too_old is only where the source has a maximal age") {
  Reading reading;
  reading.rules.max_age = std::chrono::hours(1);
  CHECK(reading.taken(at_time(R"("2026-11-24T05:00:00Z")")).event.flags == 0);
  const auto error = reading.refused(at_time(R"("2026-11-24T04:59:59Z")"));
  CHECK(code_of(error) == "too_old");
  CHECK(error.pointer == "/time");
}

}  // namespace
}  // namespace gridhall::ingest
