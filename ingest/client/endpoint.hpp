// Where a daemon is: the parts of the URL that `--to` takes.
#pragma once

#include <string>
#include <string_view>

#include "store/model/error.hpp"

namespace gridhall::client {

struct Endpoint {
  std::string host;    ///< name or address, IPv6 without brackets
  std::string port;    ///< decimal
  std::string target;  ///< path of the ingest door

  /// Value of the Host header.
  std::string authority() const;
};

/// Takes `http://host:port`, `ws://host:port` and both with the door's path; the path defaults to
/// `/api/v1/ingest`, a path in front of it (a proxy's prefix) is kept. Everything else is `attribute_invalid`
/// and says what is valid.
model::Result<Endpoint> parse_endpoint(std::string_view url);

}  // namespace gridhall::client
