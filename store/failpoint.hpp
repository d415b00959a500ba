// Named places where a crash test may kill the process. Nothing of it is in a release build.
#pragma once

#ifdef GRIDHALL_FAILPOINTS

#include <csignal>
#include <cstdlib>
#include <string_view>

namespace gridhall::store {

/// Kills the process at once, as `kill -9` would, when GRIDHALL_FAILPOINT names this place and its turn has
/// come (GRIDHALL_FAILPOINT_TURN, default the first). Called on the committer's thread only.
inline void failpoint(std::string_view name) {
  static const char* const wanted = std::getenv("GRIDHALL_FAILPOINT");
  static const char* const turn = std::getenv("GRIDHALL_FAILPOINT_TURN");
  if (wanted == nullptr || name != wanted) return;
  static int left = turn == nullptr ? 1 : std::atoi(turn);
  if (--left <= 0) std::raise(SIGKILL);
}

}  // namespace gridhall::store

#else

namespace gridhall::store {
inline void failpoint(const char* /*name*/) {}
}  // namespace gridhall::store

#endif
