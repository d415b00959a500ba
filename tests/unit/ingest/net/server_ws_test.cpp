#include <catch2/catch.hpp>
#include <thread>
#include <tuple>

#include "ingest/net/server.hpp"
#include "ingest/net/ws_frame.hpp"
#include "tests/unit/ingest/net/test_server.hpp"

namespace gridhall::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using test::Answer;
using test::echo_door;
using test::eventually;
using test::frame;
using test::Frame;
using test::open_websocket;
using test::RawClient;
using test::TestServer;
using test::text_frame;
using test::upgrade_request;

SharedText text(std::string value) {
  return std::make_shared<const std::string>(std::move(value));
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  return text.replace(text.find(what), what.size(), with);
}

/// Sends `count` messages of `bytes` without waiting for the peer, then reads until the end.
asio::awaitable<void> flood(std::shared_ptr<WsStream> stream, Request request) {
  const auto count = std::stoul(std::string(request.query_value("count").value()));
  const auto bytes = std::stoul(std::string(request.query_value("bytes").value()));
  const SharedText message = text(std::string(bytes, 'f'));
  for (unsigned long i = 0; i < count && stream->send(message); ++i) {
  }
  std::vector<std::string_view> messages;
  while (co_await stream->read(messages)) {
  }
}

asio::awaitable<void> farewell(std::shared_ptr<WsStream> stream, Request) {
  const std::vector<SharedText> pieces = {text("{\"rows\":["), text("1,"), text("2]}")};
  stream->send_pieces(pieces);
  if (co_await stream->drained()) {
    stream->send("drained " + std::to_string(stream->outbox_bytes()));
  }
  stream->close(4501, "signed out");
  stream->close(1000, "too late");
  if (!stream->send("refused")) {
    std::vector<std::string_view> messages;
    co_await stream->read(messages);
  }
}

asio::awaitable<void> fail(std::shared_ptr<WsStream> stream, Request) {
  std::vector<std::string_view> messages;
  co_await stream->read(messages);
  throw std::runtime_error("on purpose");
}

std::optional<Response> deny(const Request& request) {
  return problem(
      request, 401,
      model::Error{model::Code::kUnauthenticated, std::string(request.param("subprotocol")), "", "", ""});
}

Door door_at(std::string path, asio::awaitable<void> (*run)(std::shared_ptr<WsStream>, Request),
             WsLimits limits = {}) {
  Door door = echo_door(limits);
  door.path = std::move(path);
  door.run = run;
  return door;
}

TestServer echo_server() {
  return TestServer({}, [](Server& plain) { plain.door(echo_door()); });
}

}  // namespace

TEST_CASE("the handshake answers the key, chooses our preferred subprotocol and agrees no extension") {
  TestServer server = echo_server();
  const std::string request =
      replaced(upgrade_request("/echo", "unknown, other.v1 , gridhall.echo.v1"), "Upgrade:",
               "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=99, " +
                   std::string(8'000, 'x') + "\r\nUpgrade:");
  const Answer answer = server.ask(request, false);
  CHECK(answer.status == 101);
  CHECK(answer.header("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  CHECK(answer.header("Sec-WebSocket-Protocol") == "gridhall.echo.v1");
  CHECK(answer.header("Connection") == "Upgrade");
  CHECK(answer.header("X-Request-Id").size() == 16);
  CHECK(answer.head.find("xtensions") == std::string::npos);
}

TEST_CASE("a handshake that is not right gets its status") {
  TestServer server = echo_server();
  const std::string good = upgrade_request("/echo");
  const std::vector<std::tuple<const char*, std::string, unsigned>> cases = {
      {"version 12", replaced(good, "Version: 13", "Version: 12"), 426},
      {"version missing", replaced(good, "Sec-WebSocket-Version: 13\r\n", ""), 426},
      {"key of 15 bytes", replaced(good, "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j"), 400},
      {"key of 17 bytes", replaced(good, "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZXk="), 400},
      {"key missing", replaced(good, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), 400},
      {"two keys",
       replaced(good, "\r\nUpgrade", "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nUpgrade"), 400},
      {"POST", replaced(good, "GET", "POST"), 400},
      {"a body", replaced(good, "\r\n\r\n", "\r\nContent-Length: 1\r\n\r\nx"), 400},
      {"no known subprotocol", upgrade_request("/echo", "soap"), 400},
      {"no upgrade in Connection", replaced(good, "keep-alive, Upgrade", "keep-alive"), 426},
      {"another protocol", replaced(good, "websocket", "h2c"), 426},
      {"HTTP/1.0", replaced(good, "HTTP/1.1", "HTTP/1.0"), 426},
      {"another path", upgrade_request("/nowhere"), 404},
  };
  for (const auto& [name, request, status] : cases) {
    INFO(name);
    const Answer answer = server.ask(request);
    CHECK(answer.status == status);
    if (status == 426) {
      CHECK(answer.header("Upgrade") == "websocket");
    }
  }
  CHECK(server.ask(std::get<1>(cases[0])).header("Sec-WebSocket-Version") == "13");
  CHECK(server.ask(upgrade_request("/echo", "soap")).body.find("subprotocol_required") != std::string::npos);
}

TEST_CASE("a door that does not admit answers instead of upgrading") {
  TestServer server({}, [](Server& plain) {
    Door door = echo_door();
    door.admit = deny;
    plain.door(door);
  });
  const Answer answer = server.ask(upgrade_request("/echo"));
  CHECK(answer.status == 401);
  CHECK(answer.body.find("gridhall.echo.v1") != std::string::npos);
}

TEST_CASE("ten thousand pipelined messages come back in order, the first of them sent with the handshake") {
  TestServer server = echo_server();
  RawClient client(server.port());
  constexpr int kMessages = 10'000;
  std::string bytes = upgrade_request("/echo");
  for (int i = 0; i < kMessages; ++i) {
    bytes += text_frame("message " + std::to_string(i));
  }
  std::thread sender([&] { client.send(bytes); });
  REQUIRE(client.read_answer(false).status == 101);
  for (int i = 0; i < kMessages; ++i) {
    const Frame got = client.read_frame();
    REQUIRE(got.opcode == 1);
    REQUIRE(got.payload == "message " + std::to_string(i));
  }
  sender.join();
}

TEST_CASE("messages of every size class come back whole") {
  TestServer server = echo_server();
  RawClient client(server.port());
  open_websocket(client);
  for (const std::size_t bytes : {0U, 125U, 126U, 65'535U, 65'536U, 1U << 20U}) {
    std::thread sender([&] { client.send(text_frame(std::string(bytes, 'm'))); });
    const Frame got = client.read_frame();
    sender.join();
    CHECK(got.payload == std::string(bytes, 'm'));
  }
}

TEST_CASE(
    "a violation is closed with its code, the end of the stream right behind, earlier messages answered") {
  TestServer server = echo_server();
  const std::vector<std::tuple<const char*, std::string, int>> cases = {
      {"unmasked", "\x81\x05hello", 1002},
      {"RSV1", frame("abcd", {.first_byte = 0xC1}), 1002},
      {"opcode 3", frame("", {.first_byte = 0x83}), 1002},
      {"top bit", std::string("\x81\xFF\x80\0\0\0\0\0\0\1", 10), 1009},
      {"too long", std::string("\x81\xFF\0\0\0\0\0\x10\0\1", 10), 1009},
      {"bad close code", frame(std::string("\x03\xEC", 2), {.first_byte = 0x88}), 1002},
      {"bad close reason", frame("\x03\xE8\xFF", {.first_byte = 0x88}), 1007},
      {"binary", frame("b", {.first_byte = 0x82}), 1003},
  };
  for (const auto& [name, bytes, code] : cases) {
    INFO(name);
    RawClient client(server.port());
    open_websocket(client);
    client.send(text_frame("before") + bytes + text_frame("behind"));
    CHECK(client.read_frame().payload == "before");
    const Frame closed = client.read_frame();
    CHECK(closed.opcode == 8);
    CHECK(closed.close_code() == code);
    CHECK(client.ends(1s));
    CHECK(client.received().empty());
  }
}

TEST_CASE("a close is answered with its code, data behind it is ignored") {
  TestServer server = echo_server();
  RawClient client(server.port());
  open_websocket(client);
  client.send(frame("\x0F\xA1 done", {.first_byte = 0x88}) + text_frame("behind"));
  const Frame closed = client.read_frame();
  CHECK(closed.opcode == 8);
  CHECK(closed.close_code() == 4001);
  CHECK(client.ends(1s));
  CHECK(client.received().empty());

  RawClient plain(server.port());
  open_websocket(plain);
  plain.send(frame("", {.first_byte = 0x88}));
  CHECK(plain.read_frame().payload.empty());
  CHECK(plain.ends(1s));
}

TEST_CASE("pings are answered with their payload, also inside a fragmented message") {
  TestServer server = echo_server();
  RawClient client(server.port());
  open_websocket(client);
  client.send(frame("he", {.first_byte = 0x01}) + frame("are you", {.first_byte = 0x89}) +
              frame("llo", {.first_byte = 0x80}) + frame("", {.first_byte = 0x8A}));
  const Frame pong = client.read_frame();
  CHECK(pong.opcode == 10);
  CHECK(pong.payload == "are you");
  CHECK(client.read_frame().payload == "hello");
}

TEST_CASE("a flood of pings, of pongs or of empty fragments is closed with 1008") {
  TestServer server = echo_server();
  for (const unsigned first_byte : {0x89U, 0x8AU, 0x01U}) {
    INFO(first_byte);
    RawClient client(server.port());
    open_websocket(client);
    std::string bytes;
    for (int i = 0; i < 10'000; ++i) {
      bytes += frame("", {.first_byte = first_byte == 0x01 && i > 0 ? 0x00 : first_byte});
    }
    std::thread sender([&] { client.send(bytes); });
    CHECK(client.read_close_code() == 1008);
    sender.join();
  }
}

TEST_CASE("text that is not UTF-8 reaches the session, the link stays") {
  TestServer server = echo_server();
  RawClient client(server.port());
  open_websocket(client);
  client.send(text_frame("\xC0\xAF") + text_frame("good"));
  CHECK(client.read_frame().payload == "\xC0\xAF");
  CHECK(client.read_frame().payload == "good");
}

TEST_CASE("a session's close goes behind what it sent, nothing after it") {
  TestServer server({}, [](Server& plain) { plain.door(door_at("/farewell", farewell)); });
  RawClient client(server.port());
  open_websocket(client, "/farewell");
  CHECK(client.read_frame().payload == "{\"rows\":[1,2]}");
  CHECK(client.read_frame().payload == "drained 0");
  const Frame closed = client.read_frame();
  CHECK(closed.close_code() == 4501);
  CHECK(closed.payload.substr(2) == "signed out");
  client.send(frame("\x0F\xA1", {.first_byte = 0x88}));
  CHECK(client.ends(1s));
  CHECK(client.received().empty());
}

TEST_CASE("a peer that does not answer a close is cut after two seconds") {
  TestServer server({}, [](Server& plain) { plain.door(door_at("/farewell", farewell)); });
  RawClient client(server.port());
  open_websocket(client, "/farewell");
  CHECK(client.read_close_code() == 4501);
  CHECK(client.ends(4s));
}

TEST_CASE("a session that throws closes with 1011, one that returns with 1000") {
  TestServer server({}, [](Server& plain) { plain.door(door_at("/fail", fail)); });
  RawClient client(server.port());
  open_websocket(client, "/fail");
  client.send(text_frame("x"));
  CHECK(client.read_close_code() == 1011);
}

TEST_CASE("silence is pinged at half the idle time and closed with bye 4408 at its end") {
  WsLimits limits;
  limits.idle_max = 300ms;
  TestServer server({}, [&](Server& plain) { plain.door(echo_door(limits)); });
  RawClient client(server.port());
  open_websocket(client);
  CHECK(client.read_frame().opcode == 9);
  const Frame bye = client.read_frame();
  CHECK(bye.opcode == 1);
  CHECK(bye.payload.starts_with(R"({"op":"bye","code":4408,"reason":")"));
  CHECK(client.read_frame().close_code() == 4408);
  CHECK(client.ends(1s));
}

TEST_CASE("a bye is only sent where the subprotocol knows it") {
  WsLimits limits;
  limits.idle_max = 100ms;
  TestServer server({}, [&](Server& plain) { plain.door(echo_door(limits)); });
  RawClient client(server.port());
  open_websocket(client, "/echo", "other.v1");
  CHECK(client.read_frame().opcode == 9);
  CHECK(client.read_frame().close_code() == 4408);
}

TEST_CASE("a pong keeps the connection and measures the round trip") {
  WsLimits limits;
  limits.idle_max = 200ms;
  TestServer server({}, [&](Server& plain) { plain.door(echo_door(limits)); });
  RawClient client(server.port());
  open_websocket(client);
  for (int i = 0; i < 4; ++i) {
    const Frame ping = client.read_frame();
    REQUIRE(ping.opcode == 9);
    client.send(frame(ping.payload, {.first_byte = 0x8A}));
  }
}

TEST_CASE("a frame that stops half way or trickles is cut, whole ones between do not matter") {
  WsLimits limits;
  limits.frame_max = 200ms;
  TestServer server({}, [&](Server& plain) { plain.door(echo_door(limits)); });
  for (const bool trickle : {false, true}) {
    RawClient client(server.port());
    open_websocket(client);
    const std::string late = text_frame(std::string(100, 'l'));
    client.send(text_frame("whole") + late.substr(0, 10));
    CHECK(client.read_frame().payload == "whole");
    const auto begun = std::chrono::steady_clock::now();
    std::size_t sent = 10;
    const auto has_bye = [](const std::string& got) { return got.find("4408") != std::string::npos; };
    while (trickle && sent < late.size() && !client.receive_until(has_bye, 20ms)) {
      client.send(late.substr(sent++, 1));
    }
    CHECK(client.read_close_code() == 4408);
    CHECK(std::chrono::steady_clock::now() - begun < 1s);
    CHECK(sent < late.size());
  }
}

TEST_CASE("an outbox that overflows is dropped for bye 4410, what was begun stays whole") {
  WsLimits limits;
  limits.outbox_bytes_max = 1U << 20;
  TestServer server({}, [&](Server& plain) { plain.door(door_at("/flood", flood, limits)); });
  RawClient client(server.port());
  client.send(upgrade_request("/flood?count=1000&bytes=10000"));
  REQUIRE(client.read_answer(false).status == 101);
  Frame got = client.read_frame();
  while (got.opcode == 1 && got.payload == std::string(10'000, 'f')) {
    got = client.read_frame();
  }
  CHECK(got.payload.starts_with(R"({"op":"bye","code":4410)"));
  CHECK(client.read_frame().close_code() == 4410);
}

TEST_CASE("a peer that does not read is told 4410 when it reads in time, and cut when it does not") {
  WsLimits limits;
  limits.outbox_bytes_max = 64U << 20;
  limits.write_stall_max = 300ms;
  TestServer server({}, [&](Server& plain) { plain.door(door_at("/flood", flood, limits)); });
  RawClient client(server.port(), 4096);
  client.send(upgrade_request("/flood?count=30&bytes=1000000"));
  RawClient never(server.port(), 4096);
  never.send(upgrade_request("/flood?count=30&bytes=1000000"));
  REQUIRE(eventually([&] { return server->counters().websockets_open == 2; }));
  // The stall shows by its effect alone: the bytes written stand still for longer than it takes to be
  // noticed.
  std::uint64_t written = 0;
  auto still_since = RawClient::Clock::now();
  REQUIRE(eventually([&] {
    if (written != std::exchange(written, server->counters().bytes_out)) {
      still_since = RawClient::Clock::now();
    }
    return RawClient::Clock::now() - still_since > 600ms;
  }));
  REQUIRE(client.read_answer(false).status == 101);
  CHECK(client.read_close_code() == 4410);
  client.close();
  REQUIRE(eventually([&] { return server->counters().connections_open == 0; }));
  CHECK(server->counters().bytes_out < 60'000'000);
}

TEST_CASE("the end of the peer's stream and a reset in the middle of a frame end the session") {
  TestServer server({}, [](Server& plain) { plain.door(echo_door()); });
  for (const bool reset : {false, true}) {
    RawClient client(server.port());
    open_websocket(client);
    REQUIRE(eventually([&] { return server->counters().websockets_open == 1; }));
    client.send(text_frame("x").substr(0, 3));
    if (reset) {
      client.reset();
    } else {
      client.end_sending();
      CHECK(client.ends());
    }
    CHECK(eventually([&] { return server->counters().websockets_open == 0; }));
  }
}

TEST_CASE("stopping tells every socket 1012, by the session or by the server") {
  std::shared_ptr<WsStream> told;
  std::mutex mutex;
  TestServer server({}, [&](Server& plain) {
    Door door = echo_door();
    door.path = "/told";
    door.run = [&](std::shared_ptr<WsStream> stream, Request request) {
      const std::lock_guard lock(mutex);
      told = stream;
      return test::echo(std::move(stream), std::move(request));
    };
    plain.door(door);
    plain.door(echo_door());
    plain.on_stop([&] {
      const std::lock_guard lock(mutex);
      asio::post(told->executor(), [&] {
        told->send(std::string(R"({"op":"bye","code":1012,"reason":"restart"})"));
        told->close(1012, "restart");
      });
    });
  });
  RawClient by_session(server.port());
  open_websocket(by_session, "/told");
  RawClient by_server(server.port());
  open_websocket(by_server);
  by_session.send(text_frame("x"));
  CHECK(by_session.read_frame().payload == "x");
  std::thread stopper([&] { server->stop(300ms); });
  CHECK(by_session.read_frame().payload == R"({"op":"bye","code":1012,"reason":"restart"})");
  CHECK(by_session.read_frame().close_code() == 1012);
  by_session.send(frame("\x03\xF4", {.first_byte = 0x88}));
  CHECK(by_session.ends(1s));
  CHECK(by_server.read_frame().payload == R"({"op":"bye","code":1012,"reason":"the server stops"})");
  CHECK(by_server.read_frame().close_code() == 1012);
  CHECK(by_server.ends());
  stopper.join();
  CHECK(server->counters().websockets_open == 0);
  told.reset();
}

}  // namespace gridhall::net
