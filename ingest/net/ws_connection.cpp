#include "ingest/net/ws_connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "ingest/net/http.hpp"
#include "ingest/net/linger.hpp"

namespace gridhall::net {

namespace asio = boost::asio;

namespace {

/// How long the peer's close may take, and a last write after we have given up.
constexpr std::chrono::milliseconds kCloseMax{2'000};
/// Frames laid side by side for one write; on the stack, nothing waits for it.
constexpr std::size_t kScratchBytes = 32U << 10;
/// What Asio hands to one system call.
constexpr std::size_t kPiecesMax = 64;
constexpr std::uint16_t kOwnCodesFrom = 4000;
/// Subprotocols whose messages have an `op`, so that a `bye` can be understood.
constexpr std::string_view kOwnSubprotocols = "gridhall.";

std::string bye_message(std::uint16_t code, std::string_view reason) {
  std::string text = R"({"op":"bye","code":)" + std::to_string(code) + R"(,"reason":)";
  append_json_string(text, reason);
  text += '}';
  return text;
}

SharedText shared(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

}  // namespace

WsConnection::WsConnection(asio::ip::tcp::socket socket, std::string subprotocol, const WsLimits& limits,
                           WorkerCounters& counters, std::string_view seed)
    : executor_(socket.get_executor()),
      socket_(std::move(socket)),
      subprotocol_(std::move(subprotocol)),
      limits_(limits),
      counters_(counters),
      decoder_(limits.message_bytes_max, limits.read_bytes, seed),
      wake_(executor_),
      drained_(executor_),
      watchdog_(Watchdog::make(executor_, [this] { on_due(); })),
      stall_max_(limits.write_stall_max) {
  socket_.non_blocking(true);
}

WsConnection::~WsConnection() {
  watchdog_->stop();
}

// ---- reading

asio::awaitable<bool> WsConnection::read(std::vector<std::string_view>& messages) {
  messages.clear();
  for (;;) {
    take_events(messages);
    if (!messages.empty()) {
      co_return true;
    }
    if (read_over_) {
      co_return false;
    }
    const std::span<char> space = decoder_.prepare();
    begin_reading();
    boost::system::error_code error;
    const std::size_t bytes = co_await socket_.async_read_some(
        asio::buffer(space.data(), space.size()), asio::redirect_error(asio::use_awaitable, error));
    reading_ = false;
    if (error) {
      cut();
      co_return false;
    }
    counters_.bytes_in.add(bytes);
    decoder_.commit(bytes);
  }
}

void WsConnection::take_events(std::vector<std::string_view>& messages) {
  while (!read_over_) {
    const WsEvent event = held_ ? *std::exchange(held_, std::nullopt) : decoder_.next();
    switch (event.kind) {
      case WsEvent::Kind::kNeedMore:
        return;
      case WsEvent::Kind::kText:
        // What comes after our own close is read, so that the peer's close is found, and dropped.
        if (!closing_) {
          messages.push_back(event.payload);
        }
        break;
      case WsEvent::Kind::kPing:
      case WsEvent::Kind::kPong:
        take_control(event);
        break;
      case WsEvent::Kind::kClose:
      case WsEvent::Kind::kViolation:
        if (!messages.empty()) {
          held_ = event;  // the session may still answer what came before
          return;
        }
        read_over_ = true;
        if (event.kind == WsEvent::Kind::kViolation) {
          fail(event.code, event.payload);
        } else {
          peer_closed_ = true;
          queue_close(event.code, {});
        }
        break;
    }
  }
}

void WsConnection::take_control(const WsEvent& event) {
  if (closing_) {
    return;
  }
  if (!control_budget_.take(Clock::now())) {
    read_over_ = true;
    fail(ws_close::kPolicyViolation, "too many control frames");
    return;
  }
  if (event.kind == WsEvent::Kind::kPong) {
    take_pong(event.payload);
    return;
  }
  const SharedText payload = shared(std::string(event.payload));
  if (outbox_.bytes() + payload->size() > limits_.outbox_bytes_max) {
    fail(ws_close::kTooSlow, "the outbox is full");
    return;
  }
  outbox_.push(WsOpcode::kPong, payload);
  wake_writer();
}

void WsConnection::take_pong(std::string_view payload) {
  if (ping_at_ && payload == std::to_string(ping_number_)) {
    round_trip_ = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - *ping_at_);
    ping_at_.reset();
  }
}

void WsConnection::begin_reading() {
  const auto now = Clock::now();
  reading_ = true;
  pinged_ = false;
  quiet_since_ = now;
  if (!decoder_.mid_frame()) {
    frame_since_.reset();
  } else if (!frame_since_ || frame_number_ != decoder_.frames()) {
    frame_since_ = now;
    frame_number_ = decoder_.frames();
  }
  schedule();
}

// ---- writing

bool WsConnection::send(SharedText text) {
  return queue(std::span(&text, 1));
}

bool WsConnection::send_pieces(std::vector<SharedText> pieces) {
  return queue(pieces);
}

bool WsConnection::queue(std::span<const SharedText> pieces) {
  if (closing_ || over_) {
    return false;
  }
  std::size_t bytes = 0;
  for (const SharedText& piece : pieces) {
    bytes += piece ? piece->size() : 0;
  }
  if (outbox_.bytes() + bytes > limits_.outbox_bytes_max) {
    fail(ws_close::kTooSlow, "the outbox is full");
    return false;
  }
  outbox_.push(WsOpcode::kText, pieces);
  wake_writer();
  return true;
}

void WsConnection::close(std::uint16_t code, std::string reason) {
  queue_close(code, reason);
}

void WsConnection::queue_close(std::uint16_t code, std::string_view reason) {
  if (closing_ || over_) {
    return;
  }
  closing_ = true;
  outbox_.push(WsOpcode::kClose, shared(ws_close_payload(code, reason)));
  wake_writer();
}

void WsConnection::fail(std::uint16_t code, std::string_view reason) {
  if (closing_ || over_) {
    return;
  }
  failed_ = true;
  if (code == ws_close::kTooSlow) {
    // It has not read what is there: the rest would only stand before the reason.
    outbox_.drop_unstarted();
    stall_max_ = kCloseMax;
    if (blocked_since_) {
      blocked_since_ = Clock::now();
    }
  }
  if (code >= kOwnCodesFrom) {
    queue_bye(code, reason);
  }
  queue_close(code, reason);
  schedule();
}

void WsConnection::queue_bye(std::uint16_t code, std::string_view reason) {
  if (subprotocol_.starts_with(kOwnSubprotocols)) {
    outbox_.push(WsOpcode::kText, shared(bye_message(code, reason)));
  }
}

void WsConnection::end(std::uint16_t code, std::string_view reason) {
  if (closing_ || over_) {
    return;
  }
  queue_bye(code, reason);
  queue_close(code, reason);
}

void WsConnection::send_ping() {
  ++ping_number_;
  ping_at_ = Clock::now();
  outbox_.push(WsOpcode::kPing, shared(std::to_string(ping_number_)));
  wake_writer();
}

void WsConnection::wake_writer() {
  if (writer_idle_) {
    // The writer runs after the current handler: what that still sends goes into the same system call.
    writer_idle_ = false;
    wake_.notify_all();
  }
}

asio::awaitable<void> WsConnection::write_loop(std::shared_ptr<WsConnection> self) {
  // Also when the coroutine is cancelled: whoever waits for the writer must hear of its end.
  struct Ended {
    WsConnection& connection;
    ~Ended() {
      connection.writer_over_ = true;
      connection.drained_.notify_all();
    }
  };
  const Ended ended{*self};
  while (!self->over_) {
    if (self->outbox_.empty()) {
      self->drained_.notify_all();
      if (self->closing_) {
        self->close_written();
        co_return;
      }
      self->writer_idle_ = true;
      co_await self->wake_.wait();
      self->writer_idle_ = false;
    } else if (!self->write_some() && !self->over_) {
      boost::system::error_code error;
      co_await self->socket_.async_wait(asio::socket_base::wait_write,
                                        asio::redirect_error(asio::use_awaitable, error));
    }
  }
}

/// False when the kernel takes nothing now, or the connection is over.
bool WsConnection::write_some() {
  std::array<char, kScratchBytes> scratch;  // deliberately not initialised
  std::array<std::string_view, kPiecesMax> pieces;
  std::array<asio::const_buffer, kPiecesMax> buffers;
  const std::size_t used = outbox_.gather(pieces, scratch);
  std::transform(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(used), buffers.begin(),
                 [](std::string_view piece) { return asio::const_buffer(piece.data(), piece.size()); });
  boost::system::error_code error;
  const std::size_t bytes = socket_.write_some(std::span(buffers.data(), used), error);
  if (error == asio::error::would_block || error == asio::error::try_again) {
    if (!blocked_since_) {
      blocked_since_ = Clock::now();
      schedule();
    }
    return false;
  }
  if (error) {
    cut();
    return false;
  }
  blocked_since_.reset();
  outbox_.consume(bytes);
  counters_.bytes_out.add(bytes);
  return true;
}

void WsConnection::close_written() {
  close_written_at_ = Clock::now();
  if (failed_ || peer_closed_) {
    // The conversation is over; the peer sees the end of the stream right behind the close frame.
    boost::system::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  }
  schedule();
}

asio::awaitable<bool> WsConnection::drained() {
  while (!outbox_.empty() && !over_ && !writer_over_) {
    co_await drained_.wait();
  }
  co_return outbox_.empty() && !over_;
}

// ---- the end

asio::awaitable<void> WsConnection::finish(std::uint16_t code) {
  queue_close(code, {});
  while (!writer_over_ && !over_) {
    co_await drained_.wait();
  }
  std::vector<std::string_view> dropped;
  while (!over_ && !failed_ && !peer_closed_) {
    if (!co_await read(dropped)) {
      break;
    }
  }
  if (!over_) {
    watchdog_->clear();
    co_await linger_close(socket_);
  }
  cut();
}

void WsConnection::cut() {
  if (over_) {
    return;
  }
  over_ = true;
  read_over_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
  watchdog_->stop();
  wake_.notify_all();
  drained_.notify_all();
}

// ---- deadlines

void WsConnection::schedule() {
  auto due = Clock::time_point::max();
  if (close_written_at_) {
    due = *close_written_at_ + kCloseMax;
  } else if (reading_ && !closing_) {
    due = quiet_since_ + (pinged_ ? limits_.idle_max : limits_.idle_max / 2);
    if (frame_since_) {
      due = std::min(due, *frame_since_ + limits_.frame_max);
    }
  }
  if (blocked_since_) {
    due = std::min(due, *blocked_since_ + stall_max_);
  }
  if (due == Clock::time_point::max()) {
    watchdog_->clear();
  } else {
    watchdog_->set(due);
  }
}

void WsConnection::on_due() {
  const auto now = Clock::now();
  if (close_written_at_ && now >= *close_written_at_ + kCloseMax) {
    cut();
    return;
  }
  if (blocked_since_ && now >= *blocked_since_ + stall_max_) {
    if (closing_) {
      cut();
      return;
    }
    fail(ws_close::kTooSlow, "nothing was read for too long");
  } else if (reading_ && !closing_) {
    if (frame_since_ && now >= *frame_since_ + limits_.frame_max) {
      fail(ws_close::kTimeout, "a frame was not completed in time");
    } else if (now >= quiet_since_ + limits_.idle_max) {
      fail(ws_close::kTimeout, "no sign of life for too long");
    } else if (!pinged_ && now >= quiet_since_ + limits_.idle_max / 2) {
      pinged_ = true;
      send_ping();
    }
  }
  schedule();
}

}  // namespace gridhall::net
