#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>

namespace gridhall::net {

inline constexpr std::chrono::milliseconds kLingerMax{2'000};

/// Closes so that the peer gets the last bytes we wrote: a socket closed with unread input answers with a
/// reset, and the reset may overtake the answer. So: end our side, read and drop until the peer ends his (2
/// s, 16 MiB at most), close.
boost::asio::awaitable<void> linger_close(boost::asio::ip::tcp::socket& socket);

}  // namespace gridhall::net
