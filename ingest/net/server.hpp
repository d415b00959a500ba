// The listener: one port for HTTP and WebSocket, one io_context a core, connections stay on theirs.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/net/http.hpp"
#include "ingest/net/task_group.hpp"
#include "ingest/net/ws_stream.hpp"

namespace gridhall::net {

using Handler = std::function<boost::asio::awaitable<Response>(Request)>;

/// A WebSocket endpoint.
struct Door {
  std::string path;
  std::vector<std::string> subprotocols;  ///< in our order of preference
  WsLimits limits;
  /// Called before the upgrade, when the handshake is right, with the chosen subprotocol as
  /// param("subprotocol"); a response refuses. No known subprotocol offered is answered by the server itself:
  /// 400 `subprotocol_required`. May be empty: everybody is let in.
  std::function<std::optional<Response>(const Request&)> admit;
  /// Owns the conversation; the connection ends when it returns. By value or outliving it: everything it
  /// uses.
  std::function<boost::asio::awaitable<void>(std::shared_ptr<WsStream>, Request)> run;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8311;  ///< 0 picks a free one
  unsigned threads = 0;       ///< 0: one a core
  std::size_t header_bytes_max = 16U << 10;
  std::size_t header_fields_max = 64;
  std::size_t target_bytes_max = 8U << 10;  ///< 414 beyond
  std::size_t body_bytes_max = 1U << 20;
  std::size_t connections_max = 10'000;
  std::size_t connections_per_address_max = 50;  ///< loopback is exempt
  unsigned pool_threads = 2;                     ///< for `blocking`
  std::chrono::milliseconds header_max{
      5'000};  ///< from the first byte (or the accept) to the end of the header
  std::chrono::milliseconds body_max{10'000};         ///< for a whole body
  std::chrono::milliseconds keep_alive_max{60'000};   ///< between two requests
  std::chrono::milliseconds write_stall_max{15'000};  ///< no progress in writing an answer for that long: cut
  std::vector<Header> common_headers;                 ///< set on every answer (security headers)
};

/// Counters since start, read from any thread.
struct ServerCounters {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_total = 0;
  std::uint64_t requests_total = 0;
  std::uint64_t websockets_open = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
};

class Server {
 public:
  explicit Server(ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Before `start`. Patterns are paths whose segments may be "{name}"; a last segment "{name...}" takes the
  /// rest. HEAD follows GET by itself; a known path with another method is 405 with Allow. The "" pattern is
  /// the fallback.
  void route(std::string method, std::string_view pattern, Handler handler);
  void door(Door door);

  /// Binds, so that the port is known before anything is served: what connects waits for `start`. Throws
  /// std::system_error when the address is not to be had. Returns the port.
  std::uint16_t listen();
  /// Listens unless `listen` has, and accepts. Throws and returns the same.
  std::uint16_t start();

  /// Two bounded steps. First: no new connections, sessions are told through `on_stop`, idle ones are closed,
  /// the others get `grace` to end. Then, in at most a second: WebSockets that are left get their bye
  /// and a close frame 1012, and what still runs is cancelled. Blocks; not to be called from an executor's
  /// thread. Idempotent.
  void stop(std::chrono::milliseconds grace);
  /// Called once, on the caller's thread of `stop`, after accepting has ended: the time to say bye on every
  /// socket. Before `start`; several are called in the order they were given.
  void on_stop(std::function<void()> callback);

  ServerCounters counters() const;
  std::vector<boost::asio::any_io_executor> executors() const;  ///< one an io_context
  /// Where sessions start their own children; `stop` waits for all of it.
  TaskGroup& tasks();

  /// Runs `work` on the pool for disk-bound queries and resumes the caller on its own executor. The queue is
  /// bounded: when it is full the call completes with false at once and `work` was not run. What `work`
  /// throws comes back here.
  boost::asio::awaitable<bool> blocking(std::function<void()> work);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gridhall::net
