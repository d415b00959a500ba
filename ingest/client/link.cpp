#include "ingest/client/link.hpp"

#include <simdjson.h>

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <charconv>
#include <deque>
#include <utility>

namespace gridhall::client {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::string_view kSubprotocol = "gridhall.ingest.v1";
/// Answers are small; a daemon that sends more than this at once is not ours.
constexpr std::size_t kMessageBytesMax = 4U << 20;
/// Beast writes masked frames through this buffer, one system call each time it is full; its own default is 4
/// KiB.
constexpr std::size_t kWriteBufferBytes = 64U << 10;

model::Code code_of(unsigned http_status) {
  switch (http_status) {
    case 400:
      return model::Code::kSubprotocolRequired;
    case 401:
      return model::Code::kUnauthenticated;
    case 403:
      return model::Code::kForbidden;
    case 404:
      return model::Code::kNotFound;
    case 429:
      return model::Code::kRateLimited;
    case 503:
      return model::Code::kStorageBusy;
    default:
      return model::Code::kInternal;
  }
}

/// `detail` of a problem+json body, empty for anything else.
std::string problem_detail(std::string_view body) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  std::string_view detail;
  if (parser.parse(body.data(), body.size()).get(document) != simdjson::SUCCESS) return {};
  return document["detail"].get(detail) == simdjson::SUCCESS ? std::string(detail) : std::string();
}

Down refused(const websocket::response_type& response) {
  const unsigned status = response.result_int();
  Down down;
  // Only these promise that the same request can succeed later.
  down.stop = status != 408 && status != 425 && status != 429 && status < 500;
  down.code = status;
  const std::string_view after = response[http::field::retry_after];
  int seconds = 0;
  std::from_chars(after.data(), after.data() + after.size(), seconds);
  down.retry_after = std::chrono::seconds(std::clamp(seconds, 0, 3600));
  down.error.code = code_of(status);
  down.error.detail = "The daemon refused the connection with HTTP " + std::to_string(status);
  const std::string detail = problem_detail(response.body());
  if (!detail.empty()) {
    down.error.detail += ": " + detail;
  } else if (status == 401) {
    down.error.detail += ": the key is not valid, or was revoked.";
  } else if (status == 404) {
    down.error.detail += ": there is no ingest door at this address.";
  } else {
    down.error.detail += ".";
  }
  return down;
}

class BeastLink final : public Link, public std::enable_shared_from_this<BeastLink> {
 public:
  BeastLink(asio::io_context& io, LinkObserver& observer) : resolver_(io), ws_(io), observer_(&observer) {}

  void start(const Endpoint& endpoint, const std::string& key, const std::string& agent,
             std::chrono::milliseconds dial_max) {
    endpoint_ = endpoint;
    ws_.set_option(websocket::stream_base::decorator([key, agent](websocket::request_type& request) {
      request.set(http::field::authorization, "Bearer " + key);
      request.set(http::field::sec_websocket_protocol, kSubprotocol);
      request.set(http::field::user_agent, agent);
    }));
    // Our own deadline covers the look-up too, which the stream's timer does not.
    deadline_.expires_after(dial_max);
    deadline_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->down(broken("The daemon did not answer in time."));
    });
    resolver_.async_resolve(
        endpoint.host, endpoint.port,
        [self = shared_from_this()](error_code error, const tcp::resolver::results_type& found) {
          self->on_resolved(error, found);
        });
  }

  void send(std::string text) override {
    queue_.push_back(std::move(text));
    if (open_ && queue_.size() == 1) write();
  }

  std::size_t unwritten() const override { return queue_.size(); }

  void close() override {
    closing_ = true;
    if (open_ && queue_.empty()) write_close();
  }

  void drop() override {
    observer_ = nullptr;
    cut();
  }

 private:
  static Down broken(std::string detail) {
    Down down;
    down.error = {model::Code::kInternal, std::move(detail), "", "", ""};
    return down;
  }

  Down broken(std::string_view what, error_code error) const {
    return broken(std::string(what) + " " + endpoint_.authority() + ": " + error.message() + ".");
  }

  void on_resolved(error_code error, const tcp::resolver::results_type& found) {
    if (observer_ == nullptr) return;
    if (error) return down(broken("No address for", error));
    asio::async_connect(
        beast::get_lowest_layer(ws_).socket(), found,
        [self = shared_from_this()](error_code failed, const tcp::endpoint&) { self->on_connected(failed); });
  }

  void on_connected(error_code error) {
    if (observer_ == nullptr) return;
    if (error) return down(broken("No connection to", error));
    error_code ignored;
    beast::get_lowest_layer(ws_).socket().set_option(tcp::no_delay(true), ignored);
    ws_.auto_fragment(false);
    ws_.write_buffer_bytes(kWriteBufferBytes);
    ws_.read_message_max(kMessageBytesMax);
    ws_.text(true);
    ws_.async_handshake(response_, endpoint_.authority(), endpoint_.target,
                        [self = shared_from_this()](error_code failed) { self->on_handshake(failed); });
  }

  void on_handshake(error_code error) {
    if (observer_ == nullptr) return;
    if (error == websocket::error::upgrade_declined) return down(refused(response_));
    if (error) return down(broken("The WebSocket handshake failed with", error));
    if (response_[http::field::sec_websocket_protocol] != kSubprotocol) {
      Down other = broken("The server at " + endpoint_.authority() + " does not speak gridhall.ingest.v1.");
      other.stop = true;
      other.error.code = model::Code::kSubprotocolRequired;
      return down(other);
    }
    deadline_.cancel();
    open_ = true;
    observer_->on_open();
    read();
    if (!queue_.empty() && !writing_) write();
  }

  void read() {
    ws_.async_read(buffer_,
                   [self = shared_from_this()](error_code error, std::size_t) { self->on_read(error); });
  }

  void on_read(error_code error) {
    if (observer_ == nullptr) return;
    if (error) return down(ended(error));
    const auto data = buffer_.cdata();
    observer_->on_message({static_cast<const char*>(data.data()), data.size()});
    buffer_.consume(buffer_.size());
    if (observer_ != nullptr) read();
  }

  Down ended(error_code error) const {
    if (error != websocket::error::closed)
      return broken("The link broke to", write_error_ ? write_error_ : error);
    const unsigned code = ws_.reason().code;
    const std::string_view reason(ws_.reason().reason.data(), ws_.reason().reason.size());
    Down down = broken("The daemon closed the link with " + std::to_string(code) +
                       (reason.empty() ? "." : ": " + std::string(reason)));
    down.code = code;
    down.stop = close_code_stops(code);
    return down;
  }

  void write() {
    writing_ = true;
    ws_.async_write(asio::buffer(queue_.front()),
                    [self = shared_from_this()](error_code error, std::size_t) { self->on_written(error); });
  }

  void on_written(error_code error) {
    writing_ = false;
    if (observer_ == nullptr) return;
    // A close frame from the peer fails the write first; the reader knows its code and reports it.
    if (error) {
      write_error_ = error;
      return;
    }
    queue_.pop_front();
    if (!queue_.empty()) return write();
    if (closing_) return write_close();
    observer_->on_written();
  }

  void write_close() {
    if (std::exchange(close_sent_, true)) return;
    ws_.async_close(websocket::close_code::normal, [self = shared_from_this()](error_code) {
      if (self->observer_ != nullptr) self->down(broken("The link is closed."));
    });
  }

  void down(const Down& why) {
    LinkObserver* observer = std::exchange(observer_, nullptr);
    cut();
    if (observer != nullptr) observer->on_down(why);
  }

  void cut() {
    deadline_.cancel();
    resolver_.cancel();
    error_code ignored;
    beast::get_lowest_layer(ws_).socket().close(ignored);
  }

  tcp::resolver resolver_;
  websocket::stream<beast::tcp_stream> ws_;
  asio::steady_timer deadline_{ws_.get_executor()};
  LinkObserver* observer_;
  Endpoint endpoint_;
  websocket::response_type response_;
  beast::flat_buffer buffer_;
  std::deque<std::string> queue_;
  error_code write_error_;  ///< a failed write makes Beast cancel the read, which then knows no reason
  bool open_ = false;
  bool writing_ = false;
  bool closing_ = false;
  bool close_sent_ = false;
};

}  // namespace

bool close_code_stops(unsigned code) {
  switch (code) {
    case 1002:
    case 1003:
    case 1007:
    case 1008:
    case 1009:
      return true;
    default:
      return code >= 4500 && code <= 4999;
  }
}

std::shared_ptr<Link> Link::dial(asio::io_context& io, const Endpoint& endpoint, const std::string& key,
                                 const std::string& agent, std::chrono::milliseconds dial_max,
                                 LinkObserver& observer) {
  auto link = std::make_shared<BeastLink>(io, observer);
  link->start(endpoint, key, agent, dial_max);
  return link;
}

}  // namespace gridhall::client
