// Named places where a crash test may kill the process or let a step fail. Nothing of it is in a release
// build.
#pragma once

#ifdef GRIDHALL_FAILPOINTS

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace gridhall::store {

/// True when GRIDHALL_FAILPOINT names this place and its turn has come (GRIDHALL_FAILPOINT_TURN, default the
/// first), and from then on. Thread: any.
inline bool failpoint_reached(std::string_view name) {
  static const char* const wanted = std::getenv("GRIDHALL_FAILPOINT");
  static const char* const turn = std::getenv("GRIDHALL_FAILPOINT_TURN");
  if (wanted == nullptr || name != wanted) return false;
  static std::atomic<int> left = turn == nullptr ? 1 : std::atoi(turn);
  return left.fetch_sub(1) <= 1;
}

/// Kills the process at once, as `kill -9` would, when the place is reached.
inline void failpoint(std::string_view name) {
  if (failpoint_reached(name)) std::raise(SIGKILL);
}

}  // namespace gridhall::store

#else

namespace gridhall::store {
constexpr bool failpoint_reached(const char* /*name*/) {
  return false;
}
inline void failpoint(const char* /*name*/) {}
}  // namespace gridhall::store

#endif
