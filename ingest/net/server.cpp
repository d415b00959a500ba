#include "ingest/net/server.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "ingest/net/blocking_pool.hpp"
#include "ingest/net/http_session.hpp"
#include "ingest/net/http_writer.hpp"
#include "ingest/net/request_id.hpp"
#include "ingest/net/server_core.hpp"
#include "ingest/net/worker.hpp"

namespace gridhall::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// How long accepting rests when the process has no descriptor left: others must close first.
constexpr std::chrono::milliseconds kAcceptBackoff{100};
/// The second step of stopping: close frames go out, then everything is cancelled.
constexpr std::chrono::milliseconds kEndMax{500};
constexpr std::chrono::milliseconds kCancelMax{500};

bool out_of_resources(const boost::system::error_code& error) {
  return error == boost::system::errc::too_many_files_open ||
         error == boost::system::errc::too_many_files_open_in_system ||
         error == boost::system::errc::no_buffer_space || error == boost::system::errc::not_enough_memory;
}

}  // namespace

struct Server::Impl {
  explicit Impl(ServerOptions options) : core(std::move(options)), pool(core.options.pool_threads) {
    const unsigned threads =
        core.options.threads > 0 ? core.options.threads : std::max(std::thread::hardware_concurrency(), 1U);
    for (unsigned i = 0; i < threads; ++i) {
      workers.push_back(std::make_unique<Worker>());
    }
  }

  void listen();
  static asio::awaitable<void> accept(Impl* self);
  void admit(Worker& worker, tcp::socket socket);
  void turn_away(tcp::socket socket) const;
  /// Runs `each` for every session of every worker, on its thread.
  void for_each_session(void (HttpSession::*each)());
  void close_acceptor();
  void join();

  // The core outlives the sessions, which live in coroutines of the contexts; the contexts outlive the pool,
  // whose unstarted work holds coroutines that belong to them.
  ServerCore core;
  std::vector<std::unique_ptr<Worker>> workers;
  std::optional<tcp::acceptor> acceptor;
  BlockingPool pool;
  std::vector<std::function<void()>> stop_callbacks;
  bool started = false;
  bool stopped = false;
};

Server::Server(ServerOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Server::~Server() {
  stop(std::chrono::milliseconds(0));
  // What handlers hold may have timers of our contexts: it goes while those are still there.
  impl_->core.handlers.clear();
  impl_->core.doors.clear();
  impl_->stop_callbacks.clear();
}

void Server::route(std::string method, std::string_view pattern, Handler handler) {
  impl_->core.router.add(std::move(method), pattern);
  impl_->core.handlers.push_back(std::move(handler));
}

void Server::door(Door door) {
  std::string path = door.path;
  if (!impl_->core.doors.emplace(path, std::move(door)).second) {
    throw std::invalid_argument("a second door at " + path);
  }
}

std::uint16_t Server::listen() {
  if (!impl_->acceptor) {
    impl_->listen();
  }
  return impl_->acceptor->local_endpoint().port();
}

std::uint16_t Server::start() {
  if (!valid_headers(impl_->core.options.common_headers)) {
    throw std::invalid_argument("a common header holds a control character");
  }
  const std::uint16_t port = listen();
  impl_->started = true;
  for (auto& worker : impl_->workers) {
    worker->thread = std::thread([&context = worker->context] { context.run(); });
  }
  impl_->core.tasks.spawn(impl_->workers.front()->context.get_executor(), Impl::accept(impl_.get()));
  return port;
}

void Server::on_stop(std::function<void()> callback) {
  impl_->stop_callbacks.push_back(std::move(callback));
}

void Server::stop(std::chrono::milliseconds grace) {
  if (std::exchange(impl_->stopped, true)) {
    return;
  }
  auto& core = impl_->core;
  core.stopping = true;
  if (impl_->started) {
    impl_->close_acceptor();
    for (const auto& callback : impl_->stop_callbacks) {
      callback();
    }
  }
  if (impl_->started) {
    impl_->for_each_session(&HttpSession::close_if_idle);
    if (!core.tasks.wait(grace)) {
      impl_->for_each_session(&HttpSession::end);
      core.tasks.wait(kEndMax);
      core.tasks.cancel();
      if (!core.tasks.wait(kCancelMax)) {
        spdlog::warn("{} network tasks did not end and are dropped", core.tasks.size());
      }
    }
  }
  impl_->join();
}

ServerCounters Server::counters() const {
  ServerCounters sum;
  for (const auto& worker : impl_->workers) {
    const WorkerCounters& one = worker->counters;
    sum.connections_open += one.connections_open.get();
    sum.connections_total += one.connections_total.get();
    sum.requests_total += one.requests_total.get();
    sum.websockets_open += one.websockets_open.get();
    sum.bytes_in += one.bytes_in.get();
    sum.bytes_out += one.bytes_out.get();
  }
  return sum;
}

std::vector<asio::any_io_executor> Server::executors() const {
  std::vector<asio::any_io_executor> executors;
  for (const auto& worker : impl_->workers) {
    executors.emplace_back(worker->context.get_executor());
  }
  return executors;
}

TaskGroup& Server::tasks() {
  return impl_->core.tasks;
}

asio::awaitable<bool> Server::blocking(std::function<void()> work) {
  return impl_->pool.run(std::move(work));
}

// ---- the listener

void Server::Impl::listen() {
  const auto fail = [&](const boost::system::error_code& error) {
    throw std::system_error(
        error.value(), std::system_category(),
        "cannot listen on " + core.options.address + " port " + std::to_string(core.options.port));
  };
  boost::system::error_code error;
  const auto address = asio::ip::make_address(core.options.address, error);
  if (error) {
    fail(error);
  }
  const tcp::endpoint endpoint(address, core.options.port);
  acceptor.emplace(workers.front()->context);
  acceptor->open(endpoint.protocol(), error);
  if (!error) {
    acceptor->set_option(tcp::acceptor::reuse_address(true), error);
  }
  if (!error) {
    acceptor->bind(endpoint, error);
  }
  if (!error) {
    acceptor->listen(asio::socket_base::max_listen_connections, error);
  }
  if (error) {
    acceptor.reset();
    fail(error);
  }
}

asio::awaitable<void> Server::Impl::accept(Impl* self) {
  asio::steady_timer rest(co_await asio::this_coro::executor);
  bool short_of_resources = false;
  for (std::size_t next = 0; !self->core.stopping;) {
    Worker& worker = *self->workers[next % self->workers.size()];
    boost::system::error_code error;
    tcp::socket socket = co_await self->acceptor->async_accept(
        worker.context, asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
      ++next;
      short_of_resources = false;
      self->admit(worker, std::move(socket));
    } else if (out_of_resources(error)) {
      if (!std::exchange(short_of_resources, true)) {
        spdlog::error("no connection can be accepted: {}", error.message());
      }
      rest.expires_after(kAcceptBackoff);
      boost::system::error_code ignored;
      co_await rest.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    // Anything else is the fault of the one connection that went away, or the end of the acceptor.
  }
}

void Server::Impl::admit(Worker& worker, tcp::socket socket) {
  boost::system::error_code error;
  const auto remote = socket.remote_endpoint(error);
  if (error) {
    return;
  }
  Peer peer = Peer::of(remote.address());
  auto slot = core.limits.acquire(peer);
  if (!slot) {
    turn_away(std::move(socket));
    return;
  }
  auto session =
      std::make_shared<HttpSession>(core, worker, std::move(socket), std::move(peer), std::move(*slot));
  core.tasks.spawn(worker.context.get_executor(), HttpSession::run(std::move(session)));
}

/// One attempt without waiting: a connection too many is not worth a coroutine.
void Server::Impl::turn_away(tcp::socket socket) const {
  Request named;
  named.request_id = request_id_for(std::nullopt);
  const Response response = problem(named, 503,
                                    model::Error{.code = model::Code::kRateLimited,
                                                 .detail = "too many connections",
                                                 .pointer = {},
                                                 .got = {},
                                                 .allowed = {}});
  const std::string answer = write_head(response, {.common_headers = &core.options.common_headers,
                                                   .request_id = named.request_id,
                                                   .connection = "close"}) +
                             response.body;
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(answer), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

// ---- the end

void Server::Impl::for_each_session(void (HttpSession::*each)()) {
  for (auto& worker : workers) {
    asio::post(worker->context, [one = worker.get(), each] {
      // A copy: a session may leave the set while it is told.
      const auto sessions = one->sessions;
      for (HttpSession* session : sessions) {
        if (one->sessions.contains(session)) {
          (session->*each)();
        }
      }
    });
  }
}

void Server::Impl::close_acceptor() {
  std::promise<void> closed;
  asio::post(workers.front()->context, [&] {
    boost::system::error_code ignored;
    acceptor->close(ignored);
    closed.set_value();
  });
  closed.get_future().wait();
}

void Server::Impl::join() {
  for (auto& worker : workers) {
    worker->context.stop();
    if (worker->thread.joinable()) {
      worker->thread.join();
    }
  }
  pool.stop();
}

}  // namespace gridhall::net
