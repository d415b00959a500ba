#pragma once

#include <memory>
#include <string>

namespace gridhall::net {

/// Shared so that the same bytes can stand in many outboxes.
using SharedText = std::shared_ptr<const std::string>;

}  // namespace gridhall::net
