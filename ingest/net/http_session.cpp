#include "ingest/net/http_session.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "ingest/net/ascii.hpp"
#include "ingest/net/body_stream.hpp"
#include "ingest/net/http_writer.hpp"
#include "ingest/net/linger.hpp"
#include "ingest/net/request_id.hpp"
#include "ingest/net/target.hpp"

namespace gridhall::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

constexpr std::size_t kHeadRead = 4U << 10;
constexpr std::size_t kBodyRead = 64U << 10;
/// A chunk's size line with its extensions, or the trailer: what must fit before a byte of it can be used.
constexpr std::size_t kChunkLineMax = 4U << 10;
constexpr std::size_t kChunkExtensionMax = 1U << 10;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string_view text_in(const boost::beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.data().data()), buffer.size()};
}

/// A path as it may stand in a log line: what is not visible ASCII is percent-encoded again.
std::string loggable(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 0x0FU];
    }
  }
  return out;
}

}  // namespace

HttpSession::HttpSession(ServerCore& core, Worker& worker, asio::ip::tcp::socket socket, Peer peer,
                         ConnectionLimits::Slot slot)
    : core_(core),
      worker_(worker),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      slot_(std::move(slot)),
      watchdog_(Watchdog::make(socket_.get_executor(), [this] {
        expired_ = true;
        boost::system::error_code ignored;
        socket_.cancel(ignored);
      })) {}

HttpSession::~HttpSession() {
  watchdog_->stop();
}

asio::awaitable<void> HttpSession::run(std::shared_ptr<HttpSession> self) {
  struct Registered {
    HttpSession& session;
    explicit Registered(HttpSession& given) : session(given) {
      session.worker_.sessions.insert(&session);
      session.worker_.counters.connections_open.add(1);
      session.worker_.counters.connections_total.add(1);
    }
    ~Registered() {
      session.worker_.sessions.erase(&session);
      session.worker_.counters.connections_open.subtract(1);
    }
  };
  const Registered registered(*self);
  boost::system::error_code ignored;
  self->socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  Outcome outcome = Outcome::kNext;
  while (outcome == Outcome::kNext) {
    outcome = co_await self->serve_one();
  }
  self->watchdog_->clear();
  if (outcome == Outcome::kClose) {
    co_await linger_close(self->socket_);
  }
}

void HttpSession::close_if_idle() {
  if (idle_) {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }
}

void HttpSession::end() {
  if (const auto websocket = websocket_.lock()) {
    websocket->end(ws_close::kServiceRestart, "the server stops");
    return;
  }
  boost::system::error_code ignored;
  socket_.close(ignored);
}

// ---- a request comes in

asio::awaitable<HttpSession::Outcome> HttpSession::serve_one() {
  HeadReader reader(
      {core_.options.header_bytes_max, core_.options.header_fields_max, core_.options.target_bytes_max});
  Exchange exchange;
  bool gone = false;
  std::optional<Refusal> refusal = co_await read_head(reader, gone);
  if (gone) {
    co_return Outcome::kGone;
  }
  exchange.begun = std::chrono::steady_clock::now();
  ++served_;
  worker_.counters.requests_total.add(1);
  Request request;
  Parser parser;
  if (!refusal) {
    refusal = parse_head(parser, reader, request, exchange);
  }
  if (!refusal && !parser.is_done()) {
    refusal = co_await read_body(parser, gone);
    if (gone) {
      co_return Outcome::kGone;
    }
  }
  if (refusal) {
    co_return co_await refuse(std::move(*refusal), std::move(exchange));
  }
  watchdog_->clear();
  request.body = std::move(parser.get().body());

  const auto door = core_.doors.find(request.path);
  if (door != core_.doors.end() && !exchange.http_1_0 && wants_websocket(request)) {
    auto checked = check_handshake(request, door->second.subprotocols);
    if (auto* refused = std::get_if<Refusal>(&checked)) {
      co_return co_await refuse(std::move(*refused), std::move(exchange));
    }
    auto& handshake = std::get<Handshake>(checked);
    request.params.emplace_back("subprotocol", handshake.subprotocol);
    std::optional<Response> denied = ask_admission(door->second, request);
    if (denied) {
      co_return co_await write_response(std::move(*denied), std::move(exchange));
    }
    co_await serve_websocket(door->second, std::move(handshake), std::move(request), std::move(exchange));
    co_return Outcome::kGone;
  }
  Response response = co_await answer_to(std::move(request), exchange);
  co_return co_await write_response(std::move(response), std::move(exchange));
}

asio::awaitable<bool> HttpSession::read_more(std::size_t at_most) {
  boost::system::error_code error;
  const std::size_t bytes = co_await socket_.async_read_some(
      buffer_.prepare(at_most), asio::redirect_error(asio::use_awaitable, error));
  buffer_.commit(bytes);
  worker_.counters.bytes_in.add(bytes);
  co_return !error;
}

asio::awaitable<std::optional<Refusal>> HttpSession::read_head(HeadReader& reader, bool& gone) {
  const auto& options = core_.options;
  expired_ = false;
  const bool between_requests = served_ > 0 && buffer_.size() == 0;
  if (between_requests && buffer_.capacity() > kHeadRead * 4) {
    buffer_.clear();
    buffer_.shrink_to_fit();
  }
  watchdog_->set_after(between_requests ? options.keep_alive_max : options.header_max);
  for (;;) {
    if (buffer_.size() > 0) {
      const auto state = reader.feed(text_in(buffer_));
      if (state == HeadReader::State::kDone) {
        co_return std::nullopt;
      }
      if (state == HeadReader::State::kRefused) {
        co_return reader.refusal();
      }
    }
    const bool first_bytes = buffer_.size() == 0;
    idle_ = first_bytes;
    if (idle_ && core_.stopping) {
      gone = true;
      co_return std::nullopt;
    }
    const bool more = co_await read_more(kHeadRead);
    idle_ = false;
    if (!more) {
      if (expired_ && buffer_.size() > 0) {
        co_return Refusal{408, model::Code::kFlowViolation, "the header did not come in time"};
      }
      gone = true;
      co_return std::nullopt;
    }
    if (first_bytes && between_requests) {
      watchdog_->set_after(options.header_max);
    }
  }
}

std::optional<Refusal> HttpSession::parse_head(Parser& parser, const HeadReader& reader, Request& request,
                                               Exchange& exchange) {
  parser.header_limit(static_cast<std::uint32_t>(core_.options.header_bytes_max + 1));
  parser.body_limit(core_.options.body_bytes_max);
  boost::system::error_code error;
  buffer_.consume(reader.begin());
  buffer_.consume(parser.put(asio::buffer(buffer_.data(), reader.end() - reader.begin()), error));
  const auto& message = parser.get();
  for (const auto& field : message) {
    request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  }
  request.request_id = request_id_for(request.header("x-request-id"));
  request.method = std::string(message.method_string());
  request.remote_address = peer_.address;
  request.loopback = peer_.loopback;
  exchange.request_id = request.request_id;
  exchange.method = request.method;
  if (error == http::error::body_limit) {
    return Refusal{413, model::Code::kBatchTooLarge,
                   "the body is larger than " + std::to_string(core_.options.body_bytes_max) + " bytes"};
  }
  if (error || !parser.is_header_done()) {
    return Refusal{400, model::Code::kSchemaViolation, "the header is malformed: " + error.message()};
  }
  exchange.http_1_0 = message.version() == 10;
  exchange.keep_alive = parser.keep_alive();
  auto target = parse_target(std::string_view(message.target().data(), message.target().size()));
  if (!target) {
    return Refusal{400, target.error().code, target.error().detail};
  }
  request.path = std::move(target.value().path);
  request.query = std::move(target.value().query);
  exchange.path = loggable(request.path);
  if (const auto expect = request.header("expect");
      expect && !exchange.http_1_0 && !ascii_iequals(*expect, "100-continue")) {
    return Refusal{417, model::Code::kSchemaViolation, "the only expectation met here is 100-continue"};
  }
  return std::nullopt;
}

asio::awaitable<std::optional<Refusal>> HttpSession::read_body(Parser& parser, bool& gone) {
  const Refusal too_large{
      413, model::Code::kBatchTooLarge,
      "the body is larger than " + std::to_string(core_.options.body_bytes_max) + " bytes"};
  expired_ = false;
  const bool continue_awaited =
      parser.get().version() == 11 && parser.get().count(http::field::expect) > 0 && buffer_.size() == 0;
  if (continue_awaited) {
    gone = !co_await write_all(kContinue);
    if (gone) {
      co_return std::nullopt;
    }
  }
  watchdog_->set_after(core_.options.body_max);
  auto on_chunk_header = [](std::uint64_t, boost::beast::string_view extensions,
                            boost::system::error_code& error) {
    if (extensions.size() > kChunkExtensionMax) {
      error = http::error::bad_chunk_extension;
    }
  };
  parser.on_chunk_header(on_chunk_header);
  parser.eager(true);
  for (;;) {
    if (buffer_.size() > 0) {
      boost::system::error_code error;
      const std::size_t used = parser.put(buffer_.data(), error);
      buffer_.consume(used);
      if (error == http::error::body_limit) {
        co_return too_large;
      }
      if (error && error != http::error::need_more) {
        co_return Refusal{400, model::Code::kSchemaViolation, "the body is malformed: " + error.message()};
      }
      if (parser.is_done()) {
        co_return std::nullopt;
      }
      if (used == 0 && buffer_.size() > kChunkLineMax) {
        co_return Refusal{400, model::Code::kSchemaViolation, "a chunk header or trailer is too long"};
      }
    }
    if (!co_await read_more(kBodyRead)) {
      if (expired_) {
        co_return Refusal{408, model::Code::kFlowViolation, "the body did not come in time"};
      }
      gone = true;
      co_return std::nullopt;
    }
  }
}

}  // namespace gridhall::net
