#include "ingest/net/ws_outbox.hpp"

#include <catch2/catch.hpp>

#include "ingest/net/utf8.hpp"

namespace gridhall::net {
namespace {

SharedText text(std::string value) {
  return std::make_shared<const std::string>(std::move(value));
}

/// Writes at most `step` bytes a time, as a socket would.
std::string write_out(WsOutbox& outbox, std::size_t step, std::size_t pieces_max, std::size_t scratch_bytes) {
  std::string written;
  std::vector<std::string_view> pieces(pieces_max);
  std::vector<char> scratch(scratch_bytes);
  while (!outbox.empty()) {
    const std::size_t used = outbox.gather(pieces, scratch);
    REQUIRE(used > 0);
    std::string batch;
    for (std::size_t i = 0; i < used; ++i) {
      batch += pieces[i];
    }
    batch.resize(std::min(batch.size(), step));
    written += batch;
    outbox.consume(batch.size());
  }
  CHECK(outbox.bytes() == 0);
  return written;
}

void fill(WsOutbox& outbox) {
  outbox.push(WsOpcode::kText, text("short"));
  const std::vector<SharedText> pieces = {text("head "), text(std::string(3000, 'r')), nullptr, text(""),
                                          text(" tail")};
  outbox.push(WsOpcode::kText, pieces);
  outbox.push(WsOpcode::kPong, text(""));
}

const std::string kFilled = "\x81\x05short" + std::string("\x81\x7E\x0B\xC2", 4) + "head " +
                            std::string(3000, 'r') + " tail" + std::string("\x8A\x00", 2);

}  // namespace

TEST_CASE("frames leave the outbox whole and in order, whatever the kernel takes") {
  for (const std::size_t step : {1U, 7U, 100'000U}) {
    for (const std::size_t scratch : {0U, 16U, 32'768U}) {
      for (const std::size_t pieces : {1U, 3U, 64U}) {
        INFO(step << ' ' << scratch << ' ' << pieces);
        WsOutbox outbox;
        fill(outbox);
        CHECK(outbox.bytes() == kFilled.size());
        CHECK(write_out(outbox, step, pieces, scratch) == kFilled);
      }
    }
  }
}

TEST_CASE("dropping keeps the rest of a frame that has begun and nothing else") {
  for (std::size_t begun = 0; begun < kFilled.size(); ++begun) {
    WsOutbox outbox;
    fill(outbox);
    std::size_t left = begun;
    std::vector<std::string_view> pieces(64);
    std::vector<char> scratch(4096);
    while (left > 0) {
      outbox.gather(pieces, scratch);
      const std::size_t now = std::min<std::size_t>(left, 5);
      outbox.consume(now);
      left -= now;
    }
    outbox.drop_unstarted();
    const std::size_t second = 7;
    const std::size_t third = kFilled.size() - 2;
    std::string expected;
    if (begun > 0 && begun < second) {
      expected = kFilled.substr(begun, second - begun);
    } else if (begun > second && begun < third) {
      expected = kFilled.substr(begun, third - begun);
    } else if (begun > third) {
      expected = kFilled.substr(begun);
    }
    INFO(begun);
    REQUIRE(outbox.bytes() == expected.size());
    REQUIRE(write_out(outbox, 1 << 20, 64, 4096) == expected);
  }
}

TEST_CASE("a close reason is cut at a character") {
  CHECK(ws_close_payload(1000, "ok") == std::string("\x03\xE8ok"));
  CHECK(ws_close_payload(ws_close::kNoCode, "ignored").empty());
  const std::string payload = ws_close_payload(4500, std::string(122, 'x') + "\xE4\xB8\xAD");
  CHECK(payload.size() == 2 + 122);
  CHECK(valid_utf8(payload.substr(2)));
}

}  // namespace gridhall::net
