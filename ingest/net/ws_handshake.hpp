// The WebSocket opening handshake (RFC 6455 §4.2), on a request that has been parsed already.
//
// Extensions are never agreed: permessage-deflate costs memory a connection and lets a small frame become a
// large one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ingest/net/http.hpp"
#include "ingest/net/refusal.hpp"

namespace gridhall::net {

/// The request asks for an upgrade to "websocket" (whether or not the rest of the handshake is right).
bool wants_websocket(const Request& request);

struct Handshake {
  std::string accept;       ///< Sec-WebSocket-Accept
  std::string subprotocol;  ///< one of the door's, empty when the door has none
};

/// Checks the handshake against a door that speaks `subprotocols`, in our order of preference.
std::variant<Handshake, Refusal> check_handshake(const Request& request,
                                                 const std::vector<std::string>& subprotocols);

}  // namespace gridhall::net
