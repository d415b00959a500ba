// The frames of RFC 6455, server side.
//
// The problem: a reader that asks for one frame at a time pays a system call, a copy and often an allocation
// for each. The decoder owns one buffer that the socket reads into; every frame in it is unmasked where it
// stands and handed out as a view, fragments are joined by moving them together inside the same buffer. It
// allocates only when a message is larger than the buffer, and then in step with the bytes that have really
// come: an announced length costs nothing.
//
// Text is not checked for UTF-8 here. RFC 6455 would fail the connection (1007); this service answers
// `not_utf8` to the one bad message and keeps the link, and its JSON parser reads every byte of the text
// anyway. Reasons of close frames are checked: nobody else does.
//
// Thread: none of its own, no locks. No Asio, so that the fuzzer builds it alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace gridhall::net {

enum class WsOpcode : std::uint8_t {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10
};

/// Close codes of RFC 6455 §7.4 that this side sends.
namespace ws_close {
inline constexpr std::uint16_t kNormal = 1000;
inline constexpr std::uint16_t kProtocolError = 1002;
inline constexpr std::uint16_t kUnsupportedData = 1003;
inline constexpr std::uint16_t kNoCode = 1005;  ///< never on the wire: the frame carried none
inline constexpr std::uint16_t kInvalidPayload = 1007;
inline constexpr std::uint16_t kPolicyViolation = 1008;
inline constexpr std::uint16_t kTooBig = 1009;
inline constexpr std::uint16_t kInternalError = 1011;
inline constexpr std::uint16_t kServiceRestart = 1012;
inline constexpr std::uint16_t kTimeout = 4408;
inline constexpr std::uint16_t kTooSlow = 4410;
}  // namespace ws_close

inline constexpr std::size_t kWsControlPayloadMax = 125;
inline constexpr std::size_t kWsCloseReasonMax = kWsControlPayloadMax - 2;
/// Fragments without a byte are legal but bring nothing; more than this in one message is an attack on the
/// CPU.
inline constexpr std::size_t kWsEmptyFragmentsMax = 1'000;
/// What may be read behind the end of a view (simdjson reads ahead).
inline constexpr std::size_t kWsViewSlack = 64;

struct WsEvent {
  enum class Kind : std::uint8_t {
    kNeedMore,   ///< nothing complete is left in the buffer
    kText,       ///< payload: the joined message
    kPing,       ///< payload: to be echoed
    kPong,       ///< payload: as sent
    kClose,      ///< code (kNoCode when there was none) and payload: the reason
    kViolation,  ///< code to close with, payload: why
  };
  Kind kind = Kind::kNeedMore;
  std::uint16_t code = 0;
  std::string_view payload;
};

class WsDecoder {
 public:
  /// `buffer_bytes` is the size the buffer starts with and comes back to. `seed`: bytes that arrived behind
  /// the handshake.
  WsDecoder(std::size_t message_bytes_max, std::size_t buffer_bytes, std::string_view seed = {});

  /// Where the next bytes from the socket go; never empty. Ends the validity of all views.
  std::span<char> prepare();
  /// The first `bytes` of what `prepare` gave have been filled.
  void commit(std::size_t bytes);

  /// The next thing in the buffer. Text views are valid until `prepare`, control payloads until the next
  /// call. After a close or a violation everything further is ignored: kNeedMore for ever.
  WsEvent next();

  /// A frame has begun and is not complete.
  bool mid_frame() const { return in_payload_ || (!finished_ && end_ > parse_); }
  /// Frames completed so far: tells one half frame from the next.
  std::uint64_t frames() const { return frames_; }
  std::size_t capacity() const { return capacity_; }

 private:
  struct Head;
  WsEvent violation(std::uint16_t code, std::string_view reason);
  WsEvent next_frame();
  WsEvent take_control(const Head& head);
  WsEvent begin_data(const Head& head);
  WsEvent take_payload();
  WsEvent take_close(std::string_view payload);

  std::size_t message_bytes_max_;
  std::size_t buffer_bytes_;
  std::size_t capacity_;
  std::unique_ptr<char[]> buffer_;
  // The joined part of the open message, then (after a gap left by frame heads) the bytes not yet looked at.
  std::size_t message_begin_ = 0;
  std::size_t message_end_ = 0;
  std::size_t parse_ = 0;
  std::size_t end_ = 0;
  std::uint64_t remaining_ = 0;  ///< of the current frame's payload
  std::uint64_t frames_ = 0;
  std::size_t empty_fragments_ = 0;
  std::array<char, 4> mask_{};
  bool in_message_ = false;
  bool in_payload_ = false;
  bool final_frame_ = false;
  bool finished_ = false;
};

/// Masks or unmasks in place; `offset` is the position of data[0] in the frame's payload.
void apply_ws_mask(char* data, std::size_t bytes, const std::array<char, 4>& mask, std::size_t offset);

/// Head of an unmasked, unfragmented frame; returns its size.
using WsFrameHead = std::array<char, 10>;
std::size_t encode_ws_head(WsFrameHead& out, WsOpcode opcode, std::uint64_t payload_bytes);

/// Codes that may stand in a close frame (RFC 6455 §7.4 and the IANA registry).
bool valid_ws_close_code(std::uint16_t code);

}  // namespace gridhall::net
