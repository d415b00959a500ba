#include "ingest/net/blocking_pool.hpp"

#include <algorithm>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

namespace gridhall::net {

namespace asio = boost::asio;

BlockingPool::BlockingPool(unsigned threads, std::size_t queue_max)
    : queue_max_(queue_max), pool_(std::max(threads, 1U)) {}

BlockingPool::~BlockingPool() {
  stop();
}

asio::awaitable<bool> BlockingPool::run(std::function<void()> work) {
  if (pending_.fetch_add(1) >= queue_max_) {
    pending_.fetch_sub(1);
    co_return false;
  }
  auto initiate = [this](auto handler, std::function<void()> job) {
    auto executor = asio::get_associated_executor(handler);
    asio::post(pool_, [this, job = std::move(job), handler = std::move(handler),
                       guard = asio::make_work_guard(executor)]() mutable {
      std::exception_ptr error;
      try {
        job();
      } catch (...) {
        error = std::current_exception();
      }
      // What the work holds goes away before its caller goes on.
      job = nullptr;
      pending_.fetch_sub(1);
      // Moved, not copied: the exception then is the caller's alone, who may free it while this thread goes
      // on.
      asio::post(guard.get_executor(), [handler = std::move(handler), error = std::move(error)]() mutable {
        std::move(handler)(std::move(error));
      });
    });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(
      initiate, asio::use_awaitable, std::move(work));
  co_return true;
}

void BlockingPool::stop() {
  pool_.stop();
  pool_.join();
}

}  // namespace gridhall::net
