#include <sys/resource.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <future>
#include <thread>
#include <tuple>

#include "ingest/net/server.hpp"
#include "tests/unit/ingest/net/test_server.hpp"

namespace gridhall::net {
namespace {

namespace asio = boost::asio;

using namespace std::chrono_literals;
using test::Answer;
using test::eventually;
using test::get;
using test::RawClient;
using test::TestServer;

std::string post(std::string_view fields, std::string_view body) {
  return "POST / HTTP/1.1\r\nHost: localhost\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

asio::awaitable<Response> break_the_head(Request) {
  Response response;
  response.headers.push_back({"X-Broken", "a\r\nSet-Cookie: evil=1"});
  co_return response;
}

asio::awaitable<Response> shared_page(Request) {
  static const std::string kPage(300'000, 's');
  Response response;
  response.shared_body = kPage;
  co_return response;
}

asio::awaitable<Response> streamed(Request) {
  Response response;
  response.stream = std::make_shared<test::CountingStream>(3);
  co_return response;
}

asio::awaitable<Response> not_modified(Request) {
  Response response;
  response.status = 304;
  response.body = "must not be sent";
  co_return response;
}

/// Lives for as long as the coroutine's frame: `held` shows whether that was freed.
asio::awaitable<Response> on_pool(Server* server, std::function<void()> work, std::shared_ptr<int> held,
                                  std::atomic<bool>* resumed) {
  co_await server->blocking(std::move(work));
  *resumed = true;
  ++*held;
  co_return Response{};
}

asio::io_context& context_of(const Server& server) {
  auto& context = asio::query(server.executors().front(), asio::execution::context);
  return static_cast<asio::io_context&>(context);
}

}  // namespace

TEST_CASE("requests are answered in order on one connection, pipelined or not") {
  TestServer server;
  RawClient client(server.port());
  client.send(get("/cases/7?x=1&x=2"));
  CHECK(client.read_answer().body == "GET /cases/7 {id=7} [x=1] [x=2] ");
  std::string thousand;
  for (int i = 0; i < 1'000; ++i) {
    thousand += get("/cases/" + std::to_string(i));
  }
  std::thread sender([&] { client.send(thousand); });
  for (int i = 0; i < 1'000; ++i) {
    REQUIRE(client.read_answer().body ==
            "GET /cases/" + std::to_string(i) + " {id=" + std::to_string(i) + "} ");
  }
  sender.join();
  CHECK(server->counters().requests_total == 1'001);
  CHECK(server->counters().connections_open == 1);
}

TEST_CASE("every answer carries the common headers, a date and the request's id") {
  ServerOptions options;
  options.common_headers = {{"X-Content-Type-Options", "nosniff"}};
  TestServer server(options);
  for (const std::string& request : {get("/"), get("/nowhere"), get("/fail"), std::string("rubbish\r\n")}) {
    const Answer answer = server.ask(request);
    INFO(answer.head);
    CHECK(answer.header("X-Content-Type-Options") == "nosniff");
    CHECK(answer.header("X-Request-Id").size() == 16);
    CHECK(answer.header("Date").ends_with(" GMT"));
  }
  const Answer named = server.ask(get("/nowhere", "X-Request-Id: mine-1\r\n"));
  CHECK(named.header("X-Request-Id") == "mine-1");
  CHECK(named.body.find(R"("request_id":"mine-1")") != std::string::npos);
  CHECK(server.ask(get("/", "X-Request-Id: a b\r\n")).header("X-Request-Id").size() == 16);
}

TEST_CASE("what cannot be served is a problem with its status") {
  TestServer server({}, [](Server& plain) { plain.door(test::echo_door()); });
  const std::vector<std::tuple<std::string, unsigned, std::string>> cases = {
      {get("/nowhere"), 404, "not_found"},
      {get("/CASES/1"), 404, "not_found"},
      {get("/api/event/%3Aid"), 404, "not_found"},
      {get("/%252e%252e/x"), 404, "not_found"},
      {get("/../etc/passwd"), 400, "schema_violation"},
      {get("/%2e%2e/x"), 400, "schema_violation"},
      {get("/%"), 400, "schema_violation"},
      {"DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", 405, "unknown_op"},
      {"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "unknown_op"},
      {get("/fail"), 500, "internal"},
      {get("/echo"), 426, "subprotocol_required"},
      {"POST /echo HTTP/1.1\r\nHost: a\r\n\r\n", 405, "unknown_op"},
      {post("Expect: something\r\nContent-Length: 1\r\n", "x"), 417, "schema_violation"},
      {post("Content-Length: 2000000\r\n", ""), 413, "batch_too_large"},
  };
  for (const auto& [request, status, code] : cases) {
    const Answer answer = server.ask(request);
    INFO(request << answer.head << answer.body);
    CHECK(answer.status == status);
    CHECK(answer.header("Content-Type") == "application/problem+json");
    CHECK(answer.body.find("\"code\":\"" + code + "\"") != std::string::npos);
  }
  CHECK(server.ask("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n").header("Allow") == "GET, HEAD, POST");
  const Answer options = server.ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(options.status == 204);
  CHECK(options.header("Allow").find("DELETE") != std::string::npos);
}

TEST_CASE("a malformed request is answered and its connection closed, what follows is not served") {
  TestServer server;
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + get("/"));
  const Answer answer = client.read_answer();
  CHECK(answer.status == 400);
  CHECK(answer.header("Connection") == "close");
  client.end_sending();
  CHECK(client.ends());
  CHECK(client.received().empty());
}

TEST_CASE("HEAD is GET without the body") {
  TestServer server;
  RawClient client(server.port());
  client.send("HEAD /cases/1 HTTP/1.1\r\nHost: a\r\n\r\n" + get("/cases/2"));
  const Answer head = client.read_answer(false);
  CHECK(head.status == 200);
  CHECK(head.header("Content-Length") == "21");
  CHECK(client.read_answer().body == "GET /cases/2 {id=2} ");
}

TEST_CASE("bodies come with a length or in chunks") {
  TestServer server;
  CHECK(server.ask(post("Content-Length: 5\r\n", "hello")).body == "POST / hello");
  CHECK(server.ask(post("Content-Length: 0\r\n", "")).body == "POST / ");
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  CHECK(server.ask(post(chunked, "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")).body ==
        "POST / hello world");
  const std::string largest(1 << 20, 'b');
  RawClient client(server.port());
  std::thread sender([&] { client.send(post("Content-Length: 1048576\r\n", largest)); });
  CHECK(client.read_answer().body.size() == largest.size() + 7);
  sender.join();
}

TEST_CASE("a chunked body that is malformed, too long or carries framing in its trailer is refused") {
  TestServer server;
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  for (const auto& [body, status] : std::vector<std::pair<std::string, unsigned>>{
           {"FFFFFFFFFFFFFFFF\r\n", 413},
           {"FFFFFFFFFFFFFFFFF\r\n", 400},
           {"-1\r\n", 400},
           {"0x5\r\nhello\r\n0\r\n\r\n", 400},
           {"5\nhello\r\n0\r\n\r\n", 400},
           {"5\r\nhelloX\r\n0\r\n\r\n", 400},
           {"5;" + std::string(9 << 10, 'e') + "\r\nhello\r\n0\r\n\r\n", 400},
           {"5;" + std::string(9 << 10, 'e'), 400},
           {"5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
           {"5\r\nhello\r\n0\r\nContent-Length: 3\r\n\r\n", 400},
           {"5\r\nhello\r\n0\r\nX: " + std::string(9 << 10, 't'), 400},
           {"100001\r\n", 413},
       }) {
    INFO(body.substr(0, 60));
    CHECK(server.ask(post(chunked, body)).status == status);
  }
}

TEST_CASE("a trailer is dropped, it adds no header") {
  TestServer server;
  RawClient client(server.port());
  client.send(post("Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\nConnection: close\r\n\r\n") + get("/"));
  CHECK(client.read_answer().body == "POST / x");
  CHECK(client.read_answer().status == 200);
}

TEST_CASE("Expect: 100-continue is met when there is a body to wait for") {
  TestServer server;
  RawClient client(server.port());
  client.send(post("Expect: 100-continue\r\nContent-Length: 5\r\n", ""));
  CHECK(client.read_answer(false).status == 100);
  client.send("hello");
  CHECK(client.read_answer().body == "POST / hello");
  client.send(get("/", "Expect: 100-continue\r\n"));
  CHECK(client.read_answer().status == 200);
}

TEST_CASE("a header, a body or a next request that does not come in time is cut") {
  ServerOptions options;
  options.header_max = 150ms;
  options.body_max = 150ms;
  options.keep_alive_max = 150ms;
  TestServer server(options);
  RawClient half_header(server.port());
  RawClient half_body(server.port());
  RawClient silent(server.port());
  RawClient idle(server.port());
  half_header.send("GET / HTTP/1.1\r\nHo");
  half_body.send(post("Content-Length: 10\r\n", "half"));
  idle.send(get("/"));
  CHECK(half_header.read_answer().status == 408);
  CHECK(half_header.ends());
  CHECK(half_body.read_answer().status == 408);
  CHECK(half_body.ends());
  CHECK(silent.ends());
  CHECK(silent.received().empty());
  CHECK(idle.read_answer().status == 200);
  CHECK(idle.ends());
  CHECK(idle.received().empty());
}

TEST_CASE("a client that does not read its answer is cut") {
  ServerOptions options;
  options.write_stall_max = 150ms;
  options.body_bytes_max = 64U << 20;
  TestServer server(options);
  RawClient client(server.port(), 4096);
  std::thread sender([&] { client.send(post("Content-Length: 33554432\r\n", std::string(32 << 20, 'b'))); });
  sender.join();
  REQUIRE(eventually([&] { return server->counters().connections_open == 0; }));
  CHECK(server->counters().bytes_out < (32U << 20));
}

TEST_CASE("HTTP/1.0 closes unless it asks to stay") {
  TestServer server;
  RawClient client(server.port());
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(client.read_answer().header("Connection") == "keep-alive");
  client.send("GET / HTTP/1.0\r\n\r\n");
  CHECK(client.read_answer().header("Connection") == "close");
  client.end_sending();
  CHECK(client.ends());
}

TEST_CASE("an answer whose header would break out of its line becomes a 500") {
  TestServer server({}, [](Server& plain) { plain.route("GET", "/broken", break_the_head); });
  const Answer answer = server.ask(get("/broken"));
  CHECK(answer.status == 500);
  CHECK(answer.head.find("evil") == std::string::npos);
}

TEST_CASE("shared and streamed bodies arrive whole, statuses without a body have none") {
  TestServer server({}, [](Server& plain) {
    plain.route("GET", "/page", shared_page);
    plain.route("GET", "/stream", streamed);
    plain.route("GET", "/same", not_modified);
  });
  CHECK(server.ask(get("/page")).body == std::string(300'000, 's'));
  RawClient client(server.port());
  client.send(get("/stream") + get("/same") + get("/"));
  const Answer answer = client.read_answer(false);
  CHECK(answer.header("Transfer-Encoding") == "chunked");
  const std::string chunks = "8\r\npiece 3\n\r\n8\r\npiece 2\n\r\n8\r\npiece 1\n\r\n0\r\n\r\n";
  CHECK(
      client.receive_until([&](const std::string& got) { return got.starts_with(chunks + "HTTP/1.1 304"); }));
  CHECK(client.receive_until([&](const std::string& got) { return got.ends_with("GET / "); }));
  CHECK(client.received().find("must not") == std::string::npos);

  RawClient old(server.port());
  old.send("GET /stream HTTP/1.0\r\n\r\n");
  old.end_sending();
  CHECK(old.ends());
  INFO(old.received());
  CHECK(old.received().ends_with("\r\n\r\npiece 3\npiece 2\npiece 1\n"));
}

TEST_CASE("a connection too many is told so and closed, and a freed place is taken again") {
  ServerOptions options;
  options.connections_max = 2;
  TestServer server(options);
  RawClient first(server.port());
  {
    RawClient second(server.port());
    second.send(get("/"));
    CHECK(second.read_answer().status == 200);
    RawClient third(server.port());
    const Answer refused = third.read_answer();
    CHECK(refused.status == 503);
    CHECK_FALSE(refused.header("Retry-After").empty());
    CHECK(third.ends());
  }
  REQUIRE(eventually([&] { return server->counters().connections_open == 1; }));
  CHECK(server.ask(get("/")).status == 200);
}

#if !defined( \
    __SANITIZE_ADDRESS__)  // UBSan looks at memory through a pipe and reports nonsense without descriptors
TEST_CASE("no descriptor left to accept with is waited out") {
  TestServer server;
  server.ask(get("/"));
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  RawClient waiting(server.port());
  waiting.send(get("/"));
  CHECK(waiting.read_answer().status == 200);
  // The client's own socket takes the last free number, the server's accept finds none.
  const int probe = ::dup(0);
  REQUIRE(probe >= 0);
  ::close(probe);
  rlimit tight = before;
  tight.rlim_cur = static_cast<rlim_t>(probe) + 1;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &tight) == 0);
  RawClient starved(server.port());
  starved.send(get("/"));
  const bool answered_early =
      starved.receive_until([](const std::string& got) { return !got.empty(); }, 50ms);
  ::setrlimit(RLIMIT_NOFILE, &before);
  CHECK_FALSE(answered_early);
  CHECK(starved.read_answer().status == 200);
}
#endif

TEST_CASE("stopping closes idle connections at once and cuts what outlasts the grace") {
  TestServer server;
  RawClient idle(server.port());
  idle.send(get("/"));
  CHECK(idle.read_answer().status == 200);
  RawClient busy(server.port());
  busy.send(get("/slow"));
  REQUIRE(eventually([&] { return server->counters().requests_total == 2; }));
  const auto begun = std::chrono::steady_clock::now();
  std::thread stopper([&] { server->stop(200ms); });
  CHECK(idle.ends(150ms));
  CHECK(busy.ends());
  CHECK(busy.received().empty());
  stopper.join();
  CHECK(std::chrono::steady_clock::now() - begun < 2s);
  CHECK(server->counters().connections_open == 0);
  CHECK_THROWS(RawClient(server.port()));
}

TEST_CASE("a server that listens before it starts keeps its port, and who connects early is answered") {
  spdlog::default_logger_raw();
  ServerOptions options;
  options.port = 0;
  options.threads = 1;
  Server server(std::move(options));
  server.route("GET", "/", test::describe);
  const std::uint16_t port = server.listen();
  RawClient early(port);
  early.send(get("/"));
  CHECK(server.start() == port);
  CHECK(early.read_answer(true).status == 200);
  server.stop(0ms);
}

TEST_CASE("stopping ends the contexts first, waits for work that runs and resumes nobody") {
  // The other way round, work that ends late would find its caller's context gone. Work that waits may still
  // get its turn between the two steps; its caller is gone like the others.
  struct Asked {
    std::promise<void> reached;
    std::atomic<bool> resumed{false};
  };
  Asked first;
  Asked second;
  std::atomic<bool> contexts_ended{false};
  const auto held = std::make_shared<int>();
  {
    ServerOptions options;
    options.threads = 1;
    options.pool_threads = 1;
    TestServer server(options, [&](Server& net) {
      net.route("GET", "/first", [&, held](const Request&) {
        return on_pool(
            &net,
            [&, context = &context_of(net)] {
              first.reached.set_value();
              const auto until = std::chrono::steady_clock::now() + 10s;
              while (!context->stopped() && std::chrono::steady_clock::now() < until)
                std::this_thread::yield();
              contexts_ended = context->stopped();
            },
            held, &first.resumed);
      });
      net.route("GET", "/second", [&, held](const Request&) {
        second.reached.set_value();
        return on_pool(
            &net, [] {}, held, &second.resumed);
      });
    });
    RawClient one(server.port());
    one.send(get("/first"));
    first.reached.get_future().wait();
    RawClient two(server.port());
    two.send(get("/second"));
    second.reached.get_future().wait();
    server->stop(std::chrono::milliseconds(0));
    CHECK(contexts_ended);
  }
  CHECK_FALSE(first.resumed);
  CHECK_FALSE(second.resumed);
  CHECK(held.use_count() == 1);
}

TEST_CASE("an address that is taken is an error at the start") {
  TestServer server;
  ServerOptions options;
  options.port = server.port();
  Server second(options);
  CHECK_THROWS_AS(second.start(), std::system_error);
  ServerOptions nonsense;
  nonsense.address = "nowhere";
  Server third(nonsense);
  CHECK_THROWS_AS(third.start(), std::system_error);
}

}  // namespace gridhall::net
