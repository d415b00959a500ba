#include "dashboard/client_message.hpp"

#include <catch2/catch.hpp>

using namespace gridhall;
using namespace gridhall::dashboard;

namespace {

ClientMessage read(std::string text) {
  static ClientMessageReader reader;
  const std::size_t size = text.size();
  text.append(64, ' ');
  return reader.read(std::string_view(text).substr(0, size));
}

BadRequest bad(const std::string& text) {
  const ClientMessage message = read(text);
  INFO(text);
  REQUIRE(std::holds_alternative<BadRequest>(message));
  return std::get<BadRequest>(message);
}

SubscribeRequest sub(const std::string& members) {
  const ClientMessage message = read(R"({"op":"sub","id":"map")" + members + "}");
  INFO(members);
  if (const auto* refused = std::get_if<BadRequest>(&message)) FAIL(refused->error.detail);
  REQUIRE(std::holds_alternative<SubscribeRequest>(message));
  return std::get<SubscribeRequest>(message);
}

}  // namespace

TEST_CASE("a subscription carries its view, wants, filter and position") {
  const auto request = sub(
      R"(,"view":{"bbox":[-74,40,-73,41],"level":13},"want":["cells","totals"],)"
      R"("filter":{"service_code":["noise.*"],"state":["open"],"light":["red"],"severity_min":"Moderate","area":"103"},)"
      R"("since":{"epoch":"k3x9","seq":913001},"newest":50)");
  CHECK(request.id == "map");
  CHECK(request.spec.view.level() == 13);
  REQUIRE(request.spec.view.box());
  CHECK(request.spec.view.box()->east == -73);
  CHECK(request.spec.wants.cells);
  CHECK_FALSE(request.spec.wants.cases);
  CHECK(request.spec.wants.totals);
  CHECK(request.spec.filter.service_codes == std::vector<std::string>{"noise.*"});
  CHECK(request.spec.filter.areas == std::vector<std::string>{"103"});
  CHECK(request.spec.filter.severities == severities_from(model::Severity::kModerate));
  CHECK(request.since == model::Position{"k3x9", 913001});
  CHECK(request.spec.newest == 50U);
}

TEST_CASE("null members are absent, unknown members are ignored") {
  const auto request = sub(R"(,"view":null,"filter":null,"since":null,"newest":null,"colour":"blue")");
  CHECK(request.spec.view.whole());
  CHECK(request.spec.filter.empty());
  CHECK_FALSE(request.since);
}

TEST_CASE("rows are narrow unless wide ones are asked for, and anything else is refused") {
  CHECK_FALSE(sub("").spec.wants.wide);
  CHECK_FALSE(sub(R"(,"rows":"narrow")").spec.wants.wide);
  const auto wide = sub(R"(,"rows":"wide")");
  CHECK(wide.spec.wants.wide);
  CHECK(wide.spec.key() != sub("").spec.key());
}

TEST_CASE("a view of more than 65,536 cells is coarsened") {
  const auto request = sub(R"(,"view":{"bbox":[-180,-90,180,90],"level":16})");
  CHECK(request.spec.view.level() < 16);
  CHECK(geo::cells_in(*request.spec.view.box(), request.spec.view.level()) <= kViewCellsMax);
}

TEST_CASE("what is wrong is refused with the pointer to it") {
  const auto pointer = [](const std::string& members) {
    const auto refused = bad(R"({"op":"sub","id":"map",)" + members + "}");
    CHECK(refused.error.code == model::Code::kSchemaViolation);
    CHECK(refused.id == "map");
    CHECK_FALSE(refused.error.detail.empty());
    return refused.error.pointer;
  };
  CHECK(pointer(R"("view":{"bbox":[1,2,3]})") == "/view/bbox");
  CHECK(pointer(R"("view":{"bbox":[1,2,3,"4"]})") == "/view/bbox");
  CHECK(pointer(R"("view":{"bbox":[0,50,1,40]})") == "/view/bbox");
  CHECK(pointer(R"("view":{"bbox":[0,0,181,1]})") == "/view/bbox");
  CHECK(pointer(R"("view":{})") == "/view/bbox");
  CHECK(pointer(R"("view":[])") == "/view");
  CHECK(pointer(R"("view":{"bbox":[0,0,1,1],"level":17})") == "/view/level");
  CHECK(pointer(R"("view":{"bbox":[0,0,1,1],"level":3})") == "/view/level");
  CHECK(pointer(R"("view":{"bbox":[0,0,1,1],"level":4.5})") == "/view/level");
  CHECK(pointer(R"("want":["everything"])") == "/want");
  CHECK(pointer(R"("want":[])") == "/want");
  CHECK(pointer(R"("filter":[])") == "/filter");
  CHECK(pointer(R"("filter":{"state":["asleep"]})") == "/filter/state/0");
  CHECK(pointer(R"("filter":{"severity_min":"Bad"})") == "/filter/severity_min");
  CHECK(pointer(R"("filter":{"service_code":[7]})") == "/filter/service_code/0");
  CHECK(pointer(R"("filter":{"light":["violet"]})") == "/filter/light/0");
  CHECK(pointer(R"("filter":{"located":"yes"})") == "/filter/located");
  CHECK(pointer(R"("filter":{"service_code":")" + std::string(300, 'x') + "\"}") == "/filter/service_code");
  CHECK(pointer(R"("since":{"epoch":"a"})") == "/since");
  CHECK(pointer(R"("since":{"epoch":"a","seq":-1})") == "/since");
  CHECK(pointer(R"("newest":0)") == "/newest");
  std::string many = "\"x\"";
  for (int i = 0; i < 64; ++i) many += ",\"x\"";
  CHECK(pointer(R"("filter":{"area":[)" + many + "]}") == "/filter/area");
  CHECK(bad(R"({"op":"sub","id":")" + std::string(65, 'i') + "\"}").error.pointer == "/id");
  CHECK(bad(R"({"op":"sub"})").error.pointer == "/id");
  CHECK(bad(R"({"op":"view","id":"map","v":-1,"view":{"bbox":[0,0,1,1]}})").error.pointer == "/v");
  CHECK(bad(R"({"op":"view","id":"map","v":1})").error.pointer == "/view");
}

TEST_CASE("a filter for closed states alone is refused and told where closed cases are") {
  for (const char* state : {R"("closed")", R"(["closed"])", R"(["rejected","merged"])"}) {
    const BadRequest refused =
        bad(R"({"op":"sub","id":"map","filter":{"state":)" + std::string(state) + "}}");
    CHECK(refused.error.code == model::Code::kSchemaViolation);
    CHECK(refused.error.pointer == "/filter/state");
    CHECK_THAT(refused.error.detail, Catch::Contains("GET /cases"));
  }
  CHECK(sub(R"(,"filter":{"state":["closed","filed"]})").spec.filter.states != 0);
}

TEST_CASE("what is not one JSON object is malformed, an unknown op is not") {
  for (const char* text : {"", " ", "{", "[]", "null", "7", "{} {}", "{'a':1}", R"({"op":"sub",})"}) {
    const BadRequest refused = bad(text);
    CHECK(refused.malformed);
    CHECK(refused.error.code == model::Code::kMalformedJson);
  }
  for (const char* text : {"{}", R"({"op":"nonsense"})", R"({"op":7})", R"({"op":null})"}) {
    const BadRequest refused = bad(text);
    CHECK_FALSE(refused.malformed);
    CHECK(refused.error.code == model::Code::kUnknownOp);
  }
}

TEST_CASE("bytes that are not UTF-8 are called so") {
  for (const char* text : {"\xff", "{\"op\":\"ping\",\"t\":\"\xC4\xE3\"}"}) {
    const BadRequest refused = bad(text);
    CHECK(refused.malformed);
    CHECK(refused.error.code == model::Code::kNotUtf8);
  }
}

TEST_CASE("a name that stands twice and nesting beyond 32 are refused by pointer") {
  const auto pointer = [](const std::string& text) {
    const BadRequest refused = bad(text);
    CHECK_FALSE(refused.malformed);
    CHECK(refused.error.code == model::Code::kSchemaViolation);
    CHECK(refused.ref == "7");
    return refused.error.pointer;
  };
  CHECK(pointer(R"({"op":"sub","ref":7,"id":"a","id":"b"})") == "/id");
  CHECK(pointer(R"({"op":"sub","ref":7,"id":"a","filter":{"area":"1","\u0061rea":"2"}})") == "/filter/area");
  CHECK(pointer(R"({"op":"ping","ref":7,"x":[0,{"a/b":1,"a/b":2}]})") == "/x/1/a~1b");
  const auto nested = [](std::size_t depth) {
    return R"({"op":"ping","ref":7,"t":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  CHECK(std::holds_alternative<PingRequest>(read(nested(32))));
  CHECK(pointer(nested(33)).starts_with("/t/0/0"));
  const BadRequest bottomless = bad(nested(30'000));
  CHECK(bottomless.error.code == model::Code::kSchemaViolation);
  CHECK_FALSE(bottomless.malformed);
}

TEST_CASE("a ref comes back as it was sent") {
  CHECK(bad(R"({"op":"nonsense","ref":"a\"1"})").ref == R"("a\"1")");
  CHECK(bad(R"({"op":"nonsense","ref":17})").ref == "17");
  CHECK(bad(R"({"op":"nonsense","ref":{"x":1}})").ref.empty());
  const auto get = std::get<GetRequest>(read(R"({"op":"get","ref":"1","what":"case","case":"k-7"})"));
  CHECK(get.ref == "\"1\"");
  CHECK(get.case_id == "k-7");
  CHECK(std::get<PingRequest>(read(R"({"op":"ping","t":12345.6})")).t == "12345.6");
  CHECK(std::get<UnsubscribeRequest>(read(R"({"op":"unsub","id":"map"})")).id == "map");
}
