// A few threads for work that waits for the disk, so that no io_context's thread ever does.
//
// Thread: `run` from any coroutine; `stop` from outside all of them.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <functional>

namespace gridhall::net {

/// Waiting and running work together. A query takes milliseconds, so more than this is a wait nobody sits
/// through.
inline constexpr std::size_t kBlockingQueueMax = 256;

class BlockingPool {
 public:
  explicit BlockingPool(unsigned threads, std::size_t queue_max = kBlockingQueueMax);
  ~BlockingPool();

  /// Runs `work` on a thread of the pool and resumes the caller on its own executor: true. False at once when
  /// the queue is full; `work` was not run. What `work` throws is thrown to the caller.
  boost::asio::awaitable<bool> run(std::function<void()> work);

  /// Work that has not started is dropped with its waiting coroutine; what runs is waited for.
  void stop();

 private:
  std::size_t queue_max_;
  std::atomic<std::size_t> pending_{0};
  boost::asio::thread_pool pool_;
};

}  // namespace gridhall::net
