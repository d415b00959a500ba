#include "ingest/protocol/contact_split.hpp"

#include "tests/unit/ingest/protocol/event_fixture.hpp"

namespace gridhall::ingest {
namespace {

using namespace testing;

struct Split {
  std::string rest;
  std::string contact;
};
Split split(std::string_view json) {
  Split out;
  REQUIRE(split_contact(json, out.rest, out.contact));
  return out;
}

TEST_CASE("contact is cut out byte for byte from every position") {
  const Split first = split(R"({"data":{"contact":{"name":"Li"},"a":1}})");
  CHECK(first.rest == R"({"data":{"a":1}})");
  CHECK(first.contact == R"({"name":"Li"})");
  CHECK(split(R"({"data":{"a":1,"contact":{"name":"Li"},"b":2}})").rest == R"({"data":{"a":1,"b":2}})");
  CHECK(split(R"({"data":{"a":1,"contact":{"name":"Li"}}})").rest == R"({"data":{"a":1}})");
  CHECK(split(R"({"data":{"contact":{"name":"Li"}}})").rest == R"({"data":{}})");
}

TEST_CASE("white space around the cut stays") {
  CHECK(split("{ \"data\" : { \"contact\" : {} , \"a\" : 1 } }").rest == "{ \"data\" : {  \"a\" : 1 } }");
  CHECK(split("{\"data\":{\n  \"a\": 1,\n  \"contact\": {\"x\": [1, 2]}\n}}").rest ==
        "{\"data\":{\n  \"a\": 1\n}}");
  CHECK(split("{\"data\":{\t\"contact\":{}\t}}").rest == "{\"data\":{\t\t}}");
}

TEST_CASE("braces, brackets, quotes and escapes inside contact don't end it early") {
  const std::string contact = R"({"name":"a } ] , \" \\","n":{"m":[{"x":"{"}]},"t":"\\\\"})";
  const Split out = split(R"({"x":"contact","data":{"a":"}\"","contact":)" + contact +
                          R"(,"b":[{"contact":2}]},"contact":3})");
  CHECK(out.contact == contact);
  CHECK(out.rest == R"({"x":"contact","data":{"a":"}\"","b":[{"contact":2}]},"contact":3})");
}

TEST_CASE("an escaped name is contact all the same") {
  CHECK(split(R"({"d\u0061ta":{"\u0063ontact":{"p":1}}})").rest == R"({"d\u0061ta":{}})");
}

TEST_CASE("only data's own contact is cut") {
  std::string rest = "untouched";
  std::string contact;
  for (const char* json :
       {R"({"contact":{}})", R"({"data":{"a":{"contact":{}}}})", R"({"data":[{"contact":{}}]})",
        R"({"data":{"Contact":{}}})", R"({"data":{}})", "[]", ""}) {
    CHECK_FALSE(split_contact(json, rest, contact));
  }
  CHECK(rest == "untouched");
}

TEST_CASE("the stored event is the sent one without contact, and contact is beside it") {
  Reading reading;
  const Candidate candidate =
      reading.taken(report(R"({"contact":{"name":"Li \"Q\"","phone":"1"}, "lat":40.7,"long":-73.9})"));
  CHECK(candidate.event.data == report(R"({ "lat":40.7,"long":-73.9})"));
  CHECK(candidate.event.contact == R"({"name":"Li \"Q\"","phone":"1"})");
  const Candidate again = reading.taken(candidate.event.data);
  CHECK(again.payload_hash == candidate.payload_hash);
  CHECK(again.event.contact.empty());
}

TEST_CASE("an event without contact is stored as sent, but for white space around it") {
  Reading reading;
  const std::string text = report("{ \"lat\" : 40.70 ,\t\"long\":-73.9e0,\"description\":\"\\u4e00\\/\" }");
  CHECK(reading.taken(" \n" + text + "\r\n").event.data == text);
}

}  // namespace
}  // namespace gridhall::ingest
