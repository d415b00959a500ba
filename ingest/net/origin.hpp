#pragma once

#include <string>
#include <vector>

#include "ingest/net/http.hpp"

namespace gridhall::net {

/// True when the request carries exactly one Origin header and it is, byte for byte, one of `allowed` (such
/// as "https://board.example:8443"). No header, "null", two headers: false. A browser writes an origin in one
/// form only, so nothing is normalised: a prefix or a case rule is how "good.example.evil.example" gets in.
bool origin_allowed(const Request& request, const std::vector<std::string>& allowed);

}  // namespace gridhall::net
