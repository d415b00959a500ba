#include "ingest/protocol/messages.hpp"
#include "tests/unit/ingest/protocol/event_fixture.hpp"

namespace gridhall::ingest {
namespace {

using namespace testing;
using Catch::Contains;

/// Keeps the text alive that the views of a Pub point into.
class Frames {
 public:
  ClientMessage taken(std::string text) {
    auto outcome = read(std::move(text));
    if (const auto* bad = std::get_if<BadMessage>(&outcome)) {
      FAIL(text_.substr(0, 300) << ": " << bad->error.detail);
    }
    return std::get<ClientMessage>(std::move(outcome));
  }
  BadMessage refused(std::string text) {
    auto outcome = read(std::move(text));
    INFO(text_.substr(0, 300));
    REQUIRE(std::holds_alternative<BadMessage>(outcome));
    return std::get<BadMessage>(std::move(outcome));
  }
  Pub pub(std::string text) { return std::get<Pub>(taken(std::move(text))); }

  Limits limits;

 private:
  std::variant<ClientMessage, BadMessage> read(std::string text) {
    text_ = std::move(text);
    text_.reserve(text_.size() + 64);
    return reader_.read(text_, limits);
  }
  MessageReader reader_;
  std::string text_;
};

std::string batch(std::size_t count, std::string_view head = R"("seq":1)") {
  std::string out = "{\"op\":\"pub\"," + std::string(head) + ",\"events\":[{}";
  for (std::size_t i = 1; i < count; ++i) {
    out += ",{}";
  }
  return out + "]}";
}

TEST_CASE("messages are read whatever the order of their members") {
  Frames frames;
  const auto hello =
      std::get<Hello>(frames.taken(R"({"agent":"acme/2.3","producer":"bridge-1","op":"hello","x":[{}]})"));
  CHECK(hello.producer == "bridge-1");
  CHECK(hello.agent == "acme/2.3");
  CHECK(std::get<Hello>(frames.taken(R"({"op":"hello","producer":"a"})")).agent.empty());
  const Pub numbered = frames.pub(R"( {"events":[ {"a":1} ,{"b":[2]}],"seq":48212,"op":"pub"} )");
  CHECK(numbered.seq == 48212U);
  CHECK(!numbered.ref);
  CHECK(numbered.events == std::vector<std::string_view>{R"({"a":1})", R"({"b":[2]})"});
  const Pub anonymous = frames.pub(R"({"op":"pub","ref":"x\u0031","seq":null,"events":[{}]})");
  CHECK(anonymous.ref == "x1");
  CHECK(!anonymous.seq);
  const auto check = std::get<Check>(frames.taken(R"({"op":"check","ref":"a","events":[{}]})"));
  CHECK(check.ref == "a");
  CHECK(std::get<Check>(frames.taken(R"({"op":"check","events":[{}]})")).ref.empty());
  CHECK(std::get<Ping>(frames.taken(R"({"op":"ping","t":{"a":[1,2]}})")).t == R"({"a":[1,2]})");
  CHECK(std::get<Ping>(frames.taken(R"({"op":"ping"})")).t == "null");
}

TEST_CASE("escaped names and ops are what they stand for") {
  Frames frames;
  CHECK(frames.pub(R"({"\u006fp":"\u0070ub","\u0073eq":1,"ev\u0065nts":[1]})").events.size() == 1);
}

TEST_CASE("one broken event never hides its neighbours") {
  Frames frames;
  const std::string good = R"({"id":"good ]},{\" \\"})";
  for (const char* broken :
       {R"({"a":tru})", R"({"a":"\ud800"})", R"({"a":"\x"})", R"({"a":01})", R"({"a" 1})", R"({"a":[1}})",
        R"({,})", "nul", "5", R"("text, ] }")", "[[]]", "{\"a\":\"raw\nline\"}", "-", R"({"a":1,})"}) {
    std::string frame = R"({"op":"pub","ref":"r","events":[)";
    frame.append(good).append(",").append(broken).append(" ,\n").append(good).append("]}");
    const Pub pub = frames.pub(std::move(frame));
    INFO(broken);
    REQUIRE(pub.events.size() == 3);
    CHECK(pub.events[0] == good);
    CHECK(pub.events[1] == broken);
    CHECK(pub.events[2] == good);
  }
}

TEST_CASE("the broken event alone is malformed and its neighbours are read") {
  Frames frames;
  const std::string one = report();
  const Pub pub = frames.pub("{\"op\":\"pub\",\"seq\":1,\"events\":[" + one + ",{\"id\":tru}," + one + "]}");
  Reading reading;
  CHECK(reading.read(std::string(pub.events[0])).has_value());
  CHECK(code_of(reading.refused(std::string(pub.events[1]))) == "malformed_json");
  CHECK(reading.read(std::string(pub.events[2])).has_value());
}

TEST_CASE("a frame that is not one JSON object is malformed") {
  Frames frames;
  for (const char* text : {"",
                           " ",
                           "null",
                           "[]",
                           "[1]",
                           R"("x")",
                           "5",
                           "{",
                           "{} {}",
                           "{}x",
                           R"({"op":"ping",})",
                           R"({'op':'ping'})",
                           R"({op:"ping"})",
                           "\xEF\xBB\xBF{\"op\":\"ping\"}",
                           R"({"op":"ping","x":NaN})",
                           R"({"op":"ping","x":{]}})",
                           R"({"op":"ping","x":"\ud800"})",
                           R"({"op":"ping","\ud800":1})",
                           "{\"op\":\"ping\",\"x\":\"a\nb\"}",
                           R"({"op":"ping" "t":1})",
                           R"({"op":"ping","t":})",
                           R"({"op":"ping"]})",
                           R"({"op":"ping","t":01})",
                           R"({"op":"pub","ref":"a","events":[{} {}]})",
                           R"({"op":"pub","ref":"a","events":[{},]})",
                           R"({"op":"pub","ref":"a","events":[,{}]})",
                           R"({"op":"pub","ref":"a","events":[{"a":[}]})",
                           R"({"op":"pub","ref":"a","events":[{"a":"]})",
                           R"({"op":"pub","ref":"a","events":[{}})",
                           R"({"op":"ping","events":[tru]})"}) {
    const BadMessage bad = frames.refused(text);
    CHECK(code_of(bad.error) == "malformed_json");
    CHECK(!bad.error.detail.empty());
  }
  CHECK_THAT(frames.refused("[]").error.detail, Contains("object"));
}

TEST_CASE("an event that is not UTF-8 comes out alone and its neighbours as they are") {
  Frames frames;
  const std::string one = report();
  for (const char* broken :
       {"{\"x\":\"\xED\xA0\x80\"}", "{\"\xC4\xE3\":1}", "\xFF", "{\"x\":\"\xE4\xB8\"}"}) {
    std::string frame = R"({"op":"pub","seq":1,"events":[)";
    frame.append(one).append(",").append(broken).append(",").append(one).append("]}");
    const Pub pub = frames.pub(std::move(frame));
    REQUIRE(pub.events.size() == 3);
    CHECK(pub.events[0] == one);
    CHECK(pub.events[2] == one);
    Reading reading;
    CHECK(code_of(reading.refused(std::string(pub.events[1]))) == "not_utf8");
  }
  const auto check = frames.taken("{\"op\":\"check\",\"events\":[\"\xFF\"," + one + "]}");
  CHECK(std::get<Check>(check).events.size() == 2);
}

TEST_CASE(
    "bytes outside of events that are not UTF-8 refuse the frame, with its seq or ref where they stand") {
  Frames frames;
  for (const char* text : {"\xFF", "{\"op\":\"ping\",\"t\":\"\x80\"}", "{\"op\":\"ping\",\"\xC0\xAF\":1}",
                           "{\"op\":\"ping\"}\xE4\xB8", "{\"op\":\"ping\",\"events\":[\"\xFF\"]}",
                           "{\"op\":\"pub\",\"ref\":\"a\",\"events\":{\"x\":\"\xFF\"}}",
                           "{\"op\":\"pub\",\"ref\":\"a\",\"events\":[{\"x\":\"\xFF\"} 1]}"}) {
    INFO(text);
    CHECK(code_of(frames.refused(text).error) == "not_utf8");
  }
  const BadMessage numbered = frames.refused("{\"op\":\"pub\",\"x\":\"\xFF\",\"events\":[{}],\"seq\":7}");
  CHECK(code_of(numbered.error) == "not_utf8");
  CHECK(numbered.seq == 7U);
  CHECK(numbered.pub);
  const BadMessage named = frames.refused("{\"op\":\"pub\",\"ref\":\"r\",\"events\":[{}],\"\xFF\":1}");
  CHECK(named.ref == "r");
  CHECK(!frames.refused("{\"op\":\"pub\",\"ref\":\"\xFF\",\"events\":[{}]}").ref);
}

TEST_CASE("an unknown op names the ones there are") {
  Frames frames;
  for (const char* text : {R"({"op":"publish"})", R"({"op":"PUB"})", R"({"op":5})", R"({"op":{}})",
                           R"({"op":""})", R"({"op":null})", "{}", R"({"specversion":"1.0"})"}) {
    const BadMessage bad = frames.refused(text);
    CHECK(code_of(bad.error) == "unknown_op");
    CHECK(bad.error.pointer == "/op");
    CHECK_THAT(bad.error.detail, Contains("hello, pub, check or ping"));
  }
  CHECK_THAT(frames.refused(R"({"specversion":"1.0"})").error.detail, Contains("cloudevents.json"));
}

TEST_CASE("a pub has exactly one of seq and ref") {
  Frames frames;
  const BadMessage none = frames.refused(R"({"op":"pub","events":[{}]})");
  CHECK(code_of(none.error) == "schema_violation");
  CHECK(none.error.pointer == "/seq");
  const BadMessage both = frames.refused(R"({"op":"pub","seq":5,"ref":"x","events":[{}]})");
  CHECK(code_of(both.error) == "schema_violation");
  CHECK(both.seq == 5U);
  CHECK(both.ref == "x");
}

TEST_CASE("seq is a whole number from 1 to 2^64 - 1 that leaves room for its events") {
  Frames frames;
  for (const char* seq :
       {"0", "-1", "1.5", "1.0", "1e3", "18446744073709551616", R"("1")", "true", "[]", "{}"}) {
    const BadMessage bad =
        frames.refused("{\"op\":\"pub\",\"seq\":" + std::string(seq) + ",\"events\":[{}]}");
    CHECK(code_of(bad.error) == "schema_violation");
    CHECK(bad.error.pointer == "/seq");
    CHECK(!bad.seq);
  }
  CHECK(frames.pub(batch(1, R"("seq":18446744073709551615)")).seq == 18446744073709551615U);
  CHECK(frames.refused(batch(2, R"("seq":18446744073709551615)")).error.pointer == "/seq");
  CHECK(frames.pub(batch(2, R"("seq":18446744073709551614)")).events.size() == 2);
}

TEST_CASE("ref, producer and agent are short strings") {
  Frames frames;
  const std::string longest(1024, 'x');
  CHECK(frames.pub(R"({"op":"pub","ref":")" + longest + R"(","events":[{}]})").ref == longest);
  for (const std::string& value :
       {std::string("5"), std::string(R"("")"), "\"" + longest + "y\"", std::string("[]"),
        std::string(R"("a\u0000")"), std::string(R"("a\nb")")}) {
    for (const char* text : {R"({"op":"pub","events":[{}],"ref":)", R"({"op":"check","events":[{}],"ref":)",
                             R"({"op":"hello","producer":)", R"({"op":"hello","producer":"p","agent":)"}) {
      CHECK(code_of(frames.refused(text + value + "}").error) == "schema_violation");
    }
  }
  CHECK(frames.refused(R"({"op":"hello"})").error.pointer == "/producer");
}

TEST_CASE("events is an array that is not empty") {
  Frames frames;
  for (const char* events : {"[]", "[ ]", "{}", "5", R"("x")", "null"}) {
    const BadMessage bad =
        frames.refused("{\"op\":\"pub\",\"seq\":7,\"events\":" + std::string(events) + "}");
    CHECK(code_of(bad.error) == "schema_violation");
    CHECK(bad.error.pointer == "/events");
    CHECK(bad.seq == 7U);
  }
  CHECK(frames.refused(R"({"op":"check","ref":"a"})").ref == "a");
}

TEST_CASE("a batch over the limit is refused with its seq or ref") {
  Frames frames;
  CHECK(frames.pub(batch(500)).events.size() == 500);
  const BadMessage numbered = frames.refused(batch(501, R"("seq":9)"));
  CHECK(code_of(numbered.error) == "batch_too_large");
  CHECK_FALSE(model::retryable(numbered.error.code));
  CHECK(numbered.seq == 9U);
  CHECK_THAT(numbered.error.detail, Contains("501") && Contains("500"));
  CHECK(frames.refused(batch(100'000, R"("ref":"r")")).ref == "r");
}

TEST_CASE("a member that stands twice is refused") {
  Frames frames;
  for (const char* text :
       {R"({"op":"pub","op":"ping"})", R"({"op":"pub","seq":1,"s\u0065q":2,"events":[{}]})",
        R"({"op":"pub","seq":1,"events":[{}],"events":[{}]})"}) {
    CHECK(code_of(frames.refused(text).error) == "schema_violation");
  }
}

TEST_CASE("a hundred thousand open brackets in a frame cost no stack") {
  Frames frames;
  const std::string open(100'000, '[');
  const std::string closed = open + std::string(100'000, ']');
  CHECK(code_of(frames.refused(open).error) == "malformed_json");
  CHECK(code_of(frames.refused(closed).error) == "malformed_json");
  CHECK(code_of(frames.refused("{\"op\":\"pub\",\"seq\":1,\"events\":" + open).error) == "malformed_json");
  const BadMessage deep = frames.refused("{\"op\":\"ping\",\"t\":" + closed + "}");
  CHECK(code_of(deep.error) == "schema_violation");
  CHECK_THAT(deep.error.pointer, Catch::StartsWith("/t/0/0"));
  // As an event it comes out whole, and the event's reader refuses it.
  CHECK(frames.pub("{\"op\":\"pub\",\"seq\":1,\"events\":[" + closed + ",{}]}").events.size() == 2);
}

TEST_CASE("a ping carries at most 1 KiB") {
  Frames frames;
  CHECK(frames.refused("{\"op\":\"ping\",\"t\":\"" + std::string(1023, 'x') + "\"}").error.pointer == "/t");
  CHECK(std::get<Ping>(frames.taken("{\"op\":\"ping\",\"t\":\"" + std::string(1022, 'x') + "\"}")).t.size() ==
        1024);
}

TEST_CASE("no refusal of a frame quotes events") {
  Frames frames;
  for (const char* text :
       {R"({"op":"pub","seq":1,"events":{"data":{"contact":{"phone":"13800001111"}}}})",
        R"([{"data":{"contact":{"phone":"13800001111"}}}])",
        R"({"op":"pub","seq":1,"events":[{"data":{"contact":{"phone":013800001111}}} 1]})"}) {
    const BadMessage bad = frames.refused(text);
    CHECK_THAT(bad.error.got + bad.error.detail, !Contains("1380000"));
  }
}

TEST_CASE("who sent a refused event is read as far as it can be") {
  using Identity = std::pair<std::string, std::string>;
  CHECK(peek_identity(R"({"id":"7","source":"s"})") == Identity("7", "s"));
  CHECK(peek_identity(R"( {"data":{"id":"no"},"s\u006furce":"\u0073","id":"a\"b","x":tru})") ==
        Identity("a\"b", "s"));
  CHECK(peek_identity(R"({"id":"7","x":{]}})") == Identity("7", ""));
  CHECK(peek_identity(R"({"id":7,"source":null})") == Identity("", ""));
  CHECK(peek_identity(R"({"id":"7","source":"s)") == Identity("7", ""));
  CHECK(peek_identity("{\"id\":\"\xFF\",\"source\":\"s\"}") == Identity("", "s"));
  CHECK(peek_identity("{\"id\":\"" + std::string(2000, 'x') + "\"}") == Identity("", ""));
  for (const char* text : {"", "null", "[]", "{", "5"}) {
    CHECK(peek_identity(text) == Identity("", ""));
  }
}

}  // namespace
}  // namespace gridhall::ingest
