#include "ingest/net/utf8.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace gridhall::net {

TEST_CASE("only well-formed UTF-8 is valid") {
  for (const std::string good : {"", "plain ascii that is long", "\xC2\x80", "\xE4\xB8\xAD",
                                 "\xF0\x9F\x9A\xA8", "\xF4\x8F\xBF\xBF", "\xEF\xBF\xBE"}) {
    INFO(good);
    CHECK(valid_utf8(good));
    CHECK(valid_utf8("12345678" + good + "12345678"));
  }
  for (const std::string bad :
       {"\x80", "\xC0\xAF", "\xC1\x81", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFE", "\xE4\xB8", "\xC2", "\xF0\x9F\x9A"}) {
    INFO(bad.size());
    CHECK_FALSE(valid_utf8(bad));
    CHECK_FALSE(valid_utf8("12345678" + bad));
    CHECK_FALSE(valid_utf8(bad + "12345678"));
  }
}

}  // namespace gridhall::net
