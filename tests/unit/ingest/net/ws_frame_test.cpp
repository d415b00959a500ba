#include "ingest/net/ws_frame.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "tests/unit/ingest/net/raw_client.hpp"

namespace gridhall::net {
namespace {

using test::frame;
using Kind = WsEvent::Kind;

constexpr std::size_t kMessageMax = 1U << 20;

/// Gives `bytes` to the decoder in pieces of `step` and notes what comes out, the last entry being a close or
/// violation.
struct Outcome {
  std::vector<std::string> texts;
  std::vector<std::string> controls;
  Kind end = Kind::kNeedMore;
  std::uint16_t code = 0;
  std::string reason;
};

Outcome decode(WsDecoder& decoder, std::string_view bytes, std::size_t step) {
  Outcome outcome;
  while (!bytes.empty()) {
    const auto space = decoder.prepare();
    const std::size_t now = bytes.copy(space.data(), std::min(step, space.size()));
    bytes.remove_prefix(now);
    decoder.commit(now);
    for (WsEvent event = decoder.next(); event.kind != Kind::kNeedMore; event = decoder.next()) {
      switch (event.kind) {
        case Kind::kText:
          outcome.texts.emplace_back(event.payload);
          break;
        case Kind::kPing:
          outcome.controls.push_back("ping " + std::string(event.payload));
          break;
        case Kind::kPong:
          outcome.controls.push_back("pong " + std::string(event.payload));
          break;
        default:
          outcome.end = event.kind;
          outcome.code = event.code;
          outcome.reason = event.payload;
      }
    }
  }
  return outcome;
}

Outcome decode(std::string_view bytes, std::size_t step = 1 << 16) {
  WsDecoder decoder(kMessageMax, 4096);
  return decode(decoder, bytes, step);
}

std::string close_frame(int code, std::string_view reason = "") {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  return frame(payload.append(reason), {.first_byte = 0x88});
}

}  // namespace

TEST_CASE("a frame that breaks RFC 6455 is a violation with its code, however it is cut") {
  const std::string open_text = frame("a", {.first_byte = 0x01});
  const std::vector<std::tuple<const char*, std::string, int>> cases = {
      {"unmasked text", "\x81\x05hello", 1002},
      {"RSV1", frame("abcd", {.first_byte = 0xC1}), 1002},
      {"RSV2", frame("abcd", {.first_byte = 0xA1}), 1002},
      {"RSV3", frame("abcd", {.first_byte = 0x91}), 1002},
      {"opcode 3", frame("", {.first_byte = 0x83}), 1002},
      {"opcode 4", frame("", {.first_byte = 0x84}), 1002},
      {"opcode 5", frame("", {.first_byte = 0x85}), 1002},
      {"opcode 6", frame("", {.first_byte = 0x86}), 1002},
      {"opcode 7", frame("", {.first_byte = 0x87}), 1002},
      {"opcode B", frame("", {.first_byte = 0x8B}), 1002},
      {"opcode C", frame("", {.first_byte = 0x8C}), 1002},
      {"opcode D", frame("", {.first_byte = 0x8D}), 1002},
      {"opcode E", frame("", {.first_byte = 0x8E}), 1002},
      {"opcode F", frame("", {.first_byte = 0x8F}), 1002},
      {"ping of 126 bytes", frame(std::string(126, 'p'), {.first_byte = 0x89}), 1002},
      {"fragmented ping", frame("p", {.first_byte = 0x09}), 1002},
      {"continuation without a start", frame("c", {.first_byte = 0x80}), 1002},
      {"text inside a fragmented text", open_text + frame("b"), 1002},
      {"16-bit length for 5 bytes", frame("hello", {.length_bytes = 2}), 1002},
      {"64-bit length for 300 bytes", frame(std::string(300, 'x'), {.length_bytes = 8}), 1002},
      {"64-bit length with its top bit set", std::string("\x81\xFF\x80\0\0\0\0\0\0\1", 10), 1009},
      {"length 2^62", std::string("\x81\xFF\x40\0\0\0\0\0\0\0", 10), 1009},
      {"length 1,048,577 before the body", std::string("\x81\xFF\0\0\0\0\0\x10\0\1", 10), 1009},
      {"close with a body of one byte", frame("\x03", {.first_byte = 0x88}), 1002},
      {"close code 0", close_frame(0), 1002},
      {"close code 999", close_frame(999), 1002},
      {"close code 1004", close_frame(1004), 1002},
      {"close code 1005", close_frame(1005), 1002},
      {"close code 1006", close_frame(1006), 1002},
      {"close code 1015", close_frame(1015), 1002},
      {"close code 1016", close_frame(1016), 1002},
      {"close code 2999", close_frame(2999), 1002},
      {"close code 5000", close_frame(5000), 1002},
      {"close code 65535", close_frame(65535), 1002},
      {"close reason not UTF-8", close_frame(1000, "\xC0\xAF"), 1007},
      {"close reason of 124 bytes", close_frame(1000, std::string(124, 'r')), 1002},
      {"binary", frame("b", {.first_byte = 0x82}), 1003},
  };
  for (const auto& [name, bytes, code] : cases) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{65536}}) {
      INFO(name << " in steps of " << step);
      const Outcome outcome = decode(bytes, step);
      CHECK(outcome.end == Kind::kViolation);
      CHECK(outcome.code == code);
      CHECK_FALSE(outcome.reason.empty());
      CHECK(outcome.texts.empty());
    }
  }
}

TEST_CASE("an announced length allocates nothing") {
  WsDecoder decoder(kMessageMax, 4096);
  decode(decoder, std::string("\x81\xFF\0\0\0\0\0\x10\0\0\1\1\1\1only this", 23), 100);
  CHECK(decoder.capacity() == 4096);
  CHECK(decoder.mid_frame());
}

TEST_CASE("a message as large as the limit passes, in one frame or in many, and the buffer comes back") {
  WsDecoder decoder(kMessageMax, 4096);
  const std::string largest(kMessageMax, 'm');
  CHECK(decode(decoder, frame(largest), 1 << 16).texts == std::vector<std::string>{largest});
  CHECK(decoder.capacity() <= kMessageMax + 8192);
  decode(decoder, frame("small"), 100);
  CHECK(decoder.capacity() == 4096);

  std::string bytes;
  for (std::size_t i = 0; i < 1024; ++i) {
    bytes += frame(largest.substr(0, 1024), {.first_byte = i == 0 ? 0x01U : i == 1023 ? 0x80U : 0x00U});
  }
  CHECK(decode(decoder, bytes, 1000).texts == std::vector<std::string>{largest});
}

TEST_CASE("fragments beyond the limit are refused before their body") {
  WsDecoder decoder(1000, 4096);
  const std::string bytes =
      frame(std::string(600, 'a'), {.first_byte = 0x01}) + std::string("\x80\xFE\x01\x91", 4);  // 401 more
  const Outcome outcome = decode(decoder, bytes, 1 << 16);
  CHECK(outcome.end == Kind::kViolation);
  CHECK(outcome.code == 1009);
}

TEST_CASE("fragments are joined across control frames and every cut of the bytes") {
  const std::string bytes = frame("one") + frame("he", {.first_byte = 0x01}) +
                            frame("are you", {.first_byte = 0x89}) + frame("l", {.first_byte = 0x00}) +
                            frame("", {.first_byte = 0x00}) + frame("there", {.first_byte = 0x8A}) +
                            frame("lo", {.first_byte = 0x80}) + frame("") +
                            frame("\xE4", {.first_byte = 0x01}) + frame("\xB8\xAD", {.first_byte = 0x80});
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    INFO(step);
    const Outcome outcome = decode(bytes, step);
    CHECK(outcome.end == Kind::kNeedMore);
    CHECK(outcome.texts == std::vector<std::string>{"one", "hello", "", "\xE4\xB8\xAD"});
    CHECK(outcome.controls == std::vector<std::string>{"ping are you", "pong there"});
  }
}

TEST_CASE("a thousand empty fragments pass, one more is a policy violation") {
  std::string bytes = frame("a", {.first_byte = 0x01});
  for (std::size_t i = 0; i < kWsEmptyFragmentsMax; ++i) {
    bytes += frame("", {.first_byte = 0x00});
  }
  const Outcome good = decode(bytes + frame("b", {.first_byte = 0x80}));
  CHECK(good.texts == std::vector<std::string>{"ab"});
  const Outcome bad = decode(bytes + frame("", {.first_byte = 0x00}));
  CHECK(bad.code == 1008);
}

TEST_CASE("what follows a close frame is ignored") {
  const Outcome outcome = decode(frame("first") + close_frame(1001, "bye") + frame("late") + "\xFF\xFF\xFF");
  CHECK(outcome.texts == std::vector<std::string>{"first"});
  CHECK(outcome.end == Kind::kClose);
  CHECK(outcome.code == 1001);
  CHECK(outcome.reason == "bye");
}

TEST_CASE("an empty close frame is a close without a code") {
  const Outcome outcome = decode(frame("", {.first_byte = 0x88}));
  CHECK(outcome.end == Kind::kClose);
  CHECK(outcome.code == ws_close::kNoCode);
}

TEST_CASE("a mask of zeros is legal") {
  CHECK(decode(frame("plain", {.mask = {0, 0, 0, 0}})).texts == std::vector<std::string>{"plain"});
}

TEST_CASE("text that is not UTF-8 is handed to the session") {
  CHECK(decode(frame("\xC0\xAF")).texts == std::vector<std::string>{"\xC0\xAF"});
}

TEST_CASE("masking twice is nothing, at every length and offset") {
  const std::array<char, 4> mask = {0x01, 0x7F, static_cast<char>(0x80), 0x55};
  for (std::size_t offset = 0; offset < 4; ++offset) {
    for (std::size_t bytes = 0; bytes < 40; ++bytes) {
      std::string text(bytes, 'q');
      apply_ws_mask(text.data(), text.size(), mask, offset);
      for (std::size_t i = 0; i < bytes; ++i) {
        REQUIRE(text[i] == static_cast<char>('q' ^ mask[(offset + i) % 4]));
      }
    }
  }
}

TEST_CASE("frame heads have the shortest length") {
  WsFrameHead head{};
  CHECK(encode_ws_head(head, WsOpcode::kText, 125) == 2);
  CHECK(encode_ws_head(head, WsOpcode::kText, 126) == 4);
  CHECK(encode_ws_head(head, WsOpcode::kText, 65535) == 4);
  CHECK(encode_ws_head(head, WsOpcode::kText, 65536) == 10);
  CHECK(std::string_view(head.data(), 10) == std::string_view("\x81\x7F\0\0\0\0\0\1\0\0", 10));
}

TEST_CASE("bytes behind the handshake are the first the decoder sees") {
  const std::string seed = frame("early") + frame("cut").substr(0, 4);
  WsDecoder decoder(kMessageMax, 512, seed);
  const WsEvent event = decoder.next();
  CHECK(event.kind == Kind::kText);
  CHECK(event.payload == "early");
  CHECK(decoder.next().kind == Kind::kNeedMore);
  CHECK(decode(decoder, frame("cut").substr(4), 100).texts == std::vector<std::string>{"cut"});
}

}  // namespace gridhall::net
