// A WebSocket client for tests: sends at once, hands out what comes in order, and never blocks past a
// deadline.
//
// Thread: the test's own; the connection makes progress only while one of its methods runs. A refused
// handshake throws std::runtime_error with the status.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/integration/harness/http_client.hpp"

namespace gridhall::testing {

inline constexpr std::chrono::milliseconds kPatience{20'000};  ///< a sanitizer's daemon on a busy machine

class WsClient {
 public:
  WsClient(const Address& address, std::string_view target, const std::string& subprotocol,
           const Headers& headers);
  ~WsClient();
  WsClient(WsClient&&) noexcept;
  WsClient& operator=(WsClient&&) noexcept;

  const std::string& subprotocol() const;
  void send(const boost::json::value& message);
  void send_text(std::string_view text);
  void send_binary(std::string_view bytes);

  /// The next message as JSON; nothing when the connection closed or nothing came in time.
  std::optional<boost::json::object> receive(std::chrono::milliseconds deadline = kPatience);
  /// The next message with that `op`; others are dropped. Throws when none comes.
  boost::json::object expect(std::string_view op, std::chrono::milliseconds deadline = kPatience);

  /// Waits for the peer's close; its code, 1006 when the connection broke without one. Messages stay
  /// readable.
  std::uint16_t closed(std::chrono::milliseconds deadline = kPatience);
  bool is_open() const;
  /// Says goodbye properly.
  void close();
  /// Cuts the connection without a word, as a lost line does.
  void drop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gridhall::testing
