#include "ingest/net/blocking_pool.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <catch2/catch.hpp>
#include <future>
#include <stdexcept>
#include <thread>

namespace gridhall::net {
namespace {

namespace asio = boost::asio;

struct Result {
  bool ran = false;
  std::string error;
  bool same_thread = false;
};

asio::awaitable<Result> use(BlockingPool& pool, std::function<void()> work) {
  Result result;
  const auto thread = std::this_thread::get_id();
  try {
    result.ran = co_await pool.run(std::move(work));
  } catch (const std::exception& caught) {
    result.error = caught.what();
  }
  result.same_thread = std::this_thread::get_id() == thread;
  co_return result;
}

}  // namespace

TEST_CASE("work runs elsewhere, its caller goes on where it was, its exception comes along") {
  BlockingPool pool(2);
  asio::io_context context;
  std::thread::id worker;
  auto good =
      asio::co_spawn(context, use(pool, [&] { worker = std::this_thread::get_id(); }), asio::use_future);
  auto bad = asio::co_spawn(context, use(pool, [] { throw std::runtime_error("disk"); }), asio::use_future);
  context.run();
  const Result result = good.get();
  CHECK(result.ran);
  CHECK(result.same_thread);
  CHECK(worker != std::this_thread::get_id());
  CHECK(bad.get().error == "disk");
}

TEST_CASE("a full queue refuses at once and takes again when there is room") {
  BlockingPool pool(1, 2);
  asio::io_context context;
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  auto first = asio::co_spawn(context, use(pool, [=] { released.wait(); }), asio::use_future);
  auto second = asio::co_spawn(context, use(pool, [] {}), asio::use_future);
  auto third =
      asio::co_spawn(context, use(pool, [] { throw std::runtime_error("must not run"); }), asio::use_future);
  while (third.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    context.run_one();
  }
  const Result refused = third.get();
  CHECK_FALSE(refused.ran);
  CHECK(refused.error.empty());
  release.set_value();
  context.run();
  CHECK(first.get().ran);
  CHECK(second.get().ran);
  context.restart();
  auto fourth = asio::co_spawn(context, use(pool, [] {}), asio::use_future);
  context.run();
  CHECK(fourth.get().ran);
}

}  // namespace gridhall::net
