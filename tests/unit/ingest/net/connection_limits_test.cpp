#include "ingest/net/connection_limits.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "ingest/net/control_budget.hpp"

namespace gridhall::net {
namespace {

using namespace std::chrono_literals;

Peer peer(const char* address) {
  return Peer::of(boost::asio::ip::make_address(address));
}

}  // namespace

TEST_CASE("one address cannot take all places, loopback can, and places come back") {
  ConnectionLimits limits(5, 2);
  auto first = limits.acquire(peer("192.0.2.1"));
  auto second = limits.acquire(peer("192.0.2.1"));
  CHECK(second);
  CHECK_FALSE(limits.acquire(peer("192.0.2.1")));
  CHECK_FALSE(limits.acquire(peer("::ffff:192.0.2.1")));
  std::vector<std::optional<ConnectionLimits::Slot>> local;
  for (int i = 0; i < 3; ++i) {
    local.push_back(limits.acquire(peer("127.0.0.1")));
    CHECK(local.back());
  }
  CHECK_FALSE(limits.acquire(peer("127.0.0.1")));
  CHECK_FALSE(limits.acquire(peer("192.0.2.2")));
  first.reset();
  CHECK(limits.acquire(peer("192.0.2.1")));
}

TEST_CASE("IPv6 addresses of one /64 count as one") {
  ConnectionLimits limits(100, 1);
  const auto first = limits.acquire(peer("2001:db8::1"));
  CHECK(first);
  CHECK_FALSE(limits.acquire(peer("2001:db8::2")));
  CHECK(limits.acquire(peer("2001:db8:0:1::1")));
}

TEST_CASE("a peer has one name whatever the socket's family") {
  CHECK(peer("::ffff:127.0.0.1").address == "127.0.0.1");
  CHECK(peer("::ffff:127.0.0.1").loopback);
  CHECK(peer("::1").loopback);
  CHECK_FALSE(peer("10.0.0.1").loopback);
}

TEST_CASE("control frames pass in bursts and at a steady rate, 10,000 in a second do not") {
  const ControlBudget::Clock::time_point begun{1h};
  ControlBudget burst;
  int passed = 0;
  while (burst.take(begun)) {
    ++passed;
  }
  CHECK(passed == 2'000);
  CHECK_FALSE(burst.take(begun));
  CHECK(burst.take(begun + 2ms));

  ControlBudget steady;
  bool all = true;
  for (int i = 0; i < 10'000; ++i) {
    all = all && steady.take(begun + i * 2ms);
  }
  CHECK(all);

  ControlBudget flood;
  all = true;
  for (int i = 0; i < 10'000; ++i) {
    all = all && flood.take(begun + i * 100us);
  }
  CHECK_FALSE(all);
}

}  // namespace gridhall::net
