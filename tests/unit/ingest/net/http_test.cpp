#include "ingest/net/http.hpp"

#include <catch2/catch.hpp>

#include "ingest/net/http_writer.hpp"
#include "ingest/net/origin.hpp"
#include "ingest/net/request_id.hpp"

namespace gridhall::net {
namespace {

model::Error error_with(std::string got) {
  return {.code = model::Code::kLocationOutOfRange,
          .detail = "lat is \"too\" large",
          .pointer = "/data/lat",
          .got = std::move(got),
          .allowed = "-90 to 90"};
}

}  // namespace

TEST_CASE("a problem names code, retry, request and each error") {
  Request request;
  request.request_id = "r-1";
  const Response response = problem(request, 422, error_with("407128"));
  CHECK(response.status == 422);
  CHECK(response.content_type == "application/problem+json");
  CHECK(
      response.body ==
      R"({"type":"about:blank","title":"Unprocessable Content","status":422,"code":"location_out_of_range",)"
      R"("retry":false,"request_id":"r-1","detail":"lat is \"too\" large","errors":[{"code":"location_out_of_range",)"
      R"("pointer":"/data/lat","detail":"lat is \"too\" large","got":407128,"allowed":"-90 to 90"}]})");
  CHECK(problem(request, 503, model::Error{model::Code::kStorageBusy, "full", "", "", ""})
            .body.find(R"("retry":true)") != std::string::npos);
}

TEST_CASE("the offending value is JSON in the answer whatever it was") {
  const auto got = [](const std::string& value) {
    const std::string body = problem({}, 400, error_with(value)).body;
    const std::size_t from = body.find("\"got\":") + 6;
    return body.substr(from, body.find(",\"allowed\"") - from);
  };
  for (const char* kept : {"1", "-0.5e+10", "true", "null", "\"text\"", R"("a\"b\\\u00e9")"}) {
    CHECK(got(kept) == kept);
  }
  CHECK(got("") == "null");
  CHECK(got("01") == "\"01\"");
  CHECK(got("1.") == "\"1.\"");
  CHECK(got("[1,2") == "\"[1,2\"");
  CHECK(got("\"cut of") == R"("\"cut of")");
  CHECK(got("\"cut\\\"") == R"("\"cut\\\"")");
  CHECK(got("\"bad \\x\"") == R"("\"bad \\x\"")");
}

TEST_CASE("a JSON string is valid JSON whatever the bytes were") {
  const auto json = [](std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
  };
  CHECK(json("plain") == "\"plain\"");
  CHECK(json(std::string_view("\"\\\n\r\t\0\x1F\x7F", 8)) == R"("\"\\\n\r\t\u0000\u001f\u007f")");
  CHECK(json("\xE4\xB8\xAD") == "\"\xE4\xB8\xAD\"");
  CHECK(json("a\xC0\xAF\xED\xA0\x80z") ==
        "\"a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\"");
}

TEST_CASE("an origin is allowed only when it is the one header and equal to the byte") {
  const std::vector<std::string> allowed = {"https://good.example", "http://127.0.0.1:8311"};
  const auto with = [&](std::vector<Header> headers) {
    Request request;
    request.headers = std::move(headers);
    return origin_allowed(request, allowed);
  };
  CHECK(with({{"Origin", "https://good.example"}}));
  CHECK(with({{"origin", "http://127.0.0.1:8311"}}));
  CHECK_FALSE(with({}));
  for (const char* bad :
       {"null", "", "https://good.example.evil.com", "https://evilgood.example", "http://good.example",
        "https://good.example:444", "https://good.example/", "HTTPS://good.example", "*"}) {
    INFO(bad);
    CHECK_FALSE(with({{"Origin", bad}}));
  }
  CHECK_FALSE(with({{"Origin", "https://good.example"}, {"Origin", "https://good.example"}}));
}

TEST_CASE("a request id is the client's where it is harmless") {
  CHECK(request_id_for("abc-1.2_Z") == "abc-1.2_Z");
  for (const char* bad : {"", "a b", "a\r\nX: y", "\xE4\xB8\xAD"}) {
    CHECK(request_id_for(bad).size() == 16);
  }
  CHECK(request_id_for(std::string(65, 'a')).size() == 16);
  CHECK(request_id_for(std::nullopt) != request_id_for(std::nullopt));
}

TEST_CASE("a handler's header wins over a common one and cannot change the framing") {
  Response response;
  response.headers = {{"X-Frame", "mine"}, {"Content-Length", "999"}, {"connection", "upgrade"}};
  response.body = "four";
  const std::vector<Header> common = {{"x-frame", "common"}, {"X-Other", "yes"}};
  const std::string head = write_head(response, {.common_headers = &common, .request_id = "r"});
  CHECK(head.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(head.find("X-Frame: mine\r\n") != std::string::npos);
  CHECK(head.find("common") == std::string::npos);
  CHECK(head.find("X-Other: yes\r\n") != std::string::npos);
  CHECK(head.find("Content-Length: 4\r\n") != std::string::npos);
  CHECK(head.find("999") == std::string::npos);
  CHECK(head.find("upgrade") == std::string::npos);
  CHECK(head.ends_with("\r\n\r\n"));
  CHECK_FALSE(valid_headers({{"X", "a\r\nY: b"}}));
  CHECK_FALSE(valid_headers({{"X Y", "a"}}));
}

}  // namespace gridhall::net
