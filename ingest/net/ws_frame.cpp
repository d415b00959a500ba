#include "ingest/net/ws_frame.hpp"

#include <algorithm>
#include <cstring>

#include "ingest/net/utf8.hpp"

namespace gridhall::net {
namespace {

constexpr std::size_t kHeadBytesMax = 14;
/// Less than this would let the unparsed rest of a control frame fill the buffer.
constexpr std::size_t kBufferBytesMin = 512;
/// A buffer up to this many times its first size is kept for the next large message.
constexpr std::size_t kKeptGrowth = 4;

WsEvent need_more() {
  return {};
}

/// Not zeroed: only the slack is, so that reading ahead reads defined bytes.
std::unique_ptr<char[]> make_buffer(std::size_t capacity) {
  auto buffer = std::make_unique_for_overwrite<char[]>(capacity + kWsViewSlack);
  std::memset(buffer.get() + capacity, 0, kWsViewSlack);
  return buffer;
}

}  // namespace

struct WsDecoder::Head {
  WsOpcode opcode{};
  bool final_frame = false;
  std::uint64_t length = 0;
  std::size_t bytes = 0;
};

WsDecoder::WsDecoder(std::size_t message_bytes_max, std::size_t buffer_bytes, std::string_view seed)
    : message_bytes_max_(message_bytes_max),
      buffer_bytes_(std::max(buffer_bytes, kBufferBytesMin)),
      capacity_(std::max(buffer_bytes_, seed.size())),
      buffer_(make_buffer(capacity_)),
      end_(seed.copy(buffer_.get(), seed.size())) {}

std::span<char> WsDecoder::prepare() {
  if (finished_) {
    parse_ = end_;  // what follows a close or a violation is never looked at
  }
  const std::size_t message = in_message_ ? message_end_ - message_begin_ : 0;
  const std::size_t rest = end_ - parse_;
  const std::size_t kept = message + rest;
  std::size_t wanted = capacity_;
  if (kept == 0 && capacity_ > buffer_bytes_ * kKeptGrowth) {
    wanted = buffer_bytes_;
  } else if (capacity_ - kept < capacity_ / 4) {
    // A whole message, a head and a control frame between fragments always leave room for one more read.
    const std::size_t capacity_max = message_bytes_max_ + buffer_bytes_ + kBufferBytesMin;
    wanted = std::max(capacity_, std::min(capacity_ * 2, capacity_max));
  }
  if (wanted != capacity_) {
    auto grown = make_buffer(wanted);
    std::memcpy(grown.get(), buffer_.get() + message_begin_, message);
    std::memcpy(grown.get() + message, buffer_.get() + parse_, rest);
    buffer_ = std::move(grown);
    capacity_ = wanted;
  } else {
    std::memmove(buffer_.get(), buffer_.get() + message_begin_, message);
    std::memmove(buffer_.get() + message, buffer_.get() + parse_, rest);
  }
  message_begin_ = 0;
  message_end_ = message;
  parse_ = message;
  end_ = kept;
  return {buffer_.get() + end_, capacity_ - end_};
}

void WsDecoder::commit(std::size_t bytes) {
  end_ += std::min(bytes, capacity_ - end_);
}

WsEvent WsDecoder::violation(std::uint16_t code, std::string_view reason) {
  finished_ = true;
  in_message_ = false;
  in_payload_ = false;
  return {WsEvent::Kind::kViolation, code, reason};
}

WsEvent WsDecoder::next() {
  while (!finished_) {
    const std::uint64_t frames_before = frames_;
    const bool payload_before = in_payload_;
    const WsEvent event = in_payload_ ? take_payload() : next_frame();
    const bool progress = frames_ != frames_before || in_payload_ != payload_before;
    if (event.kind != WsEvent::Kind::kNeedMore || !progress) {
      return event;
    }
  }
  return need_more();
}

WsEvent WsDecoder::next_frame() {
  const auto* bytes = reinterpret_cast<const unsigned char*>(buffer_.get() + parse_);
  const std::size_t available = end_ - parse_;
  if (available == 0) {
    return need_more();
  }
  // Every rule is applied as soon as its byte is there: a peer that breaks one is not waited for.
  Head head;
  head.final_frame = (bytes[0] & 0x80U) != 0;
  head.opcode = static_cast<WsOpcode>(bytes[0] & 0x0FU);
  const bool control = (bytes[0] & 0x08U) != 0;
  if ((bytes[0] & 0x70U) != 0) {
    return violation(ws_close::kProtocolError, "reserved bits are set but no extension was agreed");
  }
  if (head.opcode > WsOpcode::kPong || (head.opcode > WsOpcode::kBinary && !control)) {
    return violation(ws_close::kProtocolError, "unknown opcode");
  }
  if (control && !head.final_frame) {
    return violation(ws_close::kProtocolError, "a control frame is fragmented");
  }
  if (head.opcode == WsOpcode::kContinuation && !in_message_) {
    return violation(ws_close::kProtocolError, "a continuation without a start");
  }
  if ((head.opcode == WsOpcode::kText || head.opcode == WsOpcode::kBinary) && in_message_) {
    return violation(ws_close::kProtocolError, "a new message inside a fragmented one");
  }
  if (available < 2) {
    return need_more();
  }
  if ((bytes[1] & 0x80U) == 0) {
    return violation(ws_close::kProtocolError, "the frame is not masked");
  }
  if (head.opcode == WsOpcode::kBinary) {
    return violation(ws_close::kUnsupportedData, "binary messages are not taken, send text");
  }
  head.length = bytes[1] & 0x7FU;
  if (control && head.length > kWsControlPayloadMax) {
    return violation(ws_close::kProtocolError, "a control frame of more than 125 bytes");
  }
  std::size_t length_bytes = 0;
  if (head.length == 126) {
    length_bytes = 2;
  } else if (head.length == 127) {
    length_bytes = 8;
  }
  if (available < 2 + length_bytes) {
    // The top bit of a 64-bit length is in its first byte.
    if (length_bytes == 8 && available > 2 && (bytes[2] & 0x80U) != 0) {
      return violation(ws_close::kTooBig, "the length has its top bit set");
    }
    return need_more();
  }
  if (length_bytes > 0) {
    head.length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) {
      head.length = head.length << 8U | bytes[2 + i];
    }
    if ((head.length >> 63U) != 0) {
      return violation(ws_close::kTooBig, "the length has its top bit set");
    }
    if (head.length < 126 || (length_bytes == 8 && head.length <= 0xFFFF)) {
      return violation(ws_close::kProtocolError, "the length is not in its shortest form");
    }
  }
  const std::size_t joined = in_message_ ? message_end_ - message_begin_ : 0;
  if (!control && head.length > message_bytes_max_ - joined) {
    return violation(ws_close::kTooBig, "the message is larger than the limit");
  }
  head.bytes = 2 + length_bytes + mask_.size();
  static_assert(kHeadBytesMax == 2 + 8 + 4);
  if (available < head.bytes + (control ? head.length : 0)) {
    return need_more();
  }
  std::memcpy(mask_.data(), bytes + 2 + length_bytes, mask_.size());
  return control ? take_control(head) : begin_data(head);
}

WsEvent WsDecoder::take_control(const Head& head) {
  const auto length = static_cast<std::size_t>(head.length);
  char* data = buffer_.get() + parse_ + head.bytes;
  apply_ws_mask(data, length, mask_, 0);
  parse_ += head.bytes + length;
  ++frames_;
  const std::string_view payload(data, length);
  if (head.opcode == WsOpcode::kClose) {
    return take_close(payload);
  }
  return {head.opcode == WsOpcode::kPing ? WsEvent::Kind::kPing : WsEvent::Kind::kPong, 0, payload};
}

WsEvent WsDecoder::take_close(std::string_view payload) {
  if (payload.empty()) {
    finished_ = true;
    return {WsEvent::Kind::kClose, ws_close::kNoCode, {}};
  }
  if (payload.size() == 1) {
    return violation(ws_close::kProtocolError, "a close frame with half a code");
  }
  const auto code = static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) << 8U |
                                               static_cast<unsigned char>(payload[1]));
  if (!valid_ws_close_code(code)) {
    return violation(ws_close::kProtocolError, "a close code that may not be sent");
  }
  payload.remove_prefix(2);
  if (!valid_utf8(payload)) {
    return violation(ws_close::kInvalidPayload, "the close reason is not UTF-8");
  }
  finished_ = true;
  return {WsEvent::Kind::kClose, code, payload};
}

WsEvent WsDecoder::begin_data(const Head& head) {
  parse_ += head.bytes;
  if (!in_message_) {
    in_message_ = true;
    message_begin_ = parse_;
    message_end_ = parse_;
    empty_fragments_ = 0;
  }
  const bool fragment = !head.final_frame || head.opcode == WsOpcode::kContinuation;
  if (fragment && head.length == 0 && ++empty_fragments_ > kWsEmptyFragmentsMax) {
    return violation(ws_close::kPolicyViolation, "too many fragments without a byte");
  }
  in_payload_ = true;
  final_frame_ = head.final_frame;
  remaining_ = head.length;
  return need_more();
}

WsEvent WsDecoder::take_payload() {
  const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, end_ - parse_));
  char* data = buffer_.get() + parse_;
  apply_ws_mask(data, bytes, mask_, 0);
  // The mask is kept turned, so that the rest of the frame starts at its offset 0.
  std::rotate(mask_.begin(), mask_.begin() + static_cast<std::ptrdiff_t>(bytes % mask_.size()), mask_.end());
  if (parse_ != message_end_) {
    std::memmove(buffer_.get() + message_end_, data, bytes);
  }
  message_end_ += bytes;
  parse_ += bytes;
  remaining_ -= bytes;
  if (remaining_ > 0) {
    return need_more();
  }
  in_payload_ = false;
  ++frames_;
  if (!final_frame_) {
    return need_more();
  }
  in_message_ = false;
  return {WsEvent::Kind::kText, 0, {buffer_.get() + message_begin_, message_end_ - message_begin_}};
}

void apply_ws_mask(char* data, std::size_t bytes, const std::array<char, 4>& mask, std::size_t offset) {
  std::array<char, 8> turned{};
  for (std::size_t i = 0; i < turned.size(); ++i) {
    turned[i] = mask[(offset + i) % mask.size()];
  }
  std::uint64_t key = 0;
  std::memcpy(&key, turned.data(), sizeof(key));
  std::size_t done = 0;
  for (; done + sizeof(key) <= bytes; done += sizeof(key)) {
    std::uint64_t block = 0;
    std::memcpy(&block, data + done, sizeof(block));
    block ^= key;
    std::memcpy(data + done, &block, sizeof(block));
  }
  for (std::size_t i = 0; done < bytes; ++done, ++i) {
    data[done] = static_cast<char>(data[done] ^ turned[i]);
  }
}

std::size_t encode_ws_head(WsFrameHead& out, WsOpcode opcode, std::uint64_t payload_bytes) {
  out[0] = static_cast<char>(0x80U | static_cast<unsigned>(opcode));
  std::size_t length_bytes = 0;
  if (payload_bytes < 126) {
    out[1] = static_cast<char>(payload_bytes);
  } else if (payload_bytes <= 0xFFFF) {
    out[1] = 126;
    length_bytes = 2;
  } else {
    out[1] = 127;
    length_bytes = 8;
  }
  for (std::size_t i = 0; i < length_bytes; ++i) {
    out[2 + i] = static_cast<char>(payload_bytes >> (8U * (length_bytes - 1 - i)));
  }
  return 2 + length_bytes;
}

bool valid_ws_close_code(std::uint16_t code) {
  if (code >= 3000) {
    return code <= 4999;
  }
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

}  // namespace gridhall::net
