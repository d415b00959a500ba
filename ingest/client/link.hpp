// One WebSocket connection to the daemon's ingest door: dial, handshake, read, write, and why it ended.
//
// Everything that Beast reports is translated here, into messages and one `Down`. A link is used once: a
// client that reconnects makes a new one.
//
// Thread: the one that runs the io_context. The observer must outlive the link or have called `drop`, after
// which it is never called again.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "ingest/client/endpoint.hpp"
#include "store/model/error.hpp"

namespace gridhall::client {

/// Why a link is over.
struct Down {
  bool stop = false;  ///< dialling again would not help: a person must look
  unsigned code = 0;  ///< close code, or HTTP status of a refused handshake; 0 when the connection just broke
  std::chrono::milliseconds retry_after{0};  ///< what the daemon asked for, zero when it asked for nothing
  model::Error error;
};

/// Wire contract §2.3: 1002, 1003, 1007, 1008, 1009 and 4500–4999 mean stop, all else means dial again.
bool close_code_stops(unsigned code);

class LinkObserver {
 public:
  virtual ~LinkObserver() = default;
  virtual void on_open() = 0;
  virtual void on_message(std::string_view text) = 0;
  /// What was queued is with the kernel: the time to make the next message.
  virtual void on_written() = 0;
  /// Last call.
  virtual void on_down(const Down& down) = 0;
};

class Link {
 public:
  virtual ~Link() = default;

  /// Starts at once. Name look-up, connect and handshake together take at most `dial_max`.
  static std::shared_ptr<Link> dial(boost::asio::io_context& io, const Endpoint& endpoint,
                                    const std::string& key, const std::string& agent,
                                    std::chrono::milliseconds dial_max, LinkObserver& observer);

  /// Queues one text frame behind those that are queued.
  virtual void send(std::string text) = 0;
  virtual std::size_t unwritten() const = 0;  ///< frames queued, the one being written included
  /// Starts the closing handshake; `on_down` follows, at the latest when the caller drops the link.
  virtual void close() = 0;
  /// Cuts the connection without a word; the observer hears nothing more.
  virtual void drop() = 0;
};

}  // namespace gridhall::client
