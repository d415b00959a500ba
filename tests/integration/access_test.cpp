// Who may open which door, and whose events are whose.
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "tests/integration/harness/events.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;

// The head of a WebSocket handshake as plain HTTP, to read the whole of a refusal.
Headers handshake(const Headers& more) {
  Headers headers{{"Connection", "Upgrade"},
                  {"Upgrade", "websocket"},
                  {"Sec-WebSocket-Version", "13"},
                  {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  headers.insert(headers.end(), more.begin(), more.end());
  return headers;
}

std::string key_create(const std::filesystem::path& data, std::vector<std::string> more) {
  std::vector<std::string> arguments{"key", "create", "--data", data.string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  RunResult result = run(arguments);
  INFO(result.errors);
  REQUIRE(result.status == 0);
  REQUIRE(result.out.ends_with('\n'));
  result.out.pop_back();
  REQUIRE(result.out.find_first_of(" \n") == std::string::npos);
  return result.out;
}

TEST_CASE("no known subprotocol is 400 subprotocol_required") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  for (const Headers& offer : {Headers{}, Headers{{"Sec-WebSocket-Protocol", "mqtt, chat"}}}) {
    Headers headers = handshake(offer);
    headers.emplace_back("Authorization", "Bearer " + daemon.key());
    const HttpResponse response = daemon.get("/api/v1/ingest", headers);
    REQUIRE(response.status == 400);
    REQUIRE(response.header("Content-Type").starts_with("application/problem+json"));
    REQUIRE(response.json().at("code").as_string() == "subprotocol_required");
    REQUIRE_FALSE(response.header("X-Request-Id").empty());
  }
}

TEST_CASE("the scheme of a key counts in any case, as HTTP has it") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  for (const char* scheme : {"bearer ", "BEARER ", "Bearer  "}) {
    WsClient client(daemon.address(), "/api/v1/ingest", "gridhall.ingest.v1",
                    {{"Authorization", scheme + daemon.key()}});
    CHECK(text_at(client.expect("welcome"), "integrator") == "dev");
  }
}

TEST_CASE("a missing or wrong key is 401 before the upgrade") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  const Headers protocol{{"Sec-WebSocket-Protocol", "gridhall.ingest.v1"}};
  std::string altered = daemon.key();
  altered.back() = altered.back() == 'a' ? 'b' : 'a';
  for (const std::string& value :
       {std::string(), std::string("Bearer nonsense"), "Bearer " + altered, "Basic " + daemon.key()}) {
    Headers headers = handshake(protocol);
    if (!value.empty()) {
      headers.emplace_back("Authorization", value);
    }
    const HttpResponse response = daemon.get("/api/v1/ingest", headers);
    INFO(value << " " << response.body);
    CHECK(response.status == 401);
    CHECK(response.json().at("code").as_string() == "unauthenticated");
  }
}

TEST_CASE("a foreign Origin is 403 on both doors and the daemon's own is let in") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  const std::string host = daemon.url().substr(7);
  for (const std::string& origin : {std::string("https://elsewhere.example"), std::string("null"),
                                    "https://" + host, daemon.url() + ".evil.example"}) {
    INFO(origin);
    CHECK(daemon
              .get("/api/v1/live",
                   handshake({{"Sec-WebSocket-Protocol", "gridhall.dash.v1"}, {"Origin", origin}}))
              .status == 403);
    CHECK(daemon
              .get("/api/v1/ingest", handshake({{"Sec-WebSocket-Protocol", "gridhall.ingest.v1"},
                                                {"Authorization", "Bearer " + daemon.key()},
                                                {"Origin", origin}}))
              .status == 403);
  }
  CHECK(daemon.get("/api/v1/live", handshake({{"Sec-WebSocket-Protocol", "gridhall.dash.v1"}})).status ==
        403);
  WsClient client = daemon.live();
  client.expect("welcome");
}

TEST_CASE("keys are made, listed and revoked on a stopped directory and on a running one") {
  TempDir dir;
  const std::filesystem::path data = dir / "data";
  const std::string stopped = key_create(data, {"--integrator", "nyc311"});
  REQUIRE(stopped.starts_with("ghk_live_"));
  Daemon daemon(data);
  const std::string running = key_create(data, {"--integrator", "fire", "--source", "/fire/"});
  REQUIRE(text_at(send_one(daemon, report("a"), stopped), "op") == "ack");

  const RunResult list = run({"key", "list", "--data", data.string()});
  REQUIRE(list.status == 0);
  REQUIRE(list.out.find("nyc311") != std::string::npos);
  REQUIRE(list.out.find("fire") != std::string::npos);
  // The secret is shown once, when it is made.
  REQUIRE(list.out.find(stopped) == std::string::npos);

  const std::string id = stopped.substr(9, stopped.find('_', 9) - 9);
  REQUIRE(list.out.find(id) != std::string::npos);
  REQUIRE(run({"key", "revoke", "--data", data.string(), "--integrator", "nyc311", "--id", id}).status == 0);
  REQUIRE_THROWS_WITH(daemon.ingest(stopped), Catch::Contains("401"));
  daemon.ingest(running).expect("welcome");
  REQUIRE(daemon.terminate() == 0);
  REQUIRE(run({"key", "list", "--data", data.string()}).out.find("fire") != std::string::npos);
}

TEST_CASE("a key that is bound to source prefixes cannot send for others") {
  TempDir dir;
  const std::filesystem::path data = dir / "data";
  const std::string key =
      key_create(data, {"--integrator", "fire", "--source", "/fire/", "--source", "/ems/"});
  const Daemon daemon(data);
  const json::object nack = send_one(daemon, report("a"), key);
  REQUIRE(text_at(nack, "code") == "source_not_allowed");
  json::object mine = report("a");
  mine["source"] = "/ems/station-9";
  REQUIRE(text_at(send_one(daemon, mine, key), "op") == "ack");
}

TEST_CASE("a source belongs to the integrator that first used it") {
  TempDir dir;
  const std::filesystem::path data = dir / "data";
  const std::string first = key_create(data, {"--integrator", "one"});
  const std::string second = key_create(data, {"--integrator", "two"});
  Daemon daemon(data);
  REQUIRE(text_at(send_one(daemon, report("a"), first), "op") == "ack");
  const json::object nack = send_one(daemon, report("b"), second);
  REQUIRE(text_at(nack, "code") == "source_not_allowed");
  REQUIRE_FALSE(nack.at("retry").as_bool());
  daemon.kill9();
  const Daemon again(data);
  REQUIRE(text_at(send_one(again, report("c"), second), "code") == "source_not_allowed");
  REQUIRE(text_at(send_one(again, report("d"), first), "op") == "ack");
}

TEST_CASE("a test key gets the same answers and nothing is stored") {
  TempDir dir;
  const std::filesystem::path data = dir / "data";
  const std::string key = key_create(data, {"--integrator", "nyc311", "--test"});
  REQUIRE(key.starts_with("ghk_test_"));
  const Daemon daemon(data);
  WsClient client = daemon.ingest(key);
  REQUIRE(text_at(client.expect("welcome"), "mode") == "test");
  client.send(pub("x", {report("a"), report("bad", {{"lat", 91}}), report("a")}));
  REQUIRE(text_at(client.expect("nack"), "code") == "location_out_of_range");
  REQUIRE(client.expect("ack").at("results") == list({"stored", "refused", "duplicate"}));
  REQUIRE(all_cases(daemon).empty());
  REQUIRE(all_events(daemon).empty());
}

TEST_CASE("the developer's convenience is refused on any address but loopback") {
  TempDir dir;
  const RunResult result = run({"serve", "--data", dir / "data", "--listen", "0.0.0.0:0", "--dev"});
  REQUIRE(result.status == 2);
  REQUIRE(result.errors.find("--dev") != std::string::npos);
}

}  // namespace
}  // namespace gridhall::testing
