// Fuzzes the WebSocket frame decoder.
//
// Strategy: the input's first bytes choose the message limit, the buffer size and the sizes of the reads; the
// rest is what the peer sends. It is decoded twice, once as chosen and once a byte at a time, and once more
// by a plain reference decoder below that holds everything and optimises nothing.
//
// Invariants:
//  1. no input reads or writes outside a buffer (the sanitizers' part), 64 bytes behind every text included;
//  2. both decodings and the reference give the same events with the same bytes, whatever the cuts;
//  3. a message is never larger than the limit, a control payload never than 125 bytes;
//  4. the buffer never grows beyond twice what was received or what one message and one read need;
//  5. after a close or a violation nothing comes any more.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/net/utf8.hpp"
#include "ingest/net/ws_frame.hpp"

namespace {

using gridhall::net::kWsControlPayloadMax;
using gridhall::net::kWsEmptyFragmentsMax;
using gridhall::net::kWsViewSlack;
using gridhall::net::WsDecoder;
using gridhall::net::WsEvent;
using Kind = WsEvent::Kind;

struct Seen {
  Kind kind;
  std::uint16_t code;
  std::string payload;  ///< empty for a violation: its text is for people
  bool operator==(const Seen&) const = default;
};

void demand(bool holds) {
  if (!holds) {
    std::abort();
  }
}

bool ends(Kind kind) {
  return kind == Kind::kClose || kind == Kind::kViolation;
}

std::vector<Seen> decode(std::string_view bytes, std::size_t message_max, std::size_t buffer_bytes,
                         std::size_t step) {
  WsDecoder decoder(message_max, buffer_bytes);
  const std::size_t first_capacity = decoder.capacity();
  std::vector<Seen> seen;
  bool over = false;
  std::size_t received = 0;
  volatile char sink = 0;
  while (!bytes.empty()) {
    const std::span<char> space = decoder.prepare();
    demand(!space.empty());
    const std::size_t now = bytes.copy(space.data(), std::min(step, space.size()));
    bytes.remove_prefix(now);
    received += now;
    decoder.commit(now);
    for (WsEvent event = decoder.next(); event.kind != Kind::kNeedMore; event = decoder.next()) {
      demand(!over);
      over = ends(event.kind);
      if (event.kind == Kind::kText) {
        demand(event.payload.size() <= message_max);
        sink = event.payload.data()[event.payload.size() + kWsViewSlack - 1];
      } else {
        demand(event.kind == Kind::kViolation || event.payload.size() <= kWsControlPayloadMax);
      }
      const bool text_counts = event.kind != Kind::kViolation;
      seen.push_back({event.kind, event.code, text_counts ? std::string(event.payload) : std::string()});
    }
    demand(decoder.capacity() <= std::max(first_capacity, 2 * received + first_capacity));
    demand(decoder.capacity() <= std::max(first_capacity, message_max + 2 * first_capacity));
  }
  static_cast<void>(sink);
  return seen;
}

/// The rules of RFC 6455 and of the header of ws_frame.hpp, read off them one by one.
class Reference {
 public:
  Reference(std::string_view bytes, std::size_t message_max) : left_(bytes), message_max_(message_max) {}

  std::vector<Seen> decode() {
    while (!over_ && frame()) {
    }
    return std::move(seen_);
  }

 private:
  void add(Kind kind, std::uint16_t code, std::string payload) {
    over_ = ends(kind);
    seen_.push_back({kind, code, std::move(payload)});
  }
  bool violate(std::uint16_t code) {
    add(Kind::kViolation, code, {});
    return false;
  }
  unsigned byte(std::size_t i) const { return static_cast<unsigned char>(left_[i]); }

  bool frame() {
    if (left_.empty()) {
      return false;
    }
    const bool final_frame = (byte(0) & 0x80U) != 0;
    const unsigned opcode = byte(0) & 0x0FU;
    const bool control = opcode >= 8;
    if ((byte(0) & 0x70U) != 0 || (opcode >= 3 && opcode <= 7) || opcode >= 0xB ||
        (control && !final_frame)) {
      return violate(1002);
    }
    if ((opcode == 0 && !open_) || ((opcode == 1 || opcode == 2) && open_)) {
      return violate(1002);
    }
    if (left_.size() < 2) {
      return false;
    }
    if ((byte(1) & 0x80U) == 0) {
      return violate(1002);
    }
    if (opcode == 2) {
      return violate(1003);
    }
    std::uint64_t length = byte(1) & 0x7FU;
    if (control && length > 125) {
      return violate(1002);
    }
    const std::size_t length_bytes = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (length_bytes == 8 && left_.size() > 2 && byte(2) >= 0x80) {
      return violate(1009);
    }
    if (left_.size() < 2 + length_bytes) {
      return false;
    }
    if (length_bytes > 0) {
      length = 0;
      for (std::size_t i = 0; i < length_bytes; ++i) {
        length = length * 256 + byte(2 + i);
      }
      if (length < (length_bytes == 2 ? 126U : 65'536U)) {
        return violate(1002);
      }
    }
    if (!control && length + message_.size() > message_max_) {
      return violate(1009);
    }
    const std::size_t head = 2 + length_bytes + 4;
    if (left_.size() < head) {
      return false;
    }
    if (!control && length == 0 && (!final_frame || opcode == 0)) {
      empty_ = open_ ? empty_ + 1 : 1;
      if (empty_ > kWsEmptyFragmentsMax) {
        return violate(1008);
      }
    } else if (!control && !open_) {
      empty_ = 0;
    }
    if (left_.size() - head < length) {
      return false;
    }
    std::string payload(left_.substr(head, static_cast<std::size_t>(length)));
    for (std::size_t i = 0; i < payload.size(); ++i) {
      payload[i] = static_cast<char>(payload[i] ^ left_[head - 4 + i % 4]);
    }
    left_.remove_prefix(head + payload.size());
    if (control) {
      take_control(opcode, std::move(payload));
    } else {
      message_ += payload;
      open_ = !final_frame;
      if (final_frame) {
        add(Kind::kText, 0, std::move(message_));
        message_.clear();
      }
    }
    return true;
  }

  void take_control(unsigned opcode, std::string payload) {
    if (opcode != 8) {
      add(opcode == 9 ? Kind::kPing : Kind::kPong, 0, std::move(payload));
    } else if (payload.empty()) {
      add(Kind::kClose, 1005, {});
    } else if (payload.size() == 1) {
      violate(1002);
    } else {
      const auto code = static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) * 256U +
                                                   static_cast<unsigned char>(payload[1]));
      const bool registered =
          (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
      if (!registered) {
        violate(1002);
      } else if (!gridhall::net::valid_utf8(payload.substr(2))) {
        violate(1007);
      } else {
        add(Kind::kClose, code, payload.substr(2));
      }
    }
  }

  std::string_view left_;
  std::size_t message_max_;
  std::vector<Seen> seen_;
  std::string message_;
  std::size_t empty_ = 0;
  bool open_ = false;
  bool over_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) {
    return 0;
  }
  const std::size_t message_max = data[0] * 16U;
  const std::size_t buffer_bytes = 512U + data[1] * 16U;
  const std::size_t step = 1U + data[2] * data[3];
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 4, size - 4);
  const auto expected = Reference(bytes, message_max).decode();
  demand(decode(bytes, message_max, buffer_bytes, step) == expected);
  demand(decode(bytes, message_max, buffer_bytes, 1) == expected);
  return 0;
}
