#include "ingest/client/endpoint.hpp"

#include <catch2/catch.hpp>

namespace gridhall::client {
namespace {

TEST_CASE("an address reaches the ingest door with and without its path") {
  for (const std::string url :
       {"http://127.0.0.1:8311", "ws://127.0.0.1:8311/", "HTTP://127.0.0.1:8311/api/v1/ingest",
        "ws://127.0.0.1:8311/api/v1/ingest/"}) {
    const auto endpoint = parse_endpoint(url);
    REQUIRE(endpoint.has_value());
    CHECK(endpoint->host == "127.0.0.1");
    CHECK(endpoint->port == "8311");
    CHECK(endpoint->target == "/api/v1/ingest");
  }
}

TEST_CASE("a proxy's prefix in front of the door is kept") {
  const auto endpoint = parse_endpoint("http://city.example/blocks");
  REQUIRE(endpoint.has_value());
  CHECK(endpoint->target == "/blocks/api/v1/ingest");
  CHECK(endpoint->port == "80");
  CHECK(endpoint->authority() == "city.example");
}

TEST_CASE("an IPv6 address loses its brackets for the look-up and keeps them in the Host header") {
  const auto endpoint = parse_endpoint("ws://[::1]:9000");
  REQUIRE(endpoint.has_value());
  CHECK(endpoint->host == "::1");
  CHECK(endpoint->authority() == "[::1]:9000");
}

TEST_CASE("what can't be dialled is refused with the forms that can") {
  for (const std::string url :
       {"", "127.0.0.1:8311", "ftp://host:1", "https://host:1", "wss://host:1", "http://", "http://:80",
        "http://host:0", "http://host:65536", "http://host:abc", "http://user:pw@host:1",
        "http://host:1/?ticket=x", "http://ho st:1", "http://[::1:80", "http://[::1]80",
        "http://host:1/\r\nX: y"}) {
    INFO(url);
    const auto endpoint = parse_endpoint(url);
    REQUIRE(endpoint.has_error());
    CHECK(endpoint.error().code == model::Code::kAttributeInvalid);
    CHECK_FALSE(endpoint.error().allowed.empty());
  }
}

}  // namespace
}  // namespace gridhall::client
