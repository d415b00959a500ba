#pragma once

namespace gridhall::daemon {

inline constexpr const char* kVersion = GRIDHALL_VERSION;

}  // namespace gridhall::daemon
