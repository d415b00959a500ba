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
constexpr std::string_view kInternalDetail = "an internal error; the log has it under the request id";
constexpr std::string_view kMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

model::Error error_of(const Refusal& refusal) {
  return {.code = refusal.code, .detail = refusal.detail, .pointer = {}, .got = {}, .allowed = {}};
}

Response problem_of(const Request& request, unsigned status, model::Code code, std::string detail) {
  return problem(request, status, error_of({status, code, std::move(detail)}));
}

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
    websocket->close(ws_close::kServiceRestart, "the server stops");
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

// ---- an answer goes out

std::optional<Response> HttpSession::ask_admission(const Door& door, const Request& request) const {
  try {
    return door.admit ? door.admit(request) : std::nullopt;
  } catch (const std::exception& caught) {
    spdlog::error("admission to {} failed: {} id={}", door.path, caught.what(), request.request_id);
    return problem_of(request, 500, model::Code::kInternal, std::string(kInternalDetail));
  }
}

asio::awaitable<Response> HttpSession::answer_to(Request request, Exchange& exchange) {
  if (request.path == "*") {
    Response response;
    response.status = 204;
    response.headers.push_back({"Allow", std::string(kMethods)});
    co_return response;
  }
  if (core_.doors.contains(request.path)) {
    const bool get = request.method == "GET" || request.method == "HEAD";
    Response response =
        get ? problem_of(request, 426, model::Code::kSubprotocolRequired,
                         "this address is a WebSocket; upgrade to it")
            : problem_of(request, 405, model::Code::kUnknownOp, "a WebSocket is opened with GET");
    response.headers.push_back({get ? "Upgrade" : "Allow", get ? "websocket" : "GET"});
    co_return response;
  }
  auto match = core_.router.find(request.method, request.path);
  if (match.route == Router::kNone) {
    if (match.allow.empty()) {
      co_return problem_of(request, 404, model::Code::kNotFound, "there is nothing at this path");
    }
    Response response = problem_of(request, 405, model::Code::kUnknownOp,
                                   "this path does not take " + request.method + ", but " + match.allow);
    response.headers.push_back({"Allow", match.allow});
    co_return response;
  }
  request.params = std::move(match.params);
  std::string failure;
  try {
    co_return co_await core_.handlers[match.route](std::move(request));
  } catch (const boost::system::system_error& caught) {
    if (caught.code() == asio::error::operation_aborted) {
      throw;  // the server cancels its tasks
    }
    failure = caught.what();
  } catch (const std::exception& caught) {
    failure = caught.what();
  }
  spdlog::error("{} {} failed: {} id={}", exchange.method, exchange.path, failure, exchange.request_id);
  exchange.keep_alive = false;
  Request named;
  named.request_id = exchange.request_id;
  co_return problem_of(named, 500, model::Code::kInternal,
                       "an internal error; the log has it under the request id");
}

asio::awaitable<HttpSession::Outcome> HttpSession::refuse(Refusal refusal, Exchange exchange) {
  if (exchange.request_id.empty()) {
    exchange.request_id = request_id_for(std::nullopt);
  }
  exchange.keep_alive = false;
  exchange.malformed = true;
  Request named;
  named.request_id = exchange.request_id;
  Response response = problem(named, refusal.status, error_of(refusal));
  if (refusal.status == 426) {
    response.headers.push_back({"Upgrade", "websocket"});
    response.headers.push_back({"Sec-WebSocket-Version", "13"});
  }
  co_return co_await write_response(std::move(response), std::move(exchange));
}

asio::awaitable<HttpSession::Outcome> HttpSession::write_response(Response response, Exchange exchange) {
  if (!valid_headers(response.headers) || !valid_field_value(response.content_type)) {
    spdlog::error("{} {}: a header of the answer holds a control character id={}", exchange.method,
                  exchange.path, exchange.request_id);
    Request named;
    named.request_id = exchange.request_id;
    response = problem_of(named, 500, model::Code::kInternal, "the answer could not be written");
  }
  const bool has_body = status_has_body(response.status) && exchange.method != "HEAD";
  const bool chunked = !exchange.http_1_0;
  const bool keep_alive = exchange.keep_alive && !core_.stopping && (!response.stream || chunked);
  std::string_view connection;
  if (!keep_alive) {
    connection = "close";
  } else if (exchange.http_1_0) {
    connection = "keep-alive";
  }
  const std::string head = write_head(response, {.common_headers = &core_.options.common_headers,
                                                 .request_id = exchange.request_id,
                                                 .connection = connection,
                                                 .chunked = chunked});
  // gcc 12 evaluates a co_await behind && or || whatever stands before it, so each has a statement of its
  // own.
  const bool streams = has_body && response.stream;
  const std::string_view body = has_body && !streams ? body_of(response) : std::string_view();
  bool written = co_await write_all(head, body);
  if (written && streams) {
    written = co_await write_stream(response, chunked);
  }
  // What a client did wrong is no warning, whatever its status.
  const auto level = response.status < 400                         ? spdlog::level::debug
                     : response.status < 500 || exchange.malformed ? spdlog::level::info
                                                                   : spdlog::level::warn;
  const auto took = std::chrono::steady_clock::now() - exchange.begun;
  spdlog::log(level, "http {} {} {} {}us id={} from={}", exchange.method, exchange.path, response.status,
              std::chrono::duration_cast<std::chrono::microseconds>(took).count(), exchange.request_id,
              peer_.address);
  if (!written) {
    co_return Outcome::kGone;
  }
  co_return keep_alive ? Outcome::kNext : Outcome::kClose;
}

asio::awaitable<bool> HttpSession::write_stream(Response& response, bool chunked) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (;;) {
    const std::string piece = co_await response.stream->next();
    if (piece.empty()) {
      break;
    }
    std::string framed;
    if (chunked) {
      for (std::size_t left = piece.size(); left > 0; left >>= 4U) {
        framed.insert(framed.begin(), kHex[left & 0x0FU]);
      }
      framed += "\r\n" + piece + "\r\n";
    }
    const std::string_view bytes = chunked ? std::string_view(framed) : std::string_view(piece);
    if (!co_await write_all(bytes)) {
      co_return false;
    }
  }
  if (!chunked) {
    co_return true;
  }
  co_return co_await write_all("0\r\n\r\n");
}

asio::awaitable<bool> HttpSession::write_all(std::string_view first, std::string_view second) {
  boost::system::error_code error;
  while (!error && !(first.empty() && second.empty())) {
    watchdog_->set_after(core_.options.write_stall_max);
    const std::array<asio::const_buffer, 2> buffers = {asio::buffer(first), asio::buffer(second)};
    const std::size_t bytes =
        co_await socket_.async_write_some(buffers, asio::redirect_error(asio::use_awaitable, error));
    worker_.counters.bytes_out.add(bytes);
    const std::size_t of_first = std::min(bytes, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(bytes - of_first);
  }
  watchdog_->clear();
  co_return !error;
}

// ---- the connection becomes a WebSocket

asio::awaitable<void> HttpSession::serve_websocket(const Door& door, Handshake handshake, Request request,
                                                   Exchange exchange) {
  Response response;
  response.status = 101;
  response.headers.push_back({"Upgrade", "websocket"});
  response.headers.push_back({"Sec-WebSocket-Accept", handshake.accept});
  if (!handshake.subprotocol.empty()) {
    response.headers.push_back({"Sec-WebSocket-Protocol", handshake.subprotocol});
  }
  const std::string head = write_head(response, {.common_headers = &core_.options.common_headers,
                                                 .request_id = exchange.request_id,
                                                 .connection = "Upgrade"});
  if (!co_await write_all(head)) {
    co_return;
  }
  spdlog::debug("websocket {} opened id={} from={}", exchange.path, exchange.request_id, peer_.address);
  const auto websocket = std::make_shared<WsConnection>(std::move(socket_), std::move(handshake.subprotocol),
                                                        door.limits, worker_.counters, text_in(buffer_));
  buffer_.clear();
  buffer_.shrink_to_fit();
  websocket_ = websocket;
  struct Open {
    WsConnection& connection;
    Counter& counter;
    Open(WsConnection& opened, Counter& counts) : connection(opened), counter(counts) { counter.add(1); }
    ~Open() {
      connection.cut();
      counter.subtract(1);
    }
  };
  const Open open(*websocket, worker_.counters.websockets_open);
  if (!core_.tasks.spawn(websocket->executor(), WsConnection::write_loop(websocket))) {
    co_return;
  }
  std::uint16_t code = ws_close::kNormal;
  try {
    co_await door.run(websocket, std::move(request));
  } catch (const boost::system::system_error& caught) {
    if (caught.code() == asio::error::operation_aborted) {
      throw;
    }
    spdlog::error("websocket {} failed: {} id={}", exchange.path, caught.what(), exchange.request_id);
    code = ws_close::kInternalError;
  } catch (const std::exception& caught) {
    spdlog::error("websocket {} failed: {} id={}", exchange.path, caught.what(), exchange.request_id);
    code = ws_close::kInternalError;
  }
  co_await websocket->finish(code);
  spdlog::debug("websocket {} closed id={}", exchange.path, exchange.request_id);
}

}  // namespace gridhall::net
