#include "ingest/protocol/report_data.hpp"

#include "tests/unit/ingest/protocol/event_fixture.hpp"

namespace gridhall::ingest {
namespace {

using namespace testing;
using Catch::Contains;

/// Refuses {name: value} and gives the error back.
model::Error refused_member(Reading& reading, const std::string& name, const std::string& value) {
  auto error = reading.refused(report("{\"" + name + "\":" + value + "}"));
  INFO(error.detail);
  CHECK(error.pointer == "/data/" + name);
  CHECK(!error.allowed.empty());
  return error;
}

TEST_CASE("every data member of the contract reaches its column") {
  Reading reading;
  const Candidate candidate = reading.taken(report(R"({
    "service_code":"noise.night","service_name":"Noise","description":"Loud <b>music</b>","lat":40.7128,"long":-73.9512,
    "datum":"wgs84","accuracy_m":12.5,"address":"145 Bedford Avenue","address_id":"a-9","area_code":"301","building":"B2",
    "floor":"12","unit":"12-03","severity":"Severe","urgency":"Immediate","certainty":"Observed","exercise":true,
    "expected_datetime":"2026-12-01T00:00:00+08:00","agency_responsible":"NYPD","status":"in_progress",
    "closure_reason":"fixed","status_notes":"seen","media_url":"https://example.org/a.jpg",
    "contact":{"name":"Li"},"attributes":{"k":[1]},"vendor":{"kept":1}})"));
  const model::Columns& columns = candidate.event.columns;
  CHECK(columns.service_code == "noise.night");
  CHECK(columns.service_name == "Noise");
  CHECK(columns.description == "Loud <b>music</b>");
  CHECK(columns.accuracy_m == 12.5);
  CHECK(columns.address == "145 Bedford Avenue");
  CHECK(columns.address_id == "a-9");
  CHECK(columns.area_code == "301");
  CHECK(columns.building == "B2");
  CHECK(columns.floor == "12");
  CHECK(columns.unit == "12-03");
  CHECK(columns.severity == model::Severity::kSevere);
  CHECK(columns.urgency == "Immediate");
  CHECK(columns.certainty == "Observed");
  CHECK(columns.exercise == true);
  CHECK(columns.expected_datetime == at("2026-11-30T16:00:00Z"));
  CHECK(columns.agency_responsible == "NYPD");
  CHECK(columns.status == "in_progress");
  CHECK(columns.closure_reason == "fixed");
  CHECK(columns.status_notes == "seen");
  CHECK(columns.media_url == "https://example.org/a.jpg");
  CHECK(candidate.event.lat == 40.7128);
  CHECK(candidate.event.lon == -73.9512);
  CHECK(candidate.warnings.empty());
}

TEST_CASE("members that are not sent or null stay absent") {
  Reading reading;
  const Candidate candidate = reading.taken(report(
      R"({"lat":40.7,"long":-73.9,"service_code":null,"severity":null,"status":null,"contact":null,"attributes":null})"));
  const model::Columns& columns = candidate.event.columns;
  CHECK(!columns.service_code);
  CHECK(!columns.severity);
  CHECK(!columns.status);
  CHECK(!columns.description);
  CHECK(!columns.exercise);
  CHECK(candidate.event.contact.empty());
  CHECK(candidate.event.flags == 0);
}

TEST_CASE("each member of the wrong type is refused by pointer") {
  Reading reading;
  for (const char* text : {"service_code", "service_name", "description", "address", "agency_responsible",
                           "closure_reason", "status_notes", "media_url", "datum", "severity", "urgency",
                           "certainty", "status", "expected_datetime"}) {
    for (const char* value : {"5", "true", "[]", "{}"}) {
      CHECK(code_of(refused_member(reading, text, value)) == "schema_violation");
    }
  }
  for (const char* text : {"address_id", "area_code", "building", "floor", "unit"}) {
    for (const char* value : {"5.5", "1e2", "true", "[]", "{}"}) {
      CHECK(code_of(refused_member(reading, text, value)) == "schema_violation");
    }
  }
  for (const char* value : {R"("yes")", "1", "[]"}) {
    CHECK(code_of(refused_member(reading, "exercise", value)) == "schema_violation");
  }
  for (const char* value : {R"("5")", "-1", "-0.1", "true"}) {
    CHECK(code_of(refused_member(reading, "accuracy_m", value)) == "schema_violation");
  }
  for (const char* value : {R"("x")", "[]", "5"}) {
    CHECK(code_of(refused_member(reading, "attributes", value)) == "schema_violation");
    CHECK(code_of(refused_member(reading, "contact", value)) == "schema_violation");
  }
}

TEST_CASE("what a source numbers is taken as its text where it comes as a whole number") {
  Reading reading;
  const Candidate candidate = reading.taken(
      report(R"({"floor":-1,"building":7,"unit":1203,"address_id":18446744073709551615,"area_code":301})"));
  const model::Columns& columns = candidate.event.columns;
  CHECK(columns.floor == "-1");
  CHECK(columns.building == "7");
  CHECK(columns.unit == "1203");
  CHECK(columns.address_id == "18446744073709551615");
  CHECK(columns.area_code == "301");
}

TEST_CASE("a number where a code belongs is told to be put in quotes") {
  Reading reading;
  CHECK_THAT(refused_member(reading, "service_code", "12").detail, Contains("quotes"));
}

TEST_CASE("codes and names are bounded, what people write is bounded by the event alone") {
  Reading reading;
  const auto text = [](std::size_t bytes) { return "\"" + std::string(bytes, 'x') + "\""; };
  reading.taken(report("{\"service_name\":" + text(1024) + "}"));
  const auto error = refused_member(reading, "service_name", text(1025));
  CHECK(code_of(error) == "schema_violation");
  CHECK(error.got.size() <= 120);
  for (const char* member : {"description", "status_notes", "address"}) {
    reading.taken(report("{\"" + std::string(member) + "\":" + text(200'000) + "}"));
  }
}

TEST_CASE("words are those of CAP and of the lifecycle, and a near miss is seen") {
  Reading reading;
  CHECK_THAT(refused_member(reading, "severity", R"("extreme")").detail, Contains("write Extreme"));
  CHECK_THAT(refused_member(reading, "urgency", R"("Immediate ")").detail, Contains("White space"));
  CHECK_THAT(refused_member(reading, "certainty", R"("Sure")").allowed, Contains("Observed, Likely"));
  CHECK_THAT(refused_member(reading, "status", R"("done")").allowed, Contains("open, closed, reported"));
  CHECK_THAT(refused_member(reading, "datum", R"("unknown")").allowed, Contains("wgs84, gcj02 or bd09"));
  for (const char* status : {"open", "closed", "filed", "rework", "merged"}) {
    CHECK(reading.taken(update("{\"status\":\"" + std::string(status) + "\"}")).event.columns.status ==
          status);
  }
}

TEST_CASE(
    "media_url is kept whatever it is, with a warning unless it is http or https, and empty counts as none") {
  Reading reading;
  for (const char* web :
       {"http://a", "https://example.org/p?q=1", "HTTPS://EXAMPLE.ORG", "http://[::1]:80/x"}) {
    const Candidate candidate = reading.taken(report("{\"media_url\":\"" + std::string(web) + "\"}"));
    CHECK(candidate.event.columns.media_url == web);
    CHECK(!warned(candidate, "media_url_unusual"));
  }
  for (const char* other :
       {"javascript:alert(1)", "data:text/html,x", "ftp://a/b", "//evil", "/a.jpg", "http:/a", "https://",
        "http:///a", "httpx://a", "http://a b", "http://a'b\x60", " http://a"}) {
    const Candidate candidate = reading.taken(report("{\"media_url\":\"" + std::string(other) + "\"}"));
    CHECK(candidate.event.columns.media_url == other);
    CHECK(warned(candidate, "media_url_unusual"));
  }
  const auto sized = [](std::size_t bytes) { return "\"" + std::string(bytes, 'x') + "\""; };
  reading.taken(report("{\"media_url\":" + sized(2048) + "}"));
  CHECK(code_of(refused_member(reading, "media_url", sized(2049))) == "schema_violation");
  CHECK(!reading.taken(report(R"({"media_url":""})")).event.columns.media_url);
}

TEST_CASE("a due time without a zone is refused as a time, by its own pointer") {
  Reading reading;
  const auto error = refused_member(reading, "expected_datetime", R"("2026-12-01T00:00:00")");
  CHECK(code_of(error) == "time_invalid");
  CHECK_THAT(error.detail, Contains("zone"));
  CHECK(reading.taken(report(R"({"expected_datetime":"2099-01-01T00:00:00Z"})"))
            .event.columns.expected_datetime);
}

TEST_CASE("contact is an object of strings and no error quotes it") {
  Reading reading;
  for (const char* name : {"name", "phone", "email"}) {
    for (const char* value : {"13800001111", "[13800001111]", R"({"canary":1})"}) {
      const auto error =
          reading.refused(report("{\"contact\":{\"" + std::string(name) + "\":" + value + "}}"));
      CHECK(code_of(error) == "schema_violation");
      CHECK(error.pointer == "/data/contact/" + std::string(name));
      CHECK(error.got.empty());
      CHECK_THAT(error.detail, !Contains("1380000") && !Contains("canary"));
    }
  }
  const auto whole = reading.refused(report(R"({"contact":"Li 13800001111"})"));
  CHECK(whole.pointer == "/data/contact");
  CHECK(whole.got.empty());
  CHECK_THAT(whole.detail, !Contains("1380000"));
}

TEST_CASE("a heartbeat needs no data and its cells are tokens") {
  Reading reading;
  reading.taken(R"({"specversion":"1.0","id":"1","source":"s","type":"gridhall.source.heartbeat.v1"})");
  const Candidate candidate =
      reading.taken(heartbeat(R"({"cells":["89c25a31","89c25"],"free":{"lat":999}})"));
  CHECK(candidate.event.type == model::EventType::kHeartbeat);
  CHECK(candidate.event.flags == 0);
  CHECK(candidate.warnings.empty());
  const auto bad = reading.refused(heartbeat(R"({"cells":["89c25a31","zz"]})"));
  CHECK(code_of(bad) == "schema_violation");
  CHECK(bad.pointer == "/data/cells/1");
  CHECK(reading.refused(heartbeat(R"({"cells":[5]})")).pointer == "/data/cells/0");
  CHECK(reading.refused(heartbeat(R"({"cells":"89c25a31"})")).pointer == "/data/cells");
}

TEST_CASE("contact is taken out of heartbeats and updates too") {
  Reading reading;
  for (const std::string& text :
       {heartbeat(R"({"contact":{"name":"Li"}})"), update(R"({"contact":{"name":"Li"}})")}) {
    const Candidate candidate = reading.taken(text);
    CHECK(candidate.event.contact == R"({"name":"Li"})");
    CHECK_THAT(candidate.event.data, !Contains("Li"));
  }
}

}  // namespace
}  // namespace gridhall::ingest
