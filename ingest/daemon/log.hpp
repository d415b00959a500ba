// The log: one JSON object a line on stderr. No bodies, no secrets; control characters are escaped.
#pragma once

namespace gridhall::daemon {

/// For the whole process; `verbose` shows debug lines (every request) too.
void start_log(bool verbose);

}  // namespace gridhall::daemon
