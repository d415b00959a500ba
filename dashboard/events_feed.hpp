// `GET /events`: the change feed in commit order, for integrators who follow with a position of their own.
//
// Who asks past the end may wait: the observer of commits wakes it, nothing polls. Waiting costs a timer
// each; beyond kWaitersMax the answer comes at once, empty.
//
// Thread: `get` on the request's own executor; `wake` from the committer's thread, which it only posts from.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>

#include "dashboard/api.hpp"
#include "ingest/net/server.hpp"

namespace gridhall::dashboard {

class EventsFeed {
 public:
  static constexpr std::size_t kWaitersMax = 1'000;

  EventsFeed(net::Server& server, const ApiContext& api) : server_(server), api_(api) {}

  boost::asio::awaitable<net::Response> get(net::Request request);
  /// Something was committed, or the daemon stops: everybody who waits looks again.
  void wake();
  void stop();

 private:
  struct Waiter {
    explicit Waiter(const boost::asio::any_io_executor& executor) : timer(executor) {}
    boost::asio::steady_timer timer;
    bool woken = false;  ///< on the waiter's executor
  };
  boost::asio::awaitable<void> wait_beyond(std::uint64_t seq, std::chrono::seconds most);

  net::Server& server_;
  const ApiContext& api_;
  std::mutex mutex_;
  std::unordered_set<std::shared_ptr<Waiter>> waiters_;
  bool stopped_ = false;
};

/// The event as it was sent with its position spliced in as the last member. A member `pos` of the sender's
/// own gives way: it would be read as ours.
std::string with_position(std::string_view event, std::string_view epoch, std::uint64_t seq);

}  // namespace gridhall::dashboard
