#pragma once

#include <string_view>

namespace gridhall::net {

/// Reason phrase of a status, "Status" for one that has no registered phrase.
std::string_view status_reason(unsigned status);

}  // namespace gridhall::net
