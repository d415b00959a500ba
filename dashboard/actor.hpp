// Who asks or acts, and in which roles they may.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/net/http.hpp"

namespace gridhall::dashboard {

inline constexpr std::string_view kOperator = "operator";
inline constexpr std::string_view kSupervisor = "supervisor";
inline constexpr std::string_view kAdmin = "admin";

struct Actor {
  std::string name;
  std::vector<std::string> roles;

  bool may_be(std::string_view role) const {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  }
};

/// The person at the machine in development mode: every role, so that each step can be tried.
inline Actor demo_operator() {
  return {"demo", {std::string(kOperator), std::string(kSupervisor), std::string(kAdmin)}};
}

/// Whoever the request is of: in development mode the demo person or, to try rights out, the one that the
/// header X-Gridhall-Act-As names, "zhang.min" (an operator) or "zhang.min:operator,supervisor".
/// `attribute_invalid`: a name of no or more than 64 characters, or a role that there is not.
model::Result<Actor> actor_of(const net::Request& request);

}  // namespace gridhall::dashboard
