#include "store/model/position.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <string>

using namespace gridhall::model;

TEST_CASE("positions and case ids are read back as they were written") {
  for (const std::uint64_t seq :
       {std::uint64_t{1}, std::uint64_t{913377}, std::numeric_limits<std::uint64_t>::max()}) {
    const Position position{"k3x9", seq};
    CHECK(parse_position(to_string(position)) == position);
    const CaseId id{"k3x9", seq};
    CHECK(parse_case_id(to_string(id)) == id);
  }
  CHECK(to_string(Position{"k3x9", 913377}) == "k3x9:913377");
  CHECK(to_string(CaseId{"k3x9", 913377}) == "k3x9-913377");
}

TEST_CASE("a position may stand before the first event but no case can") {
  CHECK(parse_position("k3x9:0") == Position{"k3x9", 0});
  CHECK_FALSE(parse_case_id("k3x9-0"));
}

TEST_CASE("a position and a case id have one spelling") {
  for (const std::string text :
       {"", ":", ":1", "k3x9", "k3x9:", "k3x9:01", "k3x9:+1", "k3x9:-1", "k3x9: 1", "k3x9:1 ", "k3x9:1x",
        "k3x9:1:2", "k3x9:18446744073709551616", "k3 x9:1", "k3x9-1", "k3-x9:1", "k3x\xc3\xa9:1"}) {
    INFO(text);
    CHECK_FALSE(parse_position(text));
  }
  for (const std::string text : {"", "-", "-1", "k3x9-", "k3x9-01", "k3x9--1", "k3x9-1-2", "k3x9:1",
                                 "k3x9-1e3", "k3x9-18446744073709551616"}) {
    INFO(text);
    CHECK_FALSE(parse_case_id(text));
  }
  CHECK(parse_position(std::string(64, 'a') + ":1"));
  CHECK_FALSE(parse_position(std::string(65, 'a') + ":1"));
}
