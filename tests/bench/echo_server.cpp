// The plainest server that could stand in the daemon's place: Beast's own WebSocket, one context a core,
// every message read as one frame and sent back. Prints its URL and runs until it is ended.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <cstdio>
#include <memory>
#include <thread>
#include <vector>

namespace gridhall::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

class EchoSession : public std::enable_shared_from_this<EchoSession> {
 public:
  explicit EchoSession(asio::ip::tcp::socket socket) : stream_(std::move(socket)) {
    beast::get_lowest_layer(stream_).socket().set_option(asio::ip::tcp::no_delay(true));
    stream_.auto_fragment(false);
    stream_.text(true);
  }

  void start() {
    stream_.async_accept([self = shared_from_this()](error_code error) {
      if (!error) self->read();
    });
  }

 private:
  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
      if (!error) self->write();
    });
  }

  void write() {
    stream_.async_write(buffer_.cdata(), [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return;
      self->buffer_.consume(self->buffer_.size());
      self->read();
    });
  }

  beast::websocket::stream<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_;
};

class EchoServer {
 public:
  EchoServer() {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < cores; ++i) contexts_.push_back(std::make_unique<asio::io_context>(1));
    acceptor_ = std::make_unique<asio::ip::tcp::acceptor>(
        *contexts_[0], asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  }

  void run() {
    accept();
    std::printf("http://127.0.0.1:%u\n", acceptor_->local_endpoint().port());
    std::fflush(stdout);
    std::vector<std::jthread> threads;
    for (auto& context : contexts_) {
      threads.emplace_back([&context] {
        const auto busy = asio::make_work_guard(*context);
        context->run();
      });
    }
  }

 private:
  void accept() {
    asio::io_context& context = *contexts_[next_++ % contexts_.size()];
    acceptor_->async_accept(context, [this, &context](error_code error, asio::ip::tcp::socket socket) {
      if (!error) {
        // The session starts where it stays.
        const auto session = std::make_shared<EchoSession>(std::move(socket));
        asio::post(context, [session] { session->start(); });
      }
      accept();
    });
  }

  std::vector<std::unique_ptr<asio::io_context>> contexts_;
  std::unique_ptr<asio::ip::tcp::acceptor> acceptor_;
  std::size_t next_ = 0;
};

}  // namespace
}  // namespace gridhall::bench

int main() {
  gridhall::bench::EchoServer().run();
}
