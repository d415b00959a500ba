// The way out of an HTTP session: what answers a request, how it is written, and the hand-over to a
// WebSocket.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "ingest/net/body_stream.hpp"
#include "ingest/net/http_session.hpp"
#include "ingest/net/http_writer.hpp"
#include "ingest/net/request_id.hpp"

namespace gridhall::net {

namespace asio = boost::asio;

namespace {

constexpr std::string_view kInternalDetail = "an internal error; the log has it under the request id";
constexpr std::string_view kMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

model::Error error_of(const Refusal& refusal) {
  return {.code = refusal.code, .detail = refusal.detail, .pointer = {}, .got = {}, .allowed = {}};
}

Response problem_of(const Request& request, unsigned status, model::Code code, std::string detail) {
  return problem(request, status, error_of({status, code, std::move(detail)}));
}

}  // namespace

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
  co_return problem_of(named, 500, model::Code::kInternal, std::string(kInternalDetail));
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
  const std::string_view read_ahead(static_cast<const char*>(buffer_.data().data()), buffer_.size());
  const auto websocket = std::make_shared<WsConnection>(std::move(socket_), std::move(handshake.subprotocol),
                                                        door.limits, worker_.counters, read_ahead);
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
