#include "ingest/protocol/canonical.hpp"

#include "tests/unit/ingest/protocol/event_fixture.hpp"

namespace gridhall::ingest {
namespace {

using namespace testing;
using Catch::Contains;

std::string nested(std::size_t depth) {
  // The event is one level, data the second, attributes the third.
  return report(R"({"attributes":{"a":)" + std::string(depth - 3, '[') + std::string(depth - 3, ']') + "}}");
}

TEST_CASE("the payload hash does not depend on how the members are written down") {
  Reading reading;
  const PayloadHash hash = reading.hash(
      R"({"specversion":"1.0","id":"1","source":"s","type":"gridhall.request.reported.v1","time":"2026-11-24T05:00:00Z",)"
      R"("data":{"lat":1,"long":2.5,"description":"a/é😀","attributes":{"x":[1,null,true],"y":-0.0,"zz":100}}})");
  CHECK(
      hash ==
      reading.hash(
          R"( {"data":{"attributes":{"zz":1e2, "y":0,"x":[ 1.0 ,null, true ]},"description":"a\/\u00e9\ud83d\ude00",)"
          R"("long":25e-1,"lat":1.0}, "subject":null, "t\u0079pe":"gridhall.request.reported.v1","time":"2026-11-24T05:00:00Z",)"
          R"("source":"s","id":"\u0031","specversion":"1.0"})"));
}

TEST_CASE("contact is no part of the payload hash") {
  Reading reading;
  const PayloadHash hash = reading.hash(report(R"({"lat":1,"long":2})"));
  CHECK(hash == reading.hash(report(R"({"lat":1,"contact":{"name":"Li"},"long":2})")));
  CHECK(hash == reading.hash(report(R"({"lat":1,"contact":null,"long":2})")));
  CHECK(hash != reading.hash(report(R"({"lat":1,"attributes":{"contact":{"name":"Li"}},"long":2})")));
}

TEST_CASE("every changed value, name, order or type changes the payload hash") {
  Reading reading;
  std::vector<PayloadHash> hashes;
  for (const char* attributes : {R"({})",
                                 R"({"a":1})",
                                 R"({"a":2})",
                                 R"({"a":"1"})",
                                 R"({"b":1})",
                                 R"({"a":1.5})",
                                 R"({"a":true})",
                                 R"({"a":false})",
                                 R"({"a":null})",
                                 R"({"a":[]})",
                                 R"({"a":{}})",
                                 R"({"a":[1,2]})",
                                 R"({"a":[2,1]})",
                                 R"({"a":[[1],2]})",
                                 R"({"a":[[1,2]]})",
                                 R"({"a":""})",
                                 R"({"a":"","b":""})",
                                 R"({"ab":""})",
                                 R"({"a":"b"})",
                                 R"({"a":9007199254740993})",
                                 R"({"a":9007199254740992})",
                                 R"({"a":18446744073709551615})",
                                 R"({"a":-1})",
                                 R"({"a":9223372036854775807})",
                                 R"({"a":9223372036854775808})",
                                 R"({"a":1e300})",
                                 R"({"a":{"b":{}},"c":1})",
                                 R"({"a":{"b":{},"c":1}})"}) {
    hashes.push_back(reading.hash(report("{\"attributes\":" + std::string(attributes) + "}")));
  }
  std::sort(hashes.begin(), hashes.end());
  CHECK(std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end());
}

TEST_CASE("equal numbers hash the same at the edges of 64 bits") {
  Reading reading;
  const auto number = [&](const char* text) {
    return reading.hash(report("{\"attributes\":{\"a\":" + std::string(text) + "}}"));
  };
  CHECK(number("9223372036854775808") == number("9223372036854775808.0"));
  CHECK(number("-9223372036854775808") == number("-9.223372036854775808e18"));
  CHECK(number("9007199254740992") == number("9007199254740992.0"));
  CHECK(number("0") == number("-0"));
  CHECK(number("0") == number("1e-400"));
}

TEST_CASE("a name that stands twice is refused at any depth, escaped or not") {
  Reading reading;
  const auto refused = [&](std::string text, std::string_view pointer) {
    const auto error = reading.refused(std::move(text));
    CHECK(code_of(error) == "schema_violation");
    CHECK(error.pointer == pointer);
    CHECK_THAT(error.detail, Contains("twice"));
  };
  refused(report(kBrooklyn, R"("id":{"bad":1},)"), "/id");
  refused(report(kBrooklyn, R"("\u0069d":"e1",)"), "/id");
  refused(report(R"({"lat":1,"long":2,"l\u0061t":1})"), "/data/lat");
  refused(report(R"({"attributes":{"x":[0,{"a/b~":1,"a/b~":2}]}})"), "/data/attributes/x/1/a~1b~0");
  refused(report(R"({"contact":{"name":"a","name":"b"}})"), "/data/contact/name");
  refused(report(kBrooklyn, R"("ext":{"longer name":1,"longer namf":2,"longer name":3},)"),
          "/ext/longer name");
}

TEST_CASE("names that only look alike are two names") {
  Reading reading;
  reading.taken(report(
      R"({"attributes":{"a":1,"A":2,"a ":3,"\u00e9":4,"e\u0301":5,"__proto":6,"Constructor":7,"prototype ":8}})"));
}

TEST_CASE("an empty name is refused at any depth") {
  Reading reading;
  CHECK(reading.refused(report(kBrooklyn, R"("":1,)")).pointer == "/");
  CHECK(reading.refused(report(R"({"":1})")).pointer == "/data/");
  CHECK(reading.refused(report(R"({"attributes":{"x":[{"":1}]}})")).pointer == "/data/attributes/x/0/");
}

TEST_CASE("names that scripts treat specially are refused at any depth, escaped or not, and told why") {
  Reading reading;
  for (const std::string& name :
       {std::string("__proto__"), std::string("constructor"), std::string("prototype")}) {
    const std::string member = "\"" + name + "\":{\"a\":1}";
    for (const auto& [text, pointer] : std::initializer_list<std::pair<std::string, std::string>>{
             {report(kBrooklyn, member + ","), "/" + name},
             {report("{" + member + "}"), "/data/" + name},
             {report("{\"attributes\":{\"x\":[{" + member + "}]}}"), "/data/attributes/x/0/" + name},
             {heartbeat("{" + member + "}"), "/data/" + name}}) {
      const auto error = reading.refused(text);
      CHECK(code_of(error) == "schema_violation");
      CHECK(error.pointer == pointer);
      CHECK_THAT(error.detail, Contains("scripts treat specially"));
    }
  }
  CHECK(reading.refused(report(R"({"__pr\u006fto__":1})")).pointer == "/data/__proto__");
}

TEST_CASE("names and members have limits") {
  Reading reading;
  const auto name = [](std::size_t bytes) {
    return report("{\"attributes\":{\"" + std::string(bytes, 'k') + "\":1}}");
  };
  reading.taken(name(1024));
  CHECK(code_of(reading.refused(name(1025))) == "schema_violation");
  CHECK(code_of(reading.refused(name(65536))) == "schema_violation");
  const auto members = [](std::size_t count) {
    std::string out = R"({"attributes":{"0":0)";
    for (std::size_t i = 1; i < count; ++i) {
      out += ",\"" + std::to_string(i) + "\":0";
    }
    return report(out + "}}");
  };
  reading.taken(members(1000));
  const auto error = reading.refused(members(1001));
  CHECK(code_of(error) == "schema_violation");
  CHECK(error.pointer == "/data/attributes");
}

TEST_CASE("depth 32 is taken and 33 refused") {
  Reading reading;
  reading.taken(nested(32));
  const auto error = reading.refused(nested(33));
  CHECK(code_of(error) == "schema_violation");
  CHECK_THAT(error.detail, Contains("32"));
  CHECK_THAT(error.pointer, Catch::StartsWith("/data/attributes/a/0/0"));
}

TEST_CASE("a hundred thousand open brackets are refused without a deep stack") {
  Reading reading;
  for (const std::string& text : {nested(100'003), std::string(100'000, '['),
                                  report("{\"attributes\":" + std::string(100'000, '[') + "}")}) {
    CHECK(code_of(reading.refused(text)) == "schema_violation");
  }
}

TEST_CASE("the character zero is refused in names and strings wherever it is") {
  Reading reading;
  CHECK(reading.refused(report(R"({"description":"a\u0000b"})")).pointer == "/data/description");
  CHECK(code_of(reading.refused(report(R"({"attributes":{"a\u0000":1}})"))) == "schema_violation");
  CHECK(reading.refused(report(R"({"attributes":{"a":["\u0000"]}})")).pointer == "/data/attributes/a/0");
  reading.taken(report(R"({"description":"\\u0000"})"));
}

}  // namespace
}  // namespace gridhall::ingest
