// From a request target to a path and a query that handlers can trust.
//
// The problem: a path that still holds "..", an encoded slash or an overlong character means one thing to the
// check and another to whoever uses it. So it is decoded exactly once, and everything that could be read in
// two ways is refused.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/model/error.hpp"

namespace gridhall::net {

using QueryList = std::vector<std::pair<std::string, std::string>>;

struct Target {
  std::string path;
  QueryList query;
};

/// `raw` is "/path?query", "http://host/path?query" or "*" (whose path is "*"). Path segments "." and "..",
/// empty ones but the last, encoded slashes, backslashes, control characters and bytes that are not UTF-8 are
/// errors.
model::Result<Target> parse_target(std::string_view raw);

/// application/x-www-form-urlencoded, a query or a body: pairs in order, "+" is a blank. A name without "="
/// has an empty value.
model::Result<QueryList> parse_form(std::string_view text);

}  // namespace gridhall::net
