// A client that sends exactly the bytes it is given: what no library would let out.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace gridhall::net::test {

struct Answer {
  unsigned status = 0;  ///< 0: the connection ended without one
  std::string head;
  std::string body;

  std::string header(std::string_view name) const {
    const std::string line = "\r\n" + std::string(name) + ": ";
    const std::size_t at = head.find(line);
    if (at == std::string::npos) {
      return {};
    }
    const std::size_t from = at + line.size();
    return head.substr(from, head.find("\r\n", from) - from);
  }
};

struct Frame {
  int opcode = -1;  ///< -1: the connection ended without one
  std::string payload;

  int close_code() const {
    return payload.size() < 2
               ? 0
               : static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
  }
};

/// A client's frame; the parts that are usually right can be made wrong.
struct FrameForm {
  unsigned first_byte = 0x81;
  std::array<char, 4> mask = {0x12, 0x34, 0x56, 0x78};
  bool masked = true;
  int length_bytes = -1;  ///< 0, 2, 8; -1: the shortest
};

inline std::string frame(std::string_view payload, const FrameForm& form = {}) {
  std::string out(1, static_cast<char>(form.first_byte));
  int length_bytes = form.length_bytes;
  if (length_bytes < 0) {
    length_bytes = payload.size() < 126 ? 0 : payload.size() <= 0xFFFF ? 2 : 8;
  }
  const unsigned mask_bit = form.masked ? 0x80 : 0;
  const std::size_t marker = length_bytes == 0 ? payload.size() : length_bytes == 2 ? 126 : 127;
  out += static_cast<char>(mask_bit | marker);
  for (int i = length_bytes - 1; i >= 0; --i) {
    out += static_cast<char>(payload.size() >> (8 * i));
  }
  if (form.masked) {
    out.append(form.mask.data(), form.mask.size());
  }
  for (std::size_t i = 0; i < payload.size(); ++i) {
    out += form.masked ? static_cast<char>(payload[i] ^ form.mask[i % 4]) : payload[i];
  }
  return out;
}

inline std::string text_frame(std::string_view text) {
  return frame(text);
}

class RawClient {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kPatience{5'000};

  explicit RawClient(std::uint16_t port, int receive_buffer = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (socket_ < 0 || ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
      throw std::runtime_error("cannot connect");
    }
  }
  ~RawClient() { close(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void close() {
    if (socket_ >= 0) {
      ::close(std::exchange(socket_, -1));
    }
  }
  void reset() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    close();
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }

  /// False when the server has closed; the answer may still be read.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        return false;
      }
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// Reads until `enough(received)` or the end or the patience is over; true for the first.
  template <class Enough>
  bool receive_until(Enough enough, std::chrono::milliseconds patience = kPatience) {
    const auto deadline = Clock::now() + patience;
    while (!enough(received_)) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
      pollfd poll{socket_, POLLIN, 0};
      if (ended_ || left <= 0 || ::poll(&poll, 1, static_cast<int>(left)) <= 0) {
        return false;
      }
      std::array<char, 65536> block;  // filled by recv
      const ssize_t bytes = ::recv(socket_, block.data(), block.size(), 0);
      if (bytes <= 0) {
        ended_ = true;
      } else {
        received_.append(block.data(), static_cast<std::size_t>(bytes));
      }
    }
    return true;
  }

  /// The server ends its side within the patience; what it sent before stays readable.
  bool ends(std::chrono::milliseconds patience = kPatience) {
    receive_until([](const std::string&) { return false; }, patience);
    return ended_;
  }

  Answer read_answer(bool with_body = true) {
    Answer answer;
    if (!receive_until([](const std::string& got) { return got.find("\r\n\r\n") != std::string::npos; })) {
      return answer;
    }
    answer.head = take(received_.find("\r\n\r\n") + 4);
    answer.status = static_cast<unsigned>(std::stoul(answer.head.substr(9, 3)));
    const std::string length = answer.header("Content-Length");
    if (with_body && !length.empty()) {
      const std::size_t bytes = std::stoul(length);
      receive_until([&](const std::string& got) { return got.size() >= bytes; });
      answer.body = take(bytes);
    }
    return answer;
  }

  Frame read_frame(std::chrono::milliseconds patience = kPatience) {
    Frame result;
    std::size_t head = 0;
    std::size_t length = 0;
    const auto complete = [&](const std::string& got) {
      const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(got[i]); };
      if (got.size() < 2) {
        return false;
      }
      const std::size_t length_bytes = byte(1) == 126 ? 2 : byte(1) == 127 ? 8 : 0;
      head = 2 + length_bytes;
      if (got.size() < head) {
        return false;
      }
      length = length_bytes == 0 ? byte(1) : 0;
      for (std::size_t i = 0; i < length_bytes; ++i) {
        length = length << 8U | byte(2 + i);
      }
      return got.size() >= head + length;
    };
    if (receive_until(complete, patience)) {
      result.opcode = static_cast<unsigned char>(received_[0]) & 0x0F;
      take(head);
      result.payload = take(length);
    }
    return result;
  }

  /// Frames up to the close frame; its code, or 0 when the connection ended without one.
  int read_close_code(std::chrono::milliseconds patience = kPatience) {
    for (;;) {
      const Frame got = read_frame(patience);
      if (got.opcode < 0) {
        return 0;
      }
      if (got.opcode == 8) {
        return got.close_code();
      }
    }
  }

  const std::string& received() const { return received_; }

 private:
  std::string take(std::size_t bytes) {
    std::string front = received_.substr(0, bytes);
    received_.erase(0, bytes);
    return front;
  }

  int socket_;
  std::string received_;
  bool ended_ = false;
};

/// Looks again until it holds; false when it does not within the patience.
template <class Holds>
bool eventually(Holds holds, std::chrono::milliseconds patience = RawClient::kPatience) {
  const auto deadline = RawClient::Clock::now() + patience;
  while (!holds()) {
    if (RawClient::Clock::now() > deadline) {
      return false;
    }
    std::this_thread::yield();
  }
  return true;
}

inline std::string upgrade_request(std::string_view path, std::string_view subprotocol = "gridhall.echo.v1") {
  return "GET " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
         "Sec-WebSocket-Protocol: " +
         std::string(subprotocol) + "\r\n\r\n";
}

}  // namespace gridhall::net::test
