#include "ingest/protocol/json_check.hpp"

#include <simdjson.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <string>

namespace gridhall::ingest::json {
namespace {

bool simdjson_takes(const std::string& text) {
  simdjson::dom::parser parser;
  return parser.parse(text).error() == simdjson::SUCCESS;
}

TEST_CASE("good JSON has no fault") {
  for (const char* text :
       {"{}", "[]", " null ", "true", "-0", "0.5e-10", R"("\ud83d\ude00")", R"({"":[{},[],""]})",
        "[1,2,[3,{\"a\":{\"b\":null}}]]", "18446744073709551615", "-9223372036854775808"}) {
    CHECK(!find_fault(text, 32));
  }
}

TEST_CASE("a fault has the pointer of the value that holds it") {
  const auto pointer = [](const char* text) { return find_fault(text, 32).value().pointer; };
  CHECK(pointer(R"({"a":{"b":[0,{"c":tru}]}})") == "/a/b/1/c");
  CHECK(pointer(R"({"a":1,"b":{"x":2,}})") == "/b");
  CHECK(pointer(R"([0,1,01])") == "/2");
  CHECK(pointer(R"({"a/b":{"\u0063":[}}})") == "/a~1b/c/0");
  CHECK(pointer(R"({"":x})") == "/");
}

TEST_CASE("depth is counted in open containers") {
  CHECK(!find_fault("[[[]]]", 3));
  const auto fault = find_fault("[[[[]]]]", 3);
  REQUIRE(fault);
  CHECK(fault->kind == Fault::Kind::kDepth);
  CHECK(fault->offset == 3);
}

TEST_CASE("a number that fits nowhere is a fault of its own kind") {
  for (const char* text : {"1e309", "[18446744073709551616]", "-9223372036854775809"}) {
    CHECK(find_fault(text, 32).value().kind == Fault::Kind::kNumber);
  }
}

TEST_CASE("personal pointers are those into contact") {
  CHECK(is_personal("/data/contact"));
  CHECK(is_personal("/data/contact/phone"));
  CHECK(is_personal("/events/3/data/contact/phone"));
  CHECK_FALSE(is_personal("/data/contacts"));
  CHECK_FALSE(is_personal("/data"));
}

TEST_CASE("the checker and simdjson agree on what is JSON") {
  // Small texts out of JSON's own characters: mutations of one good text, seeded and so the same every time.
  const std::string seed = R"({"a":[1,-2.5e3,"x\n\u00e9"],"b":{"c":true,"d":null},"e":false,"f":0})";
  const std::string alphabet = "{}[]\",:\\u0019eE+-.truefalsn \n\t\x01";
  std::mt19937 random(20260731);
  for (int round = 0; round < 20'000; ++round) {
    std::string text = seed;
    for (std::uint_fast32_t edits = 1 + random() % 3; edits > 0; --edits) {
      const std::size_t at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = alphabet[random() % alphabet.size()];
          break;
        case 1:
          text.erase(at, 1);
          break;
        default:
          text.insert(at, 1, alphabet[random() % alphabet.size()]);
      }
    }
    INFO(text);
    CHECK(find_fault(text, 32).has_value() == !simdjson_takes(text));
  }
}

}  // namespace
}  // namespace gridhall::ingest::json
