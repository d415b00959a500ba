// Where to listen: "127.0.0.1:8311", "[::1]:0".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gridhall::daemon {

struct ListenAddress {
  std::string host;  ///< an IP address, without brackets
  std::uint16_t port = 0;
  bool loopback = false;

  /// "http://127.0.0.1:8311".
  std::string url(std::uint16_t bound_port) const;
};

/// Nothing unless it is an IP address and a port.
std::optional<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace gridhall::daemon
