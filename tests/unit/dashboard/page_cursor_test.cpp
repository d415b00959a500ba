#include "dashboard/page_cursor.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace gridhall::dashboard;

TEST_CASE("a cursor comes back as it was, and only to its own query") {
  for (const SortKey key : {SortKey{0, 1}, SortKey{-5, std::numeric_limits<std::uint64_t>::max()},
                            SortKey{std::numeric_limits<std::int64_t>::min(), 0}}) {
    const std::string text = encode_cursor(key, "sort=id");
    CHECK(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          std::string::npos);
    REQUIRE(decode_cursor(text, "sort=id"));
    CHECK(*decode_cursor(text, "sort=id") == key);
    CHECK_FALSE(decode_cursor(text, "sort=-id"));
  }
}

TEST_CASE("what is no cursor is refused") {
  for (const char* text : {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "????????????????????????????????"}) {
    CHECK_FALSE(decode_cursor(text, "q"));
  }
}
