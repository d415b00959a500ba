#include "dashboard/access.hpp"

#include <catch2/catch.hpp>

using namespace gridhall;
using namespace gridhall::dashboard;

namespace {

net::Request from(std::vector<net::Header> headers, bool loopback = true) {
  net::Request request;
  request.method = "GET";
  request.headers = std::move(headers);
  request.loopback = loopback;
  return request;
}

CityInfo city(bool dev) {
  CityInfo info;
  info.dev = dev;
  info.allowed_origins = {"https://desk.example.org"};
  return info;
}

unsigned live(const CityInfo& info, std::vector<net::Header> headers, bool loopback = true) {
  const auto refused = refuse_live(info, from(std::move(headers), loopback));
  return refused ? refused->status : 101;
}

}  // namespace

TEST_CASE("the live door takes our own pages and the listed ones, and nobody else's") {
  const net::Header host{"Host", "127.0.0.1:8311"};
  CHECK(live(city(true), {host, {"Origin", "http://127.0.0.1:8311"}}) == 101);
  CHECK(live(city(true), {host, {"Origin", "http://localhost:8311"}}) == 101);
  CHECK(live(city(true), {host, {"Origin", "https://desk.example.org"}}) == 101);
  CHECK(live(city(true), {host}) == 403);
  for (const char* origin : {"null", "http://127.0.0.1:8312", "https://127.0.0.1:8311", "http://evil.example",
                             "https://desk.example.org.evil.com", "https://evildesk.example.org",
                             "http://desk.example.org", "http://127.0.0.1", "", "http://127.0.0.1:8311/"}) {
    INFO(origin);
    CHECK(live(city(true), {host, {"Origin", origin}}) == 403);
  }
  CHECK(live(city(true), {host, {"Origin", "http://127.0.0.1:8311"}, {"origin", "http://127.0.0.1:8311"}}) ==
        403);
}

TEST_CASE("a page that rebinds its own name to this machine is not our own") {
  CHECK(live(city(true), {{"Host", "evil.example:8311"}, {"Origin", "http://evil.example:8311"}}) == 403);
  CHECK(refuse_call(city(true), from({{"Host", "evil.example:8311"}}))->status == 403);
  CHECK_FALSE(refuse_call(city(true), from({{"Host", "[::1]:8311"}})));
  CHECK_FALSE(refuse_call(city(true), from({{"Host", "desk.example.org"}})));
}

TEST_CASE("without development mode or from another machine there is no way in without a session") {
  const std::vector<net::Header> ours = {{"Host", "127.0.0.1:8311"}, {"Origin", "http://127.0.0.1:8311"}};
  CHECK(live(city(false), ours) == 401);
  CHECK(live(city(true), ours, false) == 401);
  CHECK(refuse_call(city(false), from(ours))->status == 401);
  CHECK(refuse_call(city(true), from(ours, false))->status == 401);
}
