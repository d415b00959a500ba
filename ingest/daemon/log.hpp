// The log: one JSON object a line on stderr. No bodies, no secrets; control characters are escaped.
#pragma once

namespace gridhall::daemon {

/// For the whole process, and before anything logs: without it spdlog writes to stdout, which belongs to what
/// a command prints.
void start_log();
/// Debug lines (every request) too.
void log_everything();

}  // namespace gridhall::daemon
