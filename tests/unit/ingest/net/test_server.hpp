// A server on loopback with the routes and doors that the tests of this folder talk to.
#pragma once

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ingest/net/body_stream.hpp"
#include "ingest/net/server.hpp"
#include "tests/unit/ingest/net/raw_client.hpp"

namespace gridhall::net::test {

namespace asio = boost::asio;

inline asio::awaitable<Response> say(std::string body) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(body);
  co_return response;
}

/// Method, path, parameters, query and body, so that a test sees what the handler saw.
inline asio::awaitable<Response> describe(const Request& request) {
  std::string text = request.method + " " + request.path;
  for (const auto& [name, value] : request.params) {
    text.append(" {").append(name).append("=").append(value).append("}");
  }
  for (const auto& [name, value] : request.query) {
    text.append(" [").append(name).append("=").append(value).append("]");
  }
  return say(text + " " + request.body);
}

inline asio::awaitable<Response> wait_long(Request) {
  asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::minutes(10));
  co_await timer.async_wait(asio::use_awaitable);
  co_return Response{};
}

inline asio::awaitable<Response> fail(Request) {
  throw std::runtime_error("on purpose");
  co_return Response{};
}

class CountingStream final : public BodyStream {
 public:
  explicit CountingStream(int pieces) : left_(pieces) {}
  asio::awaitable<std::string> next() override {
    if (left_ == 0) {
      co_return std::string();
    }
    co_return "piece " + std::to_string(left_--) + "\n";
  }

 private:
  int left_;
};

inline asio::awaitable<void> echo(std::shared_ptr<WsStream> stream, Request) {
  std::vector<std::string_view> messages;
  while (co_await stream->read(messages)) {
    for (const std::string_view message : messages) {
      stream->send(std::string(message));
    }
  }
}

class TestServer {
 public:
  explicit TestServer(ServerOptions options = {}, const std::function<void(Server&)>& prepare = {}) {
    options.port = 0;
    if (options.threads == 0) {
      options.threads = 2;
    }
    // As in the daemon: the logger is there before the server's threads are.
    spdlog::default_logger_raw();
    server_.emplace(std::move(options));
    if (prepare) {
      prepare(*server_);
    }
    server_->route("GET", "/", describe);
    server_->route("POST", "/", describe);
    server_->route("GET", "/cases/{id}", describe);
    server_->route("GET", "/slow", wait_long);
    server_->route("GET", "/fail", fail);
    port_ = server_->start();
  }
  ~TestServer() { server_->stop(std::chrono::milliseconds(0)); }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  Server& operator*() { return *server_; }
  Server* operator->() { return &*server_; }
  std::uint16_t port() const { return port_; }

  Answer ask(const std::string& bytes, bool with_body = true) const {
    RawClient client(port_);
    client.send(bytes);
    return client.read_answer(with_body);
  }

 private:
  std::optional<Server> server_;
  std::uint16_t port_ = 0;
};

inline Door echo_door(WsLimits limits = {}) {
  Door door;
  door.path = "/echo";
  door.subprotocols = {"gridhall.echo.v1", "other.v1"};
  door.limits = limits;
  door.run = echo;
  return door;
}

/// A client behind the handshake.
inline void open_websocket(RawClient& client, std::string_view path = "/echo",
                           std::string_view subprotocol = "gridhall.echo.v1") {
  client.send(upgrade_request(path, subprotocol));
  if (client.read_answer(false).status != 101) {
    throw std::runtime_error("the upgrade was refused");
  }
}

inline std::string get(std::string_view target, std::string_view fields = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(fields) + "\r\n";
}

}  // namespace gridhall::net::test
