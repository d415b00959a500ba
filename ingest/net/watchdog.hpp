// One deadline that moves all the time.
//
// The problem: a connection sets a new deadline with every read and every write, and cancelling and starting
// a timer each time costs more than the read. The watchdog only notes the time; its timer, when it fires
// early, looks at the note and goes back to sleep.
//
// Thread: its executor's. `stop` before whatever the callback uses goes away; the timer itself may outlive
// that.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace gridhall::net {

class Watchdog : public std::enable_shared_from_this<Watchdog> {
 public:
  using Clock = std::chrono::steady_clock;

  /// `on_due` is called once for each time that is reached; it may set the next one.
  static std::shared_ptr<Watchdog> make(const boost::asio::any_io_executor& executor,
                                        std::function<void()> on_due);

  void set(Clock::time_point due);
  void set_after(Clock::duration from_now) { set(Clock::now() + from_now); }
  void clear() { due_.reset(); }
  void stop();

 private:
  Watchdog(const boost::asio::any_io_executor& executor, std::function<void()> on_due);
  void arm();
  void fired();

  boost::asio::steady_timer timer_;
  std::function<void()> on_due_;
  std::optional<Clock::time_point> due_;
  std::optional<Clock::time_point> armed_for_;
};

}  // namespace gridhall::net
