// One connection that speaks HTTP/1.1, until it closes or becomes a WebSocket.
//
// Requests are served one after the other, in order; what a client pipelines waits in the buffer. Every wait
// has its deadline (ServerOptions). A request that breaks the grammar gets its answer and the connection is
// closed: where a request ends cannot be trusted any more. Handler exceptions become 500.
//
// Thread: the worker's. Owned by its own coroutine.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/net/connection_limits.hpp"
#include "ingest/net/http_head.hpp"
#include "ingest/net/server_core.hpp"
#include "ingest/net/watchdog.hpp"
#include "ingest/net/worker.hpp"
#include "ingest/net/ws_connection.hpp"
#include "ingest/net/ws_handshake.hpp"

namespace gridhall::net {

class HttpSession {
 public:
  HttpSession(ServerCore& core, Worker& worker, boost::asio::ip::tcp::socket socket, Peer peer,
              ConnectionLimits::Slot slot);
  ~HttpSession();
  HttpSession(const HttpSession&) = delete;
  HttpSession& operator=(const HttpSession&) = delete;

  static boost::asio::awaitable<void> run(std::shared_ptr<HttpSession> self);

  /// The server stops: a connection between two requests is closed; others close after their answer.
  void close_if_idle();
  /// The grace is over: a WebSocket gets its bye and a close frame 1012, anything else loses its socket.
  void end();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  /// What the answer and the log line need when the request itself has gone to its handler.
  struct Exchange {
    std::chrono::steady_clock::time_point begun{};
    std::string request_id;
    std::string method = "-";
    std::string path = "-";  ///< for the log; without the query: tickets stand there
    bool http_1_0 = false;
    bool keep_alive = false;
    bool malformed = false;
  };
  enum class Outcome { kNext, kClose, kGone };

  boost::asio::awaitable<Outcome> serve_one();
  boost::asio::awaitable<bool> read_more(std::size_t at_most);
  /// A refusal, or nothing with `gone` set when the peer is.
  boost::asio::awaitable<std::optional<Refusal>> read_head(HeadReader& reader, bool& gone);
  boost::asio::awaitable<std::optional<Refusal>> read_body(Parser& parser, bool& gone);
  std::optional<Refusal> parse_head(Parser& parser, const HeadReader& reader, Request& request,
                                    Exchange& exchange);
  std::optional<Response> ask_admission(const Door& door, const Request& request) const;
  boost::asio::awaitable<Response> answer_to(Request request, Exchange& exchange);
  boost::asio::awaitable<void> serve_websocket(const Door& door, Handshake handshake, Request request,
                                               Exchange exchange);
  boost::asio::awaitable<Outcome> refuse(Refusal refusal, Exchange exchange);
  boost::asio::awaitable<Outcome> write_response(Response response, Exchange exchange);
  boost::asio::awaitable<bool> write_stream(Response& response, bool chunked);
  boost::asio::awaitable<bool> write_all(std::string_view first, std::string_view second = {});

  ServerCore& core_;
  Worker& worker_;
  boost::asio::ip::tcp::socket socket_;
  Peer peer_;
  ConnectionLimits::Slot slot_;
  boost::beast::flat_buffer buffer_;
  std::shared_ptr<Watchdog> watchdog_;
  std::weak_ptr<WsConnection> websocket_;
  std::size_t served_ = 0;
  bool expired_ = false;  ///< the watchdog has ended the last wait
  bool idle_ = false;     ///< waits for the first byte of a request
};

}  // namespace gridhall::net
