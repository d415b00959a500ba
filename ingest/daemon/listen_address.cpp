#include "ingest/daemon/listen_address.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace gridhall::daemon {

std::string ListenAddress::url(std::uint16_t bound_port) const {
  const bool v6 = host.find(':') != std::string::npos;
  return "http://" + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(bound_port);
}

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  ListenAddress address;
  const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (bad != std::errc() || end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
  boost::system::error_code error;
  const auto ip = boost::asio::ip::make_address(std::string(host), error);
  if (error) return std::nullopt;
  address.host = ip.to_string();
  address.loopback = ip.is_loopback();
  return address;
}

}  // namespace gridhall::daemon
