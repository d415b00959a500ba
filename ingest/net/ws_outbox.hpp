// What a WebSocket connection has still to write.
//
// The problem: thousands of small acknowledgements cost a system call each when every frame is written by
// itself, and a live frame made of shared rows must not be copied once a viewer. The outbox keeps references;
// `gather` lays out as much as one system call takes, small pieces copied side by side into the caller's
// scratch bytes, large ones where they are.
//
// Thread: the connection's. No Asio. The bound on `bytes` is the connection's to keep.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/net/shared_text.hpp"
#include "ingest/net/ws_frame.hpp"

namespace gridhall::net {

class WsOutbox {
 public:
  /// One frame of `pieces`, in order. Null pieces count as empty.
  void push(WsOpcode opcode, std::span<const SharedText> pieces);
  void push(WsOpcode opcode, const SharedText& text) { push(opcode, std::span(&text, 1)); }

  /// Forgets every frame of which no byte has been consumed; a half written one stays, its rest must follow.
  void drop_unstarted();

  /// Fills `out` with the next bytes to write, in order, and returns how many spans were used. Valid until
  /// the outbox or `scratch` changes. Nothing is consumed.
  std::size_t gather(std::span<std::string_view> out, std::span<char> scratch) const;
  /// The first `bytes` of what was gathered have been written.
  void consume(std::size_t bytes);

  std::size_t bytes() const { return bytes_; }
  bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    SharedText text;
    WsFrameHead head{};
    std::uint8_t head_bytes = 0;  ///< zero: a further piece of the frame before
    std::size_t size() const { return head_bytes + (text ? text->size() : 0); }
  };
  std::deque<Entry> entries_;
  std::size_t front_written_ = 0;  ///< of the first entry
  bool mid_frame_ = false;         ///< the first entry is not the first of its frame
  std::size_t bytes_ = 0;
};

/// Payload of a close frame; the reason is cut at a character so that it fits. Code 1005 gives an empty
/// payload.
std::string ws_close_payload(std::uint16_t code, std::string_view reason);

}  // namespace gridhall::net
