// Bytes → WebSocket frames. Invariants: messages keep their limit, memory grows with what has come and not
// with what is announced, nothing follows a violation or a close, and how the bytes arrive changes nothing.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/net/ws_frame.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using gridhall::net::WsDecoder;
using gridhall::net::WsEvent;

constexpr std::size_t kMessageMax = 4096;

struct Seen {
  WsEvent::Kind kind;
  std::uint16_t code;
  std::string payload;
  bool operator==(const Seen&) const = default;
};

std::vector<Seen> decode(std::string_view text, std::size_t chunk) {
  WsDecoder decoder(kMessageMax, 256);
  std::vector<Seen> seen;
  bool over = false;
  while (!text.empty()) {
    const std::span<char> space = decoder.prepare();
    GRIDHALL_REQUIRE(!space.empty());
    const std::size_t count = std::min({space.size(), chunk, text.size()});
    std::memcpy(space.data(), text.data(), count);
    decoder.commit(count);
    text.remove_prefix(count);
    for (WsEvent event = decoder.next(); event.kind != WsEvent::Kind::kNeedMore; event = decoder.next()) {
      GRIDHALL_REQUIRE(!over);
      over = event.kind == WsEvent::Kind::kClose || event.kind == WsEvent::Kind::kViolation;
      GRIDHALL_REQUIRE(event.payload.size() <= kMessageMax);
      seen.push_back({event.kind, event.code, std::string(event.payload)});
    }
    GRIDHALL_REQUIRE(decoder.capacity() <= 4 * kMessageMax + 1024);
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  GRIDHALL_REQUIRE(decode(text, 1U << 16) == decode(text, 1));
  return 0;
}
