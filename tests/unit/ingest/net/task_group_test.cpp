#include "ingest/net/task_group.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <thread>

namespace gridhall::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// One thread that runs a context, as a worker of the server does.
class Thread {
 public:
  ~Thread() {
    context_.stop();
    thread_.join();
  }
  asio::any_io_executor executor() { return context_.get_executor(); }

 private:
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  std::thread thread_{[this] { context_.run(); }};
};

/// Tells when its coroutine frame is destroyed.
struct Flag {
  std::atomic<bool>* destroyed;
  explicit Flag(std::atomic<bool>& given) : destroyed(&given) {}
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;
  ~Flag() { *destroyed = true; }
};

asio::awaitable<void> wait_for_ever(std::atomic<bool>& ended) {
  const Flag flag(ended);
  asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
  co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> throw_at_once() {
  throw std::runtime_error("on purpose");
  co_return;
}

}  // namespace

TEST_CASE("a cancelled group ends what waits and takes nothing more") {
  Thread one;
  Thread other;
  TaskGroup group;
  std::atomic<bool> first_ended{false};
  std::atomic<bool> second_ended{false};
  std::atomic<bool> never_started{false};
  CHECK(group.spawn(one.executor(), wait_for_ever(first_ended)));
  CHECK(group.spawn(other.executor(), wait_for_ever(second_ended)));
  CHECK(group.size() == 2);
  CHECK_FALSE(group.wait(10ms));
  group.cancel();
  CHECK(group.wait(5s));
  CHECK(first_ended);
  CHECK(second_ended);
  CHECK_FALSE(group.spawn(one.executor(), wait_for_ever(never_started)));
  CHECK(group.size() == 0);
}

TEST_CASE("what a task throws ends the task, not the process") {
  Thread thread;
  TaskGroup group;
  CHECK(group.spawn(thread.executor(), throw_at_once()));
  CHECK(group.wait(5s));
}

}  // namespace gridhall::net
