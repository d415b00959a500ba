#include "dashboard/events_feed.hpp"

#include <catch2/catch.hpp>

using namespace gridhall::dashboard;

TEST_CASE("the position is spliced into an event that stays as it was sent otherwise") {
  CHECK(with_position(R"({"id":"a","data":{"x":1.50}})", "k3x9", 7) ==
        R"({"id":"a","data":{"x":1.50},"pos":{"epoch":"k3x9","seq":7}})");
  CHECK(with_position("{ \"id\" : \"a\" }\n", "k", 1) == R"({ "id" : "a","pos":{"epoch":"k","seq":1}})");
  CHECK(with_position("{}", "k", 1) == R"({"pos":{"epoch":"k","seq":1}})");
}

TEST_CASE("a member of the sender's own called pos gives way, one inside data stays") {
  CHECK(with_position(R"({"pos":"mine","id":"a"})", "k", 1) == R"({"id":"a","pos":{"epoch":"k","seq":1}})");
  CHECK(with_position(R"({"id":"a","data":{"pos":3}})", "k", 1) ==
        R"({"id":"a","data":{"pos":3},"pos":{"epoch":"k","seq":1}})");
}
