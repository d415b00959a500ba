// One WebSocket connection as a session sees it.
//
// The problem: a read loop that handles one frame a system call costs ten times one that reads once and
// handles every frame in the buffer, and a session that writes from several places interleaves frames. So
// `read` hands out all the text messages that one read brought, as views into its buffer, and `send` only
// queues; a writer child of the connection writes what is queued, many frames in one system call.
//
// What the stream does by itself: pings are answered, we ping at half the idle time; a violation of RFC 6455
// is closed with its code (1002, 1003, 1007, 1008, 1009); silence, a half frame and a peer that doesn't read
// are closed with 4408 and 4410, told by {"op":"bye","code":…,"reason":…} first where the subprotocol is one
// of ours ("gridhall.…"). Text is NOT checked for UTF-8: the session answers `not_utf8` to the message and
// keeps the link, and its JSON parser reads every byte anyway.
//
// Thread: everything here runs on the connection's own io_context, except where a method says otherwise. A
// stream is not kept beyond the server.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/net/shared_text.hpp"

namespace gridhall::net {

struct WsLimits {
  std::size_t message_bytes_max = 1U << 20;     ///< 1009 beyond
  std::chrono::milliseconds idle_max{60'000};   ///< no byte for that long: bye 4408 (we ping at half of it)
  std::chrono::milliseconds frame_max{10'000};  ///< a started frame must be complete within
  std::chrono::milliseconds write_stall_max{15'000};  ///< no progress in writing for that long: 4410
  std::size_t outbox_bytes_max = 4U << 20;            ///< queued and unwritten; beyond: 4410
  std::size_t read_bytes = 64U << 10;  ///< first size of the read buffer; it grows up to one message
};

class WsStream {
 public:
  virtual ~WsStream() = default;
  virtual boost::asio::any_io_executor executor() const = 0;
  virtual const std::string& subprotocol() const = 0;

  /// Waits until at least one complete text message is there and appends all that are to `messages` (cleared
  /// first). The views, followed by at least 64 readable bytes each, are valid until the next call. Pings are
  /// answered and pongs taken inside. False: the connection is over (closed by either side, violated, timed
  /// out); nothing more comes and the session should return.
  virtual boost::asio::awaitable<bool> read(std::vector<std::string_view>& messages) = 0;

  /// Queues one text frame. False when the connection is closing or the outbox is full (which closes it with
  /// 4410).
  virtual bool send(SharedText text) = 0;
  bool send(std::string text) { return send(std::make_shared<const std::string>(std::move(text))); }

  /// A frame made of several shared pieces, written without joining them.
  virtual bool send_pieces(std::vector<SharedText> pieces) = 0;

  /// Bytes queued and not yet written; zero once everything is with the kernel.
  virtual std::size_t outbox_bytes() const = 0;

  /// Waits until the outbox is empty or the connection is over; false for the latter.
  virtual boost::asio::awaitable<bool> drained() = 0;

  /// Queues a close frame behind what is queued; later sends are refused. `read` returns false once the
  /// peer's close has come or 2 s have passed.
  virtual void close(std::uint16_t code, std::string reason) = 0;

  /// Round trip of the last answered ping of ours; zero until there was one.
  virtual std::chrono::microseconds round_trip() const = 0;
};

}  // namespace gridhall::net
