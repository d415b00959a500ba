#include "ingest/net/linger.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

#include "ingest/net/watchdog.hpp"

namespace gridhall::net {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kDroppedMax = 16U << 20;

/// Ends the wait even when the coroutine is destroyed in the middle of it.
class CancelAfter {
 public:
  CancelAfter(asio::ip::tcp::socket& socket, std::chrono::milliseconds after)
      : watchdog_(Watchdog::make(socket.get_executor(), [&socket] {
          boost::system::error_code ignored;
          socket.close(ignored);
        })) {
    watchdog_->set_after(after);
  }
  ~CancelAfter() { watchdog_->stop(); }
  CancelAfter(const CancelAfter&) = delete;
  CancelAfter& operator=(const CancelAfter&) = delete;

 private:
  std::shared_ptr<Watchdog> watchdog_;
};

}  // namespace

asio::awaitable<void> linger_close(asio::ip::tcp::socket& socket) {
  boost::system::error_code error;
  socket.shutdown(asio::ip::tcp::socket::shutdown_send, error);
  if (!error) {
    const CancelAfter limit(socket, kLingerMax);
    const auto scratch = std::make_unique<std::array<char, 16 << 10>>();
    std::size_t dropped = 0;
    while (!error && dropped < kDroppedMax) {
      dropped += co_await socket.async_read_some(asio::buffer(*scratch),
                                                 asio::redirect_error(asio::use_awaitable, error));
    }
  }
  boost::system::error_code ignored;
  socket.close(ignored);
}

}  // namespace gridhall::net
