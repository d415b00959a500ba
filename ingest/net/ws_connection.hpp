// WsStream on a TCP socket whose handshake is done.
//
// Two coroutines: the session, which calls `read` (it unmasks and hands out everything one system call
// brought), and `write_loop`, its child, which writes whatever is queued, as many frames a system call as the
// kernel takes. Only the writer writes; a close, whoever wants it, is queued like the rest, so frames never
// interleave. One watchdog holds all deadlines of WsLimits.
//
// Bounds: the outbox (overflow: everything not begun is dropped, 4410), the read buffer (one message),
// control frames (ControlBudget, 1008). While the session does not read, the peer's silence is not held
// against it. Thread: the socket's executor. Owned by the session's and the writer's coroutine together, and
// by whoever sends.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/net/control_budget.hpp"
#include "ingest/net/notifier.hpp"
#include "ingest/net/watchdog.hpp"
#include "ingest/net/worker.hpp"
#include "ingest/net/ws_frame.hpp"
#include "ingest/net/ws_outbox.hpp"
#include "ingest/net/ws_stream.hpp"

namespace gridhall::net {

class WsConnection final : public WsStream {
 public:
  /// `counters` outlives the session. `seed`: what came behind the handshake.
  WsConnection(boost::asio::ip::tcp::socket socket, std::string subprotocol, const WsLimits& limits,
               WorkerCounters& counters, std::string_view seed);
  ~WsConnection() override;
  WsConnection(const WsConnection&) = delete;
  WsConnection& operator=(const WsConnection&) = delete;

  /// The writer; ends when the close frame is with the kernel or the connection is over. Spawned once.
  static boost::asio::awaitable<void> write_loop(std::shared_ptr<WsConnection> self);

  /// After the session has returned: closes with `code` unless a close is under way, waits for the writer
  /// and, within the limits, for the peer, and closes the socket.
  boost::asio::awaitable<void> finish(std::uint16_t code);

  /// Closes on the session's behalf, with a `bye` first where the subprotocol knows it.
  void end(std::uint16_t code, std::string_view reason);

  /// Closes the socket at once.
  void cut();

  boost::asio::any_io_executor executor() const override { return executor_; }
  const std::string& subprotocol() const override { return subprotocol_; }
  boost::asio::awaitable<bool> read(std::vector<std::string_view>& messages) override;
  using WsStream::send;
  bool send(SharedText text) override;
  bool send_pieces(std::vector<SharedText> pieces) override;
  std::size_t outbox_bytes() const override { return outbox_.bytes(); }
  boost::asio::awaitable<bool> drained() override;
  void close(std::uint16_t code, std::string reason) override;
  std::chrono::microseconds round_trip() const override { return round_trip_; }

 private:
  using Clock = std::chrono::steady_clock;

  void take_events(std::vector<std::string_view>& messages);
  void take_control(const WsEvent& event);
  void take_pong(std::string_view payload);
  void begin_reading();
  bool write_some();
  void close_written();
  bool queue(std::span<const SharedText> pieces);
  /// A close of our own making: codes from 4000 are announced by a `bye` message of our subprotocols first.
  void fail(std::uint16_t code, std::string_view reason);
  void queue_bye(std::uint16_t code, std::string_view reason);
  void queue_close(std::uint16_t code, std::string_view reason);
  void send_ping();
  void wake_writer();
  void schedule();
  void on_due();

  boost::asio::any_io_executor executor_;
  boost::asio::ip::tcp::socket socket_;
  std::string subprotocol_;
  WsLimits limits_;
  WorkerCounters& counters_;
  WsDecoder decoder_;
  WsOutbox outbox_;
  ControlBudget control_budget_;
  Notifier wake_;
  Notifier drained_;  ///< the outbox is empty, the writer has ended, or the connection is over
  std::shared_ptr<Watchdog> watchdog_;
  std::optional<WsEvent> held_;  ///< behind messages that the session gets first

  bool over_ = false;         ///< the socket is closed
  bool read_over_ = false;    ///< nothing more comes out of `read`
  bool closing_ = false;      ///< a close frame is queued or written
  bool failed_ = false;       ///< ... because of us: the peer's close is not waited for
  bool peer_closed_ = false;  ///< the peer's close frame has come
  bool writer_idle_ = false;
  bool writer_over_ = false;

  bool reading_ = false;
  bool pinged_ = false;  ///< since `quiet_since_`
  Clock::time_point quiet_since_{};
  std::optional<Clock::time_point> frame_since_;
  std::uint64_t frame_number_ = 0;
  std::optional<Clock::time_point> blocked_since_;  ///< the kernel takes no more bytes
  std::chrono::milliseconds stall_max_;
  std::optional<Clock::time_point> close_written_at_;

  std::uint64_t ping_number_ = 0;
  std::optional<Clock::time_point> ping_at_;
  std::chrono::microseconds round_trip_{0};
};

}  // namespace gridhall::net
