#include "ingest/net/watchdog.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

namespace gridhall::net {
namespace {

using namespace std::chrono_literals;

}  // namespace

TEST_CASE(
    "a deadline that moves on is not reached before its last place, one that moves back is reached in time") {
  boost::asio::io_context context;
  int fired = 0;
  const auto watchdog = Watchdog::make(context.get_executor(), [&] { ++fired; });
  const auto begun = Watchdog::Clock::now();
  watchdog->set(begun + 10ms);
  watchdog->set(begun + 50ms);
  context.run();
  CHECK(fired == 1);
  CHECK(Watchdog::Clock::now() >= begun + 50ms);

  watchdog->set_after(1h);
  watchdog->set_after(10ms);
  context.restart();
  context.run();
  CHECK(fired == 2);
}

TEST_CASE("a cleared or stopped watchdog never fires") {
  boost::asio::io_context context;
  int fired = 0;
  auto watchdog = Watchdog::make(context.get_executor(), [&] { ++fired; });
  watchdog->set_after(1ms);
  watchdog->clear();
  context.run();
  CHECK(fired == 0);
  watchdog->set_after(1h);
  watchdog->stop();
  watchdog.reset();
  context.restart();
  context.run();
  CHECK(fired == 0);
}

TEST_CASE("a watchdog may be stopped and set by its own callback") {
  boost::asio::io_context context;
  int fired = 0;
  std::shared_ptr<Watchdog> watchdog;
  watchdog = Watchdog::make(context.get_executor(), [&] {
    if (++fired < 3) {
      watchdog->set_after(1ms);
    } else {
      watchdog->stop();
    }
  });
  watchdog->set_after(1ms);
  context.run();
  CHECK(fired == 3);
}

}  // namespace gridhall::net
