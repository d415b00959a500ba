#include "ingest/net/http_head.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <tuple>
#include <vector>

namespace gridhall::net {
namespace {

constexpr unsigned kFine = 0;
constexpr unsigned kWaits = 1;

/// Status of the refusal, kFine or kWaits.
unsigned read(std::string_view bytes, std::size_t step) {
  HeadReader reader({});
  for (std::size_t seen = 0; seen < bytes.size();) {
    seen = std::min(seen + step, bytes.size());
    switch (reader.feed(bytes.substr(0, seen))) {
      case HeadReader::State::kDone:
        return kFine;
      case HeadReader::State::kRefused:
        CHECK_FALSE(reader.refusal().detail.empty());
        return reader.refusal().status;
      case HeadReader::State::kMore:
        break;
    }
  }
  return kWaits;
}

std::string get(std::string_view fields, std::string_view target = "/") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost:8311\r\n" + std::string(fields) +
         "\r\n";
}

}  // namespace

TEST_CASE("a head that two readers could read differently is refused with its status") {
  std::string many_fields;
  for (int i = 0; i < 200; ++i) {
    many_fields += "X-" + std::to_string(i) + ": v\r\n";
  }
  const std::vector<std::tuple<const char*, std::string, unsigned>> cases = {
      {"a plain request", get(""), kFine},
      {"one empty line before it", "\r\n" + get(""), kFine},
      {"two empty lines before it", "\r\n\r\n" + get(""), 400},
      {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", kFine},
      {"two Host headers", get("Host: localhost:8311\r\n"), 400},
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"Host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
      {"Host with user information", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
      {"Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"Host with a bad port", "GET / HTTP/1.1\r\nHost: a:8x\r\n\r\n", 400},
      {"IPv6 Host", "GET / HTTP/1.1\r\nHost: [::1]:8311\r\n\r\n", kFine},
      {"folded line", get("X-A: one\r\n two\r\n"), 400},
      {"blank before the first header", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
      {"Content-Length and Transfer-Encoding", get("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
       400},
      {"Transfer-Encoding and Content-Length", get("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
       400},
      {"two Content-Length", get("Content-Length: 5\r\nContent-Length: 6\r\n"), 400},
      {"two equal Content-Length", get("Content-Length: 5\r\nContent-Length: 5\r\n"), 400},
      {"Content-Length as a list", get("Content-Length: 5, 5\r\n"), 400},
      {"Content-Length with a plus", get("Content-Length: +5\r\n"), 400},
      {"Content-Length negative", get("Content-Length: -1\r\n"), 400},
      {"Content-Length hexadecimal", get("Content-Length: 0x5\r\n"), 400},
      {"Content-Length overflow", get("Content-Length: 99999999999999999999\r\n"), 400},
      {"Content-Length empty", get("Content-Length:\r\n"), 400},
      {"Transfer-Encoding xchunked", get("Transfer-Encoding: xchunked\r\n"), 400},
      {"Transfer-Encoding chunked, identity", get("Transfer-Encoding: chunked, identity\r\n"), 400},
      {"Transfer-Encoding twice", get("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"Transfer-Encoding in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"LF alone", "GET / HTTP/1.1\nHost: a\n\n", 400},
      {"LF alone in the fields", "GET / HTTP/1.1\r\nHost: a\n\r\n", 400},
      {"CR in a value", get("X-A: a\rb\r\n"), 400},
      {"NUL in a value", get(std::string("X-A: a\0b\r\n", 10)), 400},
      {"DEL in a value", get("X-A: a\x7F\r\n"), 400},
      {"bytes above ASCII in a value", get("X-A: \xE4\xB8\xAD\r\n"), kFine},
      {"tab in a value", get("X-A: a\tb\r\n"), kFine},
      {"blank before the colon", get("X-A : a\r\n"), 400},
      {"no colon", get("nonsense\r\n"), 400},
      {"empty name", get(": a\r\n"), 400},
      {"header of 20,000 bytes", get("X-A: " + std::string(20'000, 'a') + "\r\n"), 431},
      {"header of 20,000 bytes without an end", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'a'),
       431},
      {"200 headers", get(many_fields), 431},
      {"cookie of 8 KiB", get("Cookie: a=" + std::string(8'000, 'c') + "\r\n"), kFine},
      {"target of 16 KiB", get("", "/" + std::string(16'384, 'a')), 414},
      {"target of 16 KiB without an end", "GET /" + std::string(16'384, 'a'), 414},
      {"target of 8 KiB", get("", "/" + std::string(8'191, 'a')), kFine},
      {"absolute target, same host", get("", "http://LOCALHOST:8311/x"), kFine},
      {"absolute target, other host", get("", "http://other/"), 400},
      {"absolute target, other scheme", get("", "ftp://localhost:8311/"), 400},
      {"target without a slash", get("", "index.html"), 400},
      {"target above ASCII", get("", "/\xE4\xB8\xAD"), 400},
      {"blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET *", get("", "*"), 400},
      {"OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", kFine},
      {"TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"unknown method", "GETGETGET / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"lower case method", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"HTTP/0.9", "GET /\r\n", 400},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
      {"version in small letters", "GET / http/1.1\r\nHost: a\r\n\r\n", 400},
      {"TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03", 11), 400},
      {"half a head", "GET / HTTP/1.1\r\nHost: a\r\n", kWaits},
  };
  for (const auto& [name, bytes, status] : cases) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{13}, std::size_t{65536}}) {
      if (step == 1 && bytes.size() > 4'096) {
        continue;  // quadratic, and the cuts that matter are in the short ones
      }
      INFO(name << " in steps of " << step);
      CHECK(read(bytes, step) == status);
    }
  }
}

TEST_CASE("the head ends where its empty line ends") {
  HeadReader reader({});
  const std::string head = "\r\n" + get("X-A: a\r\n");
  REQUIRE(reader.feed(head + "body") == HeadReader::State::kDone);
  CHECK(reader.begin() == 2);
  CHECK(reader.end() == head.size());
}

}  // namespace gridhall::net
