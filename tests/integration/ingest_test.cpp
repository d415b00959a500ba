// What an acknowledgement promises, through the WebSocket door and the readers.
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "tests/integration/harness/events.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;

TEST_CASE("an acknowledged report is a case, an event in the log, and both again after kill -9") {
  TempDir dir;
  std::string id;
  {
    Daemon daemon(dir / "data");
    WsClient client = producer(daemon, "bridge-1");
    client.send(pub(1, {report("r-1", {{"description", "a loud bar"}})}));
    const json::object ack = client.expect("ack");
    REQUIRE(number_at(ack, "settled") == 1);
    REQUIRE(number_at(ack, "stored") == 1);
    REQUIRE(number_at(ack, "duplicate") == 0);
    REQUIRE(ack.at("pos").at("seq").to_number<int>() == 1);

    const json::value found = find_case(daemon, "r-1");
    REQUIRE_FALSE(found.is_null());
    id = found.at("id").as_string();
    REQUIRE(id == std::string(ack.at("pos").at("epoch").as_string()) + "-1");
    REQUIRE(found.at("description").as_string() == "a loud bar");
    REQUIRE(found.at("state").as_string() == "reported");
    REQUIRE(found.at("lat").to_number<double>() == Approx(kLat));
    daemon.kill9();
  }
  Daemon again(dir / "data");
  REQUIRE(again.get_json("/api/v1/cases/" + id).at("subject").as_string() == "r-1");
  const json::array events = all_events(again);
  REQUIRE(events.size() == 1);
  REQUIRE(events[0].at("id").as_string() == "r-1");
  REQUIRE(events[0].at("source").as_string() == json::string(kSource));
}

TEST_CASE("what was sent comes back as sent, unknown attributes and members included, contact left out") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  json::object sent = report("r-1", {{"contact", {{"name", "Zoe Canary"}, {"phone", "13800001234"}}},
                                     {"attributes", {{"depth_cm", 12}, {"nested", {1, 2, nullptr}}}},
                                     {"some_new_member", "kept"}});
  sent["myextension"] = "kept too";
  store(daemon, {sent});

  const json::array events = all_events(daemon);
  REQUIRE(events.size() == 1);
  json::object expected = sent;
  expected["data"].as_object().erase("contact");
  json::object got = events[0].as_object();
  REQUIRE(got.contains("pos"));
  got.erase("pos");
  REQUIRE(got == expected);
  REQUIRE(json::serialize(events).find("Canary") == std::string::npos);
}

TEST_CASE("anonymous batches are answered by their ref, each event on its own") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = sender(daemon);
  client.send(pub("x1", {report("a"), report("bad", {{"lat", 407128}}), report("a"), report("b")}));

  const json::object nack = client.expect("nack");
  REQUIRE(text_at(nack, "ref") == "x1");
  REQUIRE(number_at(nack, "index") == 1);
  REQUIRE(text_at(nack, "id") == "bad");
  REQUIRE(text_at(nack, "source") == kSource);
  REQUIRE(text_at(nack, "code") == "location_out_of_range");
  REQUIRE(text_at(nack, "pointer") == "/data/lat");
  REQUIRE(nack.at("got").to_number<int>() == 407128);
  REQUIRE(nack.at("retry").as_bool() == false);
  const json::object ack = client.expect("ack");
  REQUIRE(text_at(ack, "ref") == "x1");
  REQUIRE(ack.at("results") == list({"stored", "refused", "duplicate", "stored"}));
  REQUIRE(all_cases(daemon).size() == 2);
}

TEST_CASE("a producer resumes where it settled, on a new connection and on a new daemon") {
  TempDir dir;
  {
    Daemon daemon(dir / "data");
    json::object welcome;
    WsClient client = producer(daemon, "bridge-1", &welcome);
    REQUIRE(text_at(welcome, "producer") == "bridge-1");
    REQUIRE(welcome.at("resume").at("settled").to_number<int>() == 0);
    client.send(pub(1, {report("a"), report("b"), report("bad", {{"lat", 91}})}));
    while (number_at(client.expect("ack"), "settled") < 3) {
    }
    client.drop();

    producer(daemon, "bridge-1", &welcome);
    // A refusal that no retry can heal counts as settled.
    REQUIRE(welcome.at("resume").at("settled").to_number<int>() == 3);
    daemon.kill9();
  }
  const Daemon again(dir / "data");
  json::object welcome;
  WsClient client = producer(again, "bridge-1", &welcome);
  REQUIRE(welcome.at("resume").at("settled").to_number<int>() == 3);
  REQUIRE(text_at(welcome.at("resume").as_object(), "epoch") ==
          again.get_json("/api/v1/cases").at("as_of").at("epoch").as_string());
  client.send(pub(4, {report("d")}));
  REQUIRE(number_at(client.expect("ack"), "settled") == 4);
}

TEST_CASE("what is settled already is a duplicate, whatever it says now") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = producer(daemon, "bridge-1");
  client.send(pub(1, {report("a"), report("b")}));
  while (number_at(client.expect("ack"), "settled") < 2) {
  }
  client.send(pub(2, {report("b", {{"description", "other words"}}), report("c")}));
  const json::object ack = client.expect("ack");
  REQUIRE(number_at(ack, "settled") == 3);
  REQUIRE(number_at(ack, "stored") == 1);
  REQUIRE(number_at(ack, "duplicate") == 1);
  REQUIRE(ack.at("dups") == list({2}));
  REQUIRE(all_cases(daemon).size() == 3);
}

TEST_CASE("a gap in a producer's sequence is refused until it is filled") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = producer(daemon, "bridge-1");
  client.send(pub(1, {report("a")}));
  REQUIRE(number_at(client.expect("ack"), "settled") == 1);
  client.send(pub(5, {report("e")}));
  const json::object nack = client.expect("nack");
  REQUIRE(text_at(nack, "code") == "sequence_gap");
  REQUIRE(nack.at("retry").as_bool());
  REQUIRE(number_at(nack, "expected") == 2);
  REQUIRE(text_at(nack, "id") == "e");
  REQUIRE(text_at(nack, "source") == kSource);
  client.send(pub(2, {report("b"), report("c"), report("d"), report("e")}));
  while (number_at(client.expect("ack"), "settled") < 5) {
  }
  REQUIRE(all_cases(daemon).size() == 5);
}

TEST_CASE("the same event by another connection is a duplicate, with other members a conflict") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("a", {{"description", "first"}})});

  REQUIRE(send_one(daemon, report("a", {{"description", "first"}})).at("results") == list({"duplicate"}));
  const json::object nack = send_one(daemon, report("a", {{"description", "second"}}));
  REQUIRE(text_at(nack, "code") == "duplicate_conflict");
  REQUIRE(text_at(nack, "detail").find("subject") != std::string::npos);
  REQUIRE(find_case(daemon, "a").at("description").as_string() == "first");
  REQUIRE(all_events(daemon).size() == 1);
}

TEST_CASE("events with equal members are duplicates whatever their bytes and their contact") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = sender(daemon);
  client.send_text(
      R"({"op":"pub","ref":"1","events":[{"specversion":"1.0","type":"gridhall.request.reported.v1",)"
      R"("source":"/test/desk","id":"a","time":"2026-05-01T10:00:00Z","data":{"service_code":"noise","lat":1.50,"long":2}}]})");
  REQUIRE(client.expect("ack").at("results") == list({"stored"}));
  client.send_text(
      R"({"op":"pub","ref":"2","events":[{"id":"a", "type":"gridhall.request.reported.v1","subject":null,)"
      R"("data":{"long":2.0,"contact":{"name":"Ann"},"lat":15e-1,"service_code":"no\u0069se"},)"
      R"("time":"2026-05-01T10:00:00Z","source":"/test/desk","specversion":"1.0"}]})");
  REQUIRE(client.expect("ack").at("results") == list({"duplicate"}));
}

TEST_CASE("a newer hello takes a producer over and the older connection is told 4509") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient older = producer(daemon, "bridge-1");
  WsClient newer = producer(daemon, "bridge-1");
  REQUIRE(number_at(older.expect("bye"), "code") == 4509);
  REQUIRE(older.closed() == 4509);
  newer.send(pub(1, {report("a")}));
  REQUIRE(number_at(newer.expect("ack"), "settled") == 1);
}

TEST_CASE("a second hello with another name frees the first, and no ack speaks of both producers") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = producer(daemon, "first");
  client.send(pub(1, {report("a"), report("b")}));
  client.send({{"op", "hello"}, {"producer", "second"}});
  std::int64_t settled = 0;
  json::object message;
  while (text_at(message, "op") != "welcome") {
    message = client.receive().value();
    if (text_at(message, "op") == "ack") settled = number_at(message, "settled");
  }
  REQUIRE(settled == 2);
  REQUIRE(text_at(message, "producer") == "second");
  REQUIRE(message.at("resume").at("settled").to_number<int>() == 0);
  client.send(pub(1, {report("c")}));
  REQUIRE(number_at(client.expect("ack"), "settled") == 1);

  json::object welcome;
  WsClient other = producer(daemon, "first", &welcome);
  REQUIRE(welcome.at("resume").at("settled").to_number<int>() == 2);
  client.send(pub(2, {report("d")}));
  REQUIRE(number_at(client.expect("ack"), "settled") == 2);
}

TEST_CASE("check gives the real verdict and stores nothing") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = sender(daemon);
  client.send({{"op", "check"}, {"ref", "a"}, {"events", {report("good"), report("bad", {{"long", 200}})}}});
  const json::object checked = client.expect("checked");
  REQUIRE(text_at(checked, "ref") == "a");
  REQUIRE(number_at(checked, "ok") == 1);
  REQUIRE(checked.at("errors").as_array().size() == 1);
  REQUIRE(checked.at("errors").at(0).at("code").as_string() == "location_out_of_range");
  REQUIRE(all_cases(daemon).empty());
  REQUIRE(all_events(daemon).empty());
}

TEST_CASE("check and a test key know whose a source is, as a live key does") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("a")});
  for (const bool test : {false, true}) {
    std::vector<std::string> words{"key", "create", "--data", dir / "data", "--integrator", "other"};
    if (test) words.emplace_back("--test");
    std::string key = run(words).out;
    key.pop_back();
    WsClient client = sender(daemon, key);
    client.send({{"op", "check"}, {"ref", "c"}, {"events", {report("b")}}});
    const json::object checked = client.expect("checked");
    CHECK(number_at(checked, "ok") == 0);
    CHECK(checked.at("errors").at(0).at("code").as_string() == "source_not_allowed");
    client.send(pub("p", {report("b")}));
    const json::object nack = client.expect("nack");
    CHECK(text_at(nack, "code") == "source_not_allowed");
    CHECK(nack.at("detail") == checked.at("errors").at(0).at("detail"));
  }
}

TEST_CASE("a ping of the protocol is answered with its own t and the server's time") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = sender(daemon);
  client.send({{"op", "ping"}, {"t", 17}});
  const json::object pong = client.expect("pong");
  REQUIRE(number_at(pong, "t") == 17);
  REQUIRE(text_at(pong, "now").ends_with("Z"));
}

TEST_CASE("the welcome names the limits before anything is sent") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = daemon.ingest();
  REQUIRE(client.subprotocol() == "gridhall.ingest.v1");
  const json::object welcome = client.expect("welcome");
  REQUIRE(text_at(welcome, "mode") == "live");
  REQUIRE(text_at(welcome, "integrator") == "dev");
  REQUIRE(welcome.at("limits").at("batch_events").to_number<int>() == 500);
  REQUIRE(welcome.at("limits").at("event_bytes").to_number<int>() == 262144);
  REQUIRE(welcome.at("dedup").at("window_s").to_number<int>() == 604800);
}

}  // namespace
}  // namespace gridhall::testing
