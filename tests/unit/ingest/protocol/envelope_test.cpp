#include "ingest/protocol/envelope.hpp"

#include "tests/unit/ingest/protocol/event_fixture.hpp"

namespace gridhall::ingest {
namespace {

using namespace testing;
using Catch::Contains;

std::string with(std::string_view attributes) {
  return "{" + std::string(attributes) + R"(,"data":)" + std::string(kBrooklyn) + "}";
}

TEST_CASE("an event keeps its identity and takes its id as subject where it has none") {
  Reading reading;
  const Candidate plain = reading.taken(report());
  CHECK(plain.event.type == model::EventType::kRequestReported);
  CHECK(plain.event.id == "e1");
  CHECK(plain.event.source == "nyc311");
  CHECK(plain.event.subject == "e1");
  CHECK(plain.event.occurred_at == at("2026-11-24T05:59:00Z"));
  CHECK(plain.event.recorded_at == kNow);
  CHECK(reading.taken(report(kBrooklyn, R"("subject":"case 7",)")).event.subject == "case 7");
}

TEST_CASE("a missing attribute is named") {
  Reading reading;
  const auto id =
      reading.refused(with(R"("specversion":"1.0","source":"s","type":"gridhall.request.reported.v1")"));
  CHECK(code_of(id) == "attribute_missing");
  CHECK(id.pointer == "/id");
  const auto source =
      reading.refused(with(R"("specversion":"1.0","id":"1","type":"gridhall.request.reported.v1")"));
  CHECK(code_of(source) == "attribute_missing");
  CHECK(source.pointer == "/source");
  const auto type = reading.refused(with(R"("specversion":"1.0","id":"1","source":"s")"));
  CHECK(code_of(type) == "attribute_missing");
  CHECK(type.pointer == "/type");
  const auto version =
      reading.refused(with(R"("id":"1","source":"s","type":"gridhall.request.reported.v1")"));
  CHECK(code_of(version) == "not_a_cloudevent");
  CHECK(version.pointer == "/specversion");
}

TEST_CASE("what is no CloudEvent at all says so and is not quoted") {
  Reading reading;
  for (const char* text :
       {"null", "[]", R"("x")", "1", "{}", R"({"data":{"contact":{"phone":"13800001111"}}})"}) {
    const auto error = reading.refused(text);
    CHECK(code_of(error) == "not_a_cloudevent");
    CHECK(error.got.empty());
    CHECK_THAT(error.detail, !Contains("13800001111"));
  }
}

TEST_CASE("only specversion 1.0 is a CloudEvent") {
  Reading reading;
  for (const char* version : {R"("0.3")", R"("2.0")", R"("1.0 ")", "1.0", "1", "{}", "true"}) {
    const auto error =
        reading.refused(with(R"("id":"1","source":"s","type":"gridhall.request.reported.v1","specversion":)" +
                             std::string(version)));
    CHECK(code_of(error) == "not_a_cloudevent");
    CHECK(error.pointer == "/specversion");
  }
}

TEST_CASE("an attribute that is null counts as absent") {
  Reading reading;
  const Candidate candidate =
      reading.taken(report(kBrooklyn, R"("subject":null,"dataschema":null,"data_base64":null,)"));
  CHECK(candidate.event.subject == "e1");
  const auto error = reading.refused(
      with(R"("specversion":"1.0","id":null,"source":"s","type":"gridhall.request.reported.v1")"));
  CHECK(code_of(error) == "attribute_missing");
}

TEST_CASE("an attribute of the wrong type, empty, too long or with control characters is refused by name") {
  Reading reading;
  for (const char* name : {"id", "source", "subject"}) {
    for (const std::string& value :
         {std::string("5"), std::string(R"({"$gt":""})"), std::string("[]"), std::string("true"),
          std::string(R"("")"), "\"" + std::string(1025, 'x') + "\"", std::string(R"("a\u0007")"),
          std::string(R"("a\u0000")"), std::string(R"("a\u007f")"), std::string(R"("a\u0085")"),
          std::string(R"("a\ufffe")"), std::string(R"("a\ufdd0")"), std::string(R"("a\ud83f\udfff")")}) {
      std::string text = R"({"specversion":"1.0","type":"gridhall.request.reported.v1","data":{})";
      for (const char* other : {"id", "source", "subject"}) {
        text += ",\"" + std::string(other) + "\":" + (std::string(name) == other ? value : "\"s\"");
      }
      const auto error = reading.refused(text + "}");
      INFO(error.detail);
      CHECK(code_of(error) == "attribute_invalid");
      CHECK(error.pointer == "/" + std::string(name));
    }
  }
}

TEST_CASE("an id of exactly 1 KiB is taken, and ids keep their case and spaces") {
  Reading reading;
  const auto id = [](const std::string& value) {
    return with(R"("specversion":"1.0","source":"s","type":"gridhall.request.reported.v1","id":")" + value +
                "\"");
  };
  CHECK(reading.taken(id(std::string(1024, 'x'))).event.id.size() == 1024);
  CHECK(reading.taken(id("Ab ")).event.id == "Ab ");
  CHECK(reading.taken(id("../../etc/passwd")).event.id == "../../etc/passwd");
}

TEST_CASE("a source is a URI reference") {
  Reading reading;
  const auto source = [](const std::string& value) {
    return with(R"("specversion":"1.0","id":"1","type":"gridhall.request.reported.v1","source":")" + value +
                "\"");
  };
  for (const char* good : {"nyc311", "/sensors/tn-1234", "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
                           "https://example.org/a?b=c#d", "mailto:x@example.org", "%E7%BD%91%E6%A0%BC"}) {
    CHECK(reading.taken(source(good)).event.source == good);
  }
  for (const char* bad : {"a b", "网格", "a<b", "50%", "%zz", "a\\\\b", "a`b", "a\\nb"}) {
    const auto error = reading.refused(source(bad));
    CHECK(code_of(error) == "attribute_invalid");
    CHECK(error.pointer == "/source");
  }
}

TEST_CASE("an unknown type lists the four and sees a near miss") {
  Reading reading;
  const auto error = reading.refused(event("request.reported", "{}"));
  CHECK(code_of(error) == "type_unknown");
  CHECK(error.pointer == "/type");
  CHECK(error.got == R"("gridhall.request.reported")");
  CHECK_THAT(error.allowed,
             Contains("gridhall.incident.reported.v1") && Contains("gridhall.source.heartbeat.v1"));
  CHECK_THAT(error.detail, Contains("Is gridhall.request.reported.v1 meant?"));
  CHECK_THAT(reading.refused(event("request.reported.v1 ", "{}")).detail, Contains("White space"));
}

TEST_CASE("a key may send only its types and its sources") {
  Reading reading;
  reading.rules.types = {"gridhall.source.heartbeat.v1"};
  const auto type = reading.refused(report());
  CHECK(code_of(type) == "forbidden");
  CHECK(type.pointer == "/type");
  reading.rules.types.clear();
  reading.rules.source_prefixes = {"boston", "sf"};
  const auto source = reading.refused(report());
  CHECK(code_of(source) == "source_not_allowed");
  CHECK(source.pointer == "/source");
  CHECK_THAT(source.allowed, Contains("boston or sf"));
  reading.rules.source_prefixes = {"boston", "nyc"};
  CHECK(reading.taken(report()).event.source == "nyc311");
}

TEST_CASE("extensions and unknown attributes are kept as sent") {
  Reading reading;
  const std::string text =
      report(kBrooklyn, R"("traceparent":"00-x","sequence":7,"nested":{"a":1},"odd name":[1],)");
  CHECK(reading.taken(text).event.data == text);
}

TEST_CASE("control characters in an extension are refused") {
  Reading reading;
  const auto error = reading.refused(report(kBrooklyn, R"("trace":"a\u0001",)"));
  CHECK(code_of(error) == "attribute_invalid");
  CHECK(error.pointer == "/trace");
}

TEST_CASE("the content type is JSON or not said") {
  Reading reading;
  for (const char* good :
       {"application/json", "Application/JSON; charset=utf-8", "text/json", "application/geo+json"}) {
    reading.taken(report(kBrooklyn, "\"datacontenttype\":\"" + std::string(good) + "\","));
  }
  for (const char* bad : {"text/plain", "application/xml", "json", "/json", "application/jsonx"}) {
    const auto error =
        reading.refused(report(kBrooklyn, "\"datacontenttype\":\"" + std::string(bad) + "\","));
    CHECK(code_of(error) == "attribute_invalid");
    CHECK(error.pointer == "/datacontenttype");
  }
}

TEST_CASE("data_base64 is refused, with data or without") {
  Reading reading;
  const auto both = reading.refused(report(kBrooklyn, R"("data_base64":"e30=",)"));
  CHECK(code_of(both) == "attribute_invalid");
  CHECK(both.pointer == "/data_base64");
  CHECK_THAT(both.detail, Contains("never both"));
  CHECK(both.got.empty());
}

TEST_CASE("data that is no object is refused and a JSON string in it is not parsed again") {
  Reading reading;
  for (const char* data : {"5", "[]", "true", R"("{\"lat\":1}")"}) {
    for (const std::string& text : {report(data), update(data), heartbeat(data)}) {
      const auto error = reading.refused(text);
      CHECK(code_of(error) == "schema_violation");
      CHECK(error.pointer == "/data");
      CHECK(error.got.empty());  // whatever it is, contact may be in it
    }
  }
  CHECK(code_of(reading.refused(report("null"))) == "schema_violation");
  CHECK(code_of(reading.refused(update("null"))) == "schema_violation");
  reading.taken(heartbeat("null"));
}

}  // namespace
}  // namespace gridhall::ingest
