// A body that is made while it is sent: exports larger than memory, server-sent events.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

namespace gridhall::net {

class BodyStream {
 public:
  virtual ~BodyStream() = default;
  /// The next piece; an empty one ends the body. Called on the connection's io_context, never before the
  /// piece before it is with the kernel, so a slow reader slows the maker. An exception cuts the connection:
  /// the reader sees that the body is not complete. Destroyed early when the reader has gone, which is
  /// noticed at the next write.
  virtual boost::asio::awaitable<std::string> next() = 0;
};

}  // namespace gridhall::net
