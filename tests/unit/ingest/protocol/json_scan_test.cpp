#include "ingest/protocol/json_scan.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace gridhall::ingest::json {
namespace {

std::string value_at(std::string_view text, std::size_t at) {
  const std::size_t end = skip_value(text, at);
  return end == kNoEnd ? "no end" : std::string(text.substr(at, end - at));
}

TEST_CASE("a value ends where its quotes and brackets pair up") {
  CHECK(value_at(R"({"a":"}"} x)", 0) == R"({"a":"}"})");
  CHECK(value_at(R"([[],{"b":[1]}],2)", 0) == R"([[],{"b":[1]}])");
  CHECK(value_at(R"("a\"b\\",2)", 0) == R"("a\"b\\")");
  CHECK(value_at(R"("a\\\"b",2)", 0) == R"("a\\\"b")");
  CHECK(value_at("12.5e3]", 0) == "12.5e3");
  CHECK(value_at("nul }", 0) == "nul");
  CHECK(value_at(",", 0).empty());
}

TEST_CASE("a value without an end has none") {
  for (const char* text : {"{", "[[]", R"({"a":"})", R"("a\")", R"("\\\")", "", R"(["]")"}) {
    CHECK(skip_value(text, 0) == kNoEnd);
  }
}

TEST_CASE("members come in the order of the text and broken objects stop the walk") {
  const std::string_view text = R"( { "a" : 1 , "b":[2] } tail)";
  MemberCursor cursor(text, 1);
  Member member;
  REQUIRE(cursor.next(member));
  CHECK(inside(text, member.key_begin, member.key_end) == "a");
  REQUIRE(cursor.next(member));
  CHECK(text.substr(member.value_begin, member.value_end - member.value_begin) == "[2]");
  CHECK_FALSE(cursor.next(member));
  CHECK(cursor.ended());
  CHECK(text.substr(cursor.end()) == " tail");
  for (const char* broken : {"{", R"({"a")", R"({"a":)", R"({"a":1)", R"({"a":1,)", R"({"a":1 "b":2})",
                             R"({"a":,})", "{a:1}", R"({"a)", R"({,"a":1})", R"({"a":1,,"b":2})"}) {
    MemberCursor walk(broken, 0);
    while (walk.next(member)) {
    }
    INFO(broken);
    CHECK_FALSE(walk.ended());
  }
}

}  // namespace
}  // namespace gridhall::ingest::json
