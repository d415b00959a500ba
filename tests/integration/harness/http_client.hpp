// One HTTP request over a socket of its own, with a deadline.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gridhall::testing {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpResponse {
  unsigned status = 0;
  Headers headers;
  std::string body;

  /// Empty when there is none of that name.
  std::string header(std::string_view name) const;
  /// Throws where the body is not JSON.
  boost::json::value json() const;
};

struct Address {
  std::string host;
  std::uint16_t port = 0;
};

/// Throws std::runtime_error when there is no complete answer in 20 s.
HttpResponse http(const Address& address, std::string_view method, std::string_view target,
                  const Headers& headers = {}, std::string_view body = {});

}  // namespace gridhall::testing
