// What an error shows of the value that it refuses.
#pragma once

#include <simdjson.h>

#include <string>

namespace gridhall::dashboard {

/// The value as JSON text of at most 120 bytes, cut between characters.
std::string shown(const simdjson::dom::element& value);

}  // namespace gridhall::dashboard
