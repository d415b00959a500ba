#include "tests/bench/connection.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace gridhall::bench {
namespace {

constexpr std::size_t kReadBytes = 256U << 10;
constexpr unsigned kText = 1;
constexpr unsigned kClose = 8;
constexpr unsigned kPing = 9;
constexpr unsigned kPong = 10;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void append_head(std::string& out, unsigned opcode, std::size_t payload_bytes) {
  out.push_back(static_cast<char>(0x80U | opcode));
  if (payload_bytes < 126) {
    out.push_back(static_cast<char>(0x80U | payload_bytes));
  } else {
    const bool medium = payload_bytes <= 0xFFFF;
    out.push_back(static_cast<char>(0x80U | (medium ? 126U : 127U)));
    for (unsigned shift = medium ? 16 : 64; shift > 0; shift -= 8) {
      out.push_back(static_cast<char>(payload_bytes >> (shift - 8)));
    }
  }
  out.append(4, kMaskByte);
}

}  // namespace

Address parse_address(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  while (url.ends_with('/')) url.remove_suffix(1);
  const std::size_t colon = url.rfind(':');
  Address address;
  if (url.starts_with(kScheme) && colon >= kScheme.size()) {
    address.host = url.substr(kScheme.size(), colon - kScheme.size());
    std::from_chars(url.data() + colon + 1, url.data() + url.size(), address.port);
  }
  if (address.port == 0)
    throw std::runtime_error("not an address like http://127.0.0.1:8311: " + std::string(url));
  return address;
}

void mask(std::string& bytes) {
  for (char& byte : bytes) byte = static_cast<char>(byte ^ kMaskByte);
}

void append_frame_head(std::string& out, std::size_t payload_bytes) {
  append_head(out, kText, payload_bytes);
}

void append_frame(std::string& out, std::string text) {
  append_frame_head(out, text.size());
  mask(text);
  out += text;
}

Connection::Connection(const Address& to, std::string_view target, std::string_view headers)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), in_(kReadBytes) {
  if (fd_ < 0) fail("socket");
  try {
    upgrade(to, target, headers);
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

Connection::~Connection() {
  ::close(fd_);
}

void Connection::upgrade(const Address& to, std::string_view target, std::string_view headers) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(to.port);
  if (::inet_pton(AF_INET, to.host.c_str(), &where.sin_addr) != 1)
    throw std::runtime_error("no IPv4 address: " + to.host);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&where), sizeof(where)) != 0) fail("connect");
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));

  std::string request("GET ");
  request.append(target)
      .append(" HTTP/1.1\r\nHost: ")
      .append(to.host)
      .append(":")
      .append(std::to_string(to.port));
  request.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
  request.append("Sec-WebSocket-Key: Z3JpZGhhbGwgYmVuY2ggMQ==\r\n").append(headers).append("\r\n");
  if (::send(fd_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
    fail("send");

  // What follows the head of the answer in the same segment is frames already.
  constexpr std::string_view kEnd = "\r\n\r\n";
  std::size_t head = std::string_view::npos;
  while (head == std::string_view::npos) {
    const ssize_t got = ::recv(fd_, in_.data() + end_, in_.size() - end_, 0);
    if (got <= 0) throw std::runtime_error("no answer to the upgrade");
    end_ += static_cast<std::size_t>(got);
    head = std::string_view(in_.data(), end_).find(kEnd);
  }
  const std::string_view answer(in_.data(), head);
  if (!answer.starts_with("HTTP/1.1 101"))
    throw std::runtime_error("upgrade refused: " + std::string(answer));
  begin_ = head + kEnd.size();
  if (::fcntl(fd_, F_SETFL, O_NONBLOCK) != 0) fail("fcntl");
}

void Connection::read() {
  take_frames();
  for (;;) {
    if (begin_ > 0) {
      std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (end_ == in_.size()) in_.resize(in_.size() * 2);
    const std::size_t space = in_.size() - end_;
    const ssize_t got = ::recv(fd_, in_.data() + end_, space, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) break;
    if (got < 0) fail("recv");
    if (got == 0) throw std::runtime_error("the server ended the connection");
    end_ += static_cast<std::size_t>(got);
    bytes_received_ += static_cast<std::uint64_t>(got);
    take_frames();
    if (static_cast<std::size_t>(got) < space) break;
  }
  on_read();
  flush();
}

void Connection::take_frames() {
  while (end_ - begin_ >= 2) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(in_.data() + begin_);
    const unsigned opcode = bytes[0] & 0x0FU;
    std::size_t length = bytes[1] & 0x7FU;
    const std::size_t length_bytes = length == 126 ? 2 : (length == 127 ? 8 : 0);
    const std::size_t head = 2 + length_bytes;
    if (end_ - begin_ < head) return;
    if (length_bytes > 0) {
      length = 0;
      for (std::size_t i = 0; i < length_bytes; ++i) length = length << 8U | bytes[2 + i];
    }
    if (end_ - begin_ - head < length) return;
    const std::string_view payload(in_.data() + begin_ + head, length);
    begin_ += head + length;
    if (opcode == kPing) {
      std::string pong(payload);
      append_head(out_, kPong, pong.size());
      mask(pong);
      out_ += pong;
    } else if (opcode == kClose) {
      throw std::runtime_error("the server closed: " +
                               std::string(payload.substr(std::min<std::size_t>(2, length))));
    } else if (opcode == kText && (bytes[0] & 0x80U) != 0) {
      on_message(payload);
    } else if (opcode != kPong) {
      throw std::runtime_error("a frame that the server never sends");
    }
  }
}

void Connection::flush() {
  while (written_ < out_.size()) {
    const ssize_t put = ::send(fd_, out_.data() + written_, out_.size() - written_, MSG_NOSIGNAL);
    if (put < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (put < 0) fail("send");
    written_ += static_cast<std::size_t>(put);
  }
  out_.clear();
  written_ = 0;
}

Poller::Poller() : fd_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (fd_ < 0) fail("epoll_create1");
}

Poller::~Poller() {
  ::close(fd_);
}

void Poller::add(Connection& connection) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLET;
  event.data.ptr = &connection;
  if (::epoll_ctl(fd_, EPOLL_CTL_ADD, connection.fd(), &event) != 0) fail("epoll_ctl");
  connection.read();
}

void Poller::poll(int timeout_ms) {
  std::array<epoll_event, 128> events{};
  const int ready = ::epoll_wait(fd_, events.data(), static_cast<int>(events.size()), timeout_ms);
  for (int i = 0; i < ready; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    auto& connection = *static_cast<Connection*>(event.data.ptr);
    if ((event.events & EPOLLOUT) != 0) connection.flush();
    if ((event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) connection.read();
  }
}

}  // namespace gridhall::bench
