#include "ingest/daemon/version.hpp"

namespace gridhall::daemon {

const char* const kVersion = GRIDHALL_VERSION;

}  // namespace gridhall::daemon
