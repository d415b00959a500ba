// Every code that a producer can bring about, and what a bad message does not do to its neighbours.
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "tests/integration/harness/events.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;

json::object with(json::object event, std::string_view member, const json::value& value) {
  if (value.is_null()) {
    event.erase(member);
  } else {
    event[member] = value;
  }
  return event;
}

struct Refusal {
  std::string_view what;
  json::object event;
  std::string_view code;
  std::string_view pointer;
};

std::vector<Refusal> refusals() {
  const json::object good = report("r");
  return {
      {"no id", with(good, "id", nullptr), "attribute_missing", "/id"},
      {"no source", with(good, "source", nullptr), "attribute_missing", "/source"},
      {"no type", with(good, "type", nullptr), "attribute_missing", "/type"},
      {"empty id", with(good, "id", ""), "attribute_invalid", "/id"},
      {"another version of CloudEvents", with(good, "specversion", "0.3"), "not_a_cloudevent",
       "/specversion"},
      {"a type that we do not know", with(good, "type", "gridhall.request.reported.v9"), "type_unknown",
       "/type"},
      {"a time without zone", with(good, "time", "2026-05-01T10:00:00"), "time_invalid", "/time"},
      {"a day that is not", with(good, "time", "2026-02-30T10:00:00Z"), "time_invalid", "/time"},
      {"a time far ahead", with(good, "time", "2099-01-01T00:00:00Z"), "time_in_future", "/time"},
      {"a latitude out of range", report("r", {{"lat", 90.0000001}}), "location_out_of_range", "/data/lat"},
      {"a longitude out of range", report("r", {{"long", -180.1}}), "location_out_of_range", "/data/long"},
      {"a latitude as text", report("r", {{"lat", "39.9N"}}), "schema_violation", "/data/lat"},
      {"a severity that CAP has not", report("r", {{"severity", "Awful"}}), "schema_violation",
       "/data/severity"},
      {"a datum that we do not know", report("r", {{"datum", "nad27"}}), "schema_violation", "/data/datum"},
      {"a status that the lifecycle has not", report("r", {{"status", "half done"}}), "schema_violation",
       "/data/status"},
      {"data that is no object", with(good, "data", json::array{1, 2}), "schema_violation", "/data"},
  };
}

TEST_CASE("each kind of bad event gets its own code, place and a sentence, and stores nothing") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = sender(daemon);
  for (const Refusal& refusal : refusals()) {
    INFO(refusal.what << ": " << json::serialize(refusal.event));
    client.send(pub("r", {refusal.event}));
    const auto nack = client.receive();
    REQUIRE(nack);
    INFO(json::serialize(*nack));
    REQUIRE(text_at(*nack, "op") == "nack");
    CHECK(text_at(*nack, "code") == refusal.code);
    CHECK(text_at(*nack, "pointer") == refusal.pointer);
    CHECK_FALSE(nack->at("retry").as_bool());
    CHECK(text_at(*nack, "detail").size() > 10);
    REQUIRE(client.expect("ack").at("results") == list({"refused"}));
  }
  REQUIRE(all_events(daemon).empty());
}

TEST_CASE("raw text that is no proper event is refused by what is wrong with it and the link stays") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = sender(daemon);
  const std::string before = R"({"op":"pub","ref":"r","events":[)";
  const std::vector<std::pair<std::string, std::string>> bad{
      {"7", "not_a_cloudevent"},
      {R"("text")", "not_a_cloudevent"},
      {R"({"specversion":"1.0","id":"a","id":"b","source":"s","type":"gridhall.request.reported.v1"})",
       "schema_violation"},
      {R"({"specversion":"1.0","id":"a","\u0069d":"b","source":"s","type":"gridhall.request.reported.v1"})",
       "schema_violation"},
      {R"({"specversion":"1.0","id":"a","source":"s","type":"gridhall.request.reported.v1","data":{},"data_base64":"aGk="})",
       "attribute_invalid"},
  };
  for (const auto& [text, code] : bad) {
    INFO(text);
    client.send_text(before + text + "]}");
    const auto nack = client.receive();
    REQUIRE(nack);
    CHECK(text_at(*nack, "op") == "nack");
    CHECK(text_at(*nack, "code") == code);
    client.expect("ack");
  }
  client.send(pub("good", {report("a")}));
  REQUIRE(client.expect("ack").at("results") == list({"stored"}));
}

TEST_CASE("one event that is not UTF-8 is refused alone and its neighbours are stored") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = producer(daemon, "bridge-1");
  std::string broken = json::serialize(report("b", {{"description", "GBK"}}));
  broken.replace(broken.find("GBK"), 3, "\xC4\xE3");
  client.send_text(R"({"op":"pub","seq":1,"events":[)" + json::serialize(report("a")) + "," + broken + "," +
                   json::serialize(report("c")) + "]}");
  const json::object nack = client.expect("nack");
  CHECK(text_at(nack, "code") == "not_utf8");
  CHECK(number_at(nack, "seq") == 2);
  CHECK(number_at(nack, "index") == 1);
  CHECK(text_at(nack, "id") == "b");
  const json::object ack = client.expect("ack");
  CHECK(number_at(ack, "settled") == 3);
  CHECK(number_at(ack, "stored") == 2);
}

TEST_CASE("messages that cannot be taken as a whole are named and the link stays") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = sender(daemon);
  const std::vector<std::pair<std::string, std::string>> bad{
      {"", "malformed_json"},         {"null", "malformed_json"},  {"[]", "malformed_json"},
      {"{\"op\":", "malformed_json"}, {"{} {}", "malformed_json"}, {R"({"op":"dance"})", "unknown_op"},
  };
  for (const auto& [text, code] : bad) {
    INFO("text: " << text);
    client.send_text(text);
    const auto answer = client.receive();
    REQUIRE(answer);
    CHECK(text_at(*answer, "code") == code);
  }
  client.send(pub("good", {report("a")}));
  REQUIRE(client.expect("ack").at("results") == list({"stored"}));
}

TEST_CASE("a message that is refused as a whole is acknowledged and settles nothing") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = producer(daemon, "bridge-1");
  client.send(pub(1, {report("a")}));
  const json::object first = client.expect("ack");
  REQUIRE(number_at(first, "settled") == 1);
  const json::value nothing = json::array();

  client.send({{"op", "pub"}, {"seq", 2}, {"events", nothing}});
  CHECK(number_at(client.receive().value(), "seq") == 2);
  const json::object numbered = client.receive().value();
  CHECK(text_at(numbered, "op") == "ack");
  CHECK(number_at(numbered, "settled") == 1);
  CHECK(number_at(numbered, "stored") == 0);
  CHECK(numbered.at("pos") == first.at("pos"));

  client.send({{"op", "pub"}, {"ref", "x"}, {"events", nothing}});
  CHECK(text_at(client.receive().value(), "op") == "nack");
  const json::object named = client.receive().value();
  CHECK(text_at(named, "ref") == "x");
  CHECK(named.at("results") == nothing);

  // A check is no pub: its nack is all there is.
  client.send({{"op", "check"}, {"ref", "y"}, {"events", nothing}});
  CHECK(text_at(client.receive().value(), "op") == "nack");
  client.send(pub(2, {report("b")}));
  CHECK(number_at(client.receive().value(), "settled") == 2);

  WsClient stranger = sender(daemon);
  stranger.send(pub(1, {report("c")}));
  CHECK(text_at(stranger.receive().value(), "op") == "nack");
  CHECK(number_at(stranger.receive().value(), "settled") == 0);
}

TEST_CASE("twenty messages in a row that are no JSON end the connection with 4500") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = sender(daemon);
  for (int i = 0; i < 19; ++i) {
    client.send_text("}{");
  }
  client.send({{"op", "ping"}, {"t", 1}});
  client.expect("pong");
  for (int i = 0; i < 20; ++i) {
    client.send_text("}{");
  }
  REQUIRE(number_at(client.expect("bye"), "code") == 4500);
  REQUIRE(client.closed() == 4500);
}

TEST_CASE("binary frames are closed with 1003") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = sender(daemon);
  client.send_binary("{}");
  REQUIRE(client.closed() == 1003);
}

TEST_CASE("an event beyond 256 KiB and a batch beyond 500 are refused, what is at the limit is taken") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  WsClient client = sender(daemon);
  client.send(pub("big", {report("big", {{"description", std::string(262'144, 'x')}})}));
  REQUIRE(text_at(client.expect("nack"), "code") == "event_too_large");
  client.send(pub("large", {report("large", {{"attributes", {{"log", std::string(200'000, 'x')}}}})}));
  REQUIRE(client.expect("ack").at("results") == list({"refused"}));
  REQUIRE(client.expect("ack").at("results") == list({"stored"}));

  json::array events;
  for (int i = 0; i < 501; ++i) {
    events.emplace_back(report("b" + std::to_string(i)));
  }
  client.send({{"op", "pub"}, {"ref", "501"}, {"events", events}});
  REQUIRE(text_at(client.expect("nack"), "code") == "batch_too_large");
  events.pop_back();
  client.send({{"op", "pub"}, {"ref", "500"}, {"events", events}});
  for (;;) {
    const json::object ack = client.expect("ack");
    if (text_at(ack, "ref") == "500") {
      REQUIRE(ack.at("results").as_array() == json::array(500, "stored"));
      break;
    }
  }
}

TEST_CASE("text of people comes back exactly as typed") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  const std::vector<std::string> texts{"<script>alert(1)</script>",
                                       "\"><b>",
                                       "{{7*7}} ${7*7} <%= 1 %>",
                                       "</script>",
                                       "&lt;b&gt;",
                                       "=1+1",
                                       "\xE2\x80\xAEgnp.exe",
                                       "下水道堵塞",
                                       "a\tb\nc"};
  int number = 0;
  for (const std::string& text : texts) {
    const std::string id = "t" + std::to_string(number++);
    store(daemon, {report(id, {{"description", text}})});
    REQUIRE(find_case(daemon, id).at("description").as_string() == text);
  }
}

TEST_CASE("a report without a place is stored, warned about and flagged") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  for (const json::object& data :
       {json::object{{"lat", nullptr}, {"long", nullptr}}, json::object{{"lat", 0}, {"long", 0}}}) {
    static int number = 0;
    const std::string id = "u" + std::to_string(number++);
    const json::object ack = send_one(daemon, report(id, data));
    REQUIRE(ack.at("results") == list({"stored"}));
    REQUIRE(ack.at("warnings").as_array().size() >= 1);
    const json::value found = find_case(daemon, id);
    REQUIRE(found.at("lat").is_null());
    REQUIRE(found.at("cell").is_null());
    const json::array& flags = found.at("flags").as_array();
    REQUIRE(std::find(flags.begin(), flags.end(), json::value("unlocated")) != flags.end());
  }
}

TEST_CASE("an event without a time gets the server's and says so") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  const json::object ack = send_one(daemon, with(report("a"), "time", nullptr));
  REQUIRE(ack.at("results") == list({"stored"}));
  const json::array flags = find_case(daemon, "a").at("flags").as_array();
  REQUIRE(std::find(flags.begin(), flags.end(), json::value("time_missing")) != flags.end());
}

}  // namespace
}  // namespace gridhall::testing
