// The client side of a WebSocket, made to cost next to nothing, because client and server share the cores.
//
// One thread drives any number of connections by a Poller. Received messages are handed out in the buffer
// that they were read into, many a system call; what is to be sent is appended to `out` as complete frames
// and leaves in one. Errors end the program by an exception: a load that lost a connection measures nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gridhall::bench {

/// Where a daemon listens: "http://127.0.0.1:8311".
struct Address {
  std::string host;
  std::uint16_t port = 0;
  std::string origin() const { return "http://" + host + ":" + std::to_string(port); }
};
/// Throws std::runtime_error for anything but http://IPV4:PORT.
Address parse_address(std::string_view url);

/// Every byte of the mask is this one: frames can be masked once, before it is known where in a message the
/// bytes will stand. The server has the same work as with any other mask.
inline constexpr char kMaskByte = 0x5A;
void mask(std::string& bytes);
/// Appends the head of a masked text frame.
void append_frame_head(std::string& out, std::size_t payload_bytes);
/// Appends a whole masked text frame.
void append_frame(std::string& out, std::string text);

class Connection {
 public:
  /// Connects and upgrades, waiting for both. `headers` are complete lines, each with its CRLF.
  Connection(const Address& to, std::string_view target, std::string_view headers);
  virtual ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int fd() const { return fd_; }
  std::string& out() { return out_; }
  /// Hands out what has come.
  void read();
  /// Writes what the kernel takes; the rest waits for the next call.
  void flush();
  std::uint64_t bytes_received() const { return bytes_received_; }

 protected:
  virtual void on_message(std::string_view text) = 0;
  /// After the messages of one read.
  virtual void on_read() {}

 private:
  void upgrade(const Address& to, std::string_view target, std::string_view headers);
  void take_frames();

  int fd_ = -1;
  std::string out_;
  std::size_t written_ = 0;  ///< of out_
  std::vector<char> in_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t bytes_received_ = 0;
};

/// Wakes connections that can be read or written on.
class Poller {
 public:
  Poller();
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;
  /// Hands out at once what came with the answer to the upgrade. Connections may go when they like.
  void add(Connection& connection);
  void poll(int timeout_ms);

 private:
  int fd_;
};

}  // namespace gridhall::bench
