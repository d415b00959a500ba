#include "ingest/net/watchdog.hpp"

#include <utility>

namespace gridhall::net {

Watchdog::Watchdog(const boost::asio::any_io_executor& executor, std::function<void()> on_due)
    : timer_(executor), on_due_(std::move(on_due)) {}

std::shared_ptr<Watchdog> Watchdog::make(const boost::asio::any_io_executor& executor,
                                         std::function<void()> on_due) {
  return std::shared_ptr<Watchdog>(new Watchdog(executor, std::move(on_due)));
}

void Watchdog::set(Clock::time_point due) {
  due_ = due;
  if (on_due_ && (!armed_for_ || due < *armed_for_)) {
    arm();
  }
}

void Watchdog::stop() {
  on_due_ = nullptr;
  due_.reset();
  timer_.cancel();
}

void Watchdog::arm() {
  armed_for_ = due_;
  timer_.expires_at(*due_);
  timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error) {
      self->fired();
    }
  });
}

void Watchdog::fired() {
  armed_for_.reset();
  if (!due_ || !on_due_) {
    return;
  }
  if (Clock::now() < *due_) {
    arm();
    return;
  }
  due_.reset();
  // A copy: the callback may stop the watchdog, which clears the member.
  const auto on_due = on_due_;
  on_due();
}

}  // namespace gridhall::net
