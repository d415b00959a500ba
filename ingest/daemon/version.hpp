// The release this is, as CMake's project() says it.
#pragma once

namespace gridhall::daemon {

extern const char* const kVersion;  ///< "0.1.0"

}  // namespace gridhall::daemon
