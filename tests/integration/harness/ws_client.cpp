#include "tests/integration/harness/ws_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <deque>
#include <stdexcept>

namespace gridhall::testing {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

struct WsClient::Impl {
  asio::io_context context;
  websocket::stream<beast::tcp_stream> stream{context};
  beast::flat_buffer buffer;
  std::deque<std::string> messages;
  std::string subprotocol;
  bool open = false;

  /// Runs the connection until `done` or the deadline.
  template <class Done>
  bool run_until(std::chrono::milliseconds deadline, Done done) {
    const auto until = Clock::now() + deadline;
    while (!done()) {
      context.restart();
      if (context.run_one_until(until) == 0 && !done()) {
        return false;
      }
    }
    return true;
  }

  void read_on() {
    stream.async_read(buffer, [this](error_code error, std::size_t) {
      if (error) {
        open = false;
        return;
      }
      messages.push_back(beast::buffers_to_string(buffer.data()));
      buffer.consume(buffer.size());
      read_on();
    });
  }

  void write(std::string_view bytes, bool text) {
    std::optional<error_code> result;
    stream.text(text);
    stream.async_write(asio::buffer(bytes.data(), bytes.size()),
                       [&result](error_code error, std::size_t) { result = error; });
    // What could not be written shows in the close code; a test that sends into a closing connection means
    // it.
    if (!run_until(kPatience, [&result] { return result.has_value(); })) {
      beast::get_lowest_layer(stream).cancel();
      run_until(kPatience, [&result] { return result.has_value(); });
    }
  }
};

WsClient::WsClient(const Address& address, std::string_view target, const std::string& subprotocol,
                   const Headers& headers)
    : impl_(std::make_unique<Impl>()) {
  Impl& impl = *impl_;
  impl.stream.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
    if (!subprotocol.empty()) {
      request.set(beast::http::field::sec_websocket_protocol, subprotocol);
    }
    for (const auto& [name, value] : headers) {
      request.set(name, value);
    }
  }));
  impl.stream.read_message_max(64U << 20);
  impl.stream.auto_fragment(false);
  websocket::response_type response;
  std::optional<error_code> result;
  const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(address.host), address.port);
  const std::string host = address.host + ":" + std::to_string(address.port);
  const std::string path(target);
  beast::get_lowest_layer(impl.stream).async_connect(endpoint, [&](error_code connect_error) {
    if (connect_error) {
      result = connect_error;
      return;
    }
    impl.stream.async_handshake(response, host, path, [&](error_code error) { result = error; });
  });
  if (!impl.run_until(kPatience, [&result] { return result.has_value(); })) {
    throw std::runtime_error("no answer to the handshake of " + path);
  }
  if (*result) {
    throw std::runtime_error("handshake of " + path + ": " + result->message() + ", status " +
                             std::to_string(response.result_int()));
  }
  impl.subprotocol = response[beast::http::field::sec_websocket_protocol];
  impl.open = true;
  impl.read_on();
}

WsClient::~WsClient() {
  if (impl_) {
    drop();
  }
}
WsClient::WsClient(WsClient&&) noexcept = default;
WsClient& WsClient::operator=(WsClient&&) noexcept = default;

const std::string& WsClient::subprotocol() const {
  return impl_->subprotocol;
}
void WsClient::send(const boost::json::value& message) {
  send_text(boost::json::serialize(message));
}
void WsClient::send_text(std::string_view text) {
  impl_->write(text, true);
}
void WsClient::send_binary(std::string_view bytes) {
  impl_->write(bytes, false);
}
bool WsClient::is_open() const {
  return impl_->open;
}

std::optional<boost::json::object> WsClient::receive(std::chrono::milliseconds deadline) {
  Impl& impl = *impl_;
  impl.run_until(deadline, [&impl] { return !impl.messages.empty() || !impl.open; });
  if (impl.messages.empty()) {
    return std::nullopt;
  }
  boost::json::value value = boost::json::parse(impl.messages.front());
  impl.messages.pop_front();
  return std::move(value.as_object());
}

boost::json::object WsClient::expect(std::string_view op, std::chrono::milliseconds deadline) {
  const auto until = Clock::now() + deadline;
  std::string last = "nothing";
  while (auto message =
             receive(std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()))) {
    if (message->contains("op") && message->at("op").as_string() == op) {
      return std::move(*message);
    }
    last = boost::json::serialize(*message);
  }
  throw std::runtime_error("no '" + std::string(op) + "' came; last was " + last.substr(0, 1000) +
                           (is_open() ? "" : "; the connection is closed"));
}

std::uint16_t WsClient::closed(std::chrono::milliseconds deadline) {
  Impl& impl = *impl_;
  if (!impl.run_until(deadline, [&impl] { return !impl.open; })) {
    throw std::runtime_error("the connection stays open");
  }
  const auto code = impl.stream.reason().code;
  return code == websocket::close_code::none ? std::uint16_t{1006} : static_cast<std::uint16_t>(code);
}

void WsClient::close() {
  std::optional<error_code> result;
  impl_->stream.async_close(websocket::close_code::normal, [&result](error_code error) { result = error; });
  if (!impl_->run_until(kPatience, [&result] { return result.has_value(); })) {
    throw std::runtime_error("the close is not answered");
  }
}

void WsClient::drop() {
  error_code ignored;
  // Whoever reads gets a reset, as from a host that is gone.
  beast::get_lowest_layer(impl_->stream).socket().set_option(asio::socket_base::linger(true, 0), ignored);
  beast::get_lowest_layer(impl_->stream).socket().close(ignored);
  impl_->context.restart();
  impl_->context.poll();
  impl_->open = false;
}

}  // namespace gridhall::testing
