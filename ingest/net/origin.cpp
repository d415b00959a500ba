#include "ingest/net/origin.hpp"

#include <algorithm>

#include "ingest/net/ascii.hpp"

namespace gridhall::net {

bool origin_allowed(const Request& request, const std::vector<std::string>& allowed) {
  const auto is_origin = [](const Header& header) { return ascii_iequals(header.name, "origin"); };
  if (std::count_if(request.headers.begin(), request.headers.end(), is_origin) != 1) {
    return false;
  }
  const auto origin = std::find_if(request.headers.begin(), request.headers.end(), is_origin);
  return origin->value != "null" && std::find(allowed.begin(), allowed.end(), origin->value) != allowed.end();
}

}  // namespace gridhall::net
