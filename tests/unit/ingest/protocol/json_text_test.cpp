#include "ingest/protocol/json_text.hpp"

#include <catch2/catch.hpp>

namespace gridhall::ingest::json {
namespace {

TEST_CASE("a string survives being escaped and read again") {
  for (const std::string& text :
       {std::string(), std::string("plain"), std::string("a\"b\\c/\b\f\n\r\t"),
        std::string("\0\x01\x1f\x7f", 4), std::string("\xE5\xB8\x82 \xF0\x9F\x91\xA8")}) {
    std::string json;
    append_string(json, text);
    CHECK(unescape(std::string_view(json).substr(1, json.size() - 2)) == text);
  }
}

TEST_CASE("bytes that are not UTF-8 are sent as the replacement character") {
  std::string json;
  append_string(json, "a\xFFz\xE4\xB8");
  CHECK(json == "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("escapes are read, broken ones are not") {
  CHECK(unescape(R"(\u0041\n\/\ud83d\ude00)") == "A\n/\xF0\x9F\x98\x80");
  for (const char* bad : {R"(\)", R"(\x)", R"(\u12)", R"(\u12g4)", R"(\ud800)", R"(\ud800x)", R"(\ud800\n)",
                          R"(\udc00)", "\n"}) {
    CHECK(!unescape(bad));
  }
}

TEST_CASE("an excerpt is cut between characters and escapes") {
  CHECK(excerpt_string("short") == "\"short\"");
  CHECK(excerpt_string(std::string(118, 'x')) == "\"" + std::string(118, 'x') + "\"");
  CHECK(excerpt_string(std::string(119, 'x')) == "\"" + std::string(115, 'x') + "\xE2\x80\xA6\"");
  for (std::size_t lead = 0; lead < 8; ++lead) {
    std::string text(lead, 'x');
    for (int i = 0; i < 100; ++i) {
      text += "\xF0\x9F\x91\xA8\x01\"";
    }
    const std::string out = excerpt_string(text);
    CHECK(out.size() <= kExcerptBytes);
    CHECK(!first_bad_utf8(out));
    CHECK(unescape(std::string_view(out).substr(1, out.size() - 2)));
  }
  CHECK(excerpt_json("[1]") == "[1]");
  CHECK(excerpt_json("[" + std::string(200, ' ') + "]").front() == '"');
}

TEST_CASE("pointers escape slash and tilde") {
  std::string pointer = "/a";
  append_pointer(pointer, "b/c~d");
  append_pointer(pointer, std::size_t{7});
  CHECK(pointer == "/a/b~1c~0d/7");
}

TEST_CASE("the first byte that is not UTF-8 is found") {
  CHECK(!first_bad_utf8("a\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80\xEF\xBF\xBF"));
  CHECK(first_bad_utf8("ab\x80") == 2U);
  CHECK(first_bad_utf8("\xC3") == 0U);
  CHECK(first_bad_utf8("a\xED\xA0\x80") == 1U);
  CHECK(first_bad_utf8("\xF4\x90\x80\x80") == 0U);
  CHECK(first_bad_utf8("\xE0\x9F\x80") == 0U);
  CHECK(first_bad_utf8("\xF0\x8F\x80\x80") == 0U);
  CHECK(first_bad_utf8("\xC1\x80") == 0U);
}

}  // namespace
}  // namespace gridhall::ingest::json
