#include "store/model/lifecycle.hpp"

#include <algorithm>
#include <array>

namespace gridhall::model {
namespace {

using enum State;

constexpr std::array kFromReported = {kFiled, kRejected, kMerged};
constexpr std::array kFromFiled = {kDispatched, kRejected, kMerged};
constexpr std::array kFromDispatched = {kAcknowledged, kInProgress, kReturned, kMerged};
constexpr std::array kFromAcknowledged = {kInProgress, kReturned, kSuspended, kResolved, kMerged};
constexpr std::array kFromInProgress = {kResolved, kReturned, kSuspended, kMerged};
constexpr std::array kFromReturned = {kDispatched, kRejected};
constexpr std::array kFromSuspended = {kInProgress, kReturned};
constexpr std::array kFromResolved = {kClosed, kRework};
constexpr std::array kFromRework = {kInProgress, kReturned, kSuspended};
constexpr std::array kFromClosed = {kReopened};
constexpr std::array kFromRejected = {kReopened};
constexpr std::array kFromMerged = {kReopened};
constexpr std::array kFromReopened = {kDispatched, kRejected, kMerged};

// In the order of State.
constexpr std::array<std::span<const State>, kStateCount> kTable = {
    kFromReported, kFromFiled,     kFromDispatched, kFromAcknowledged, kFromInProgress,
    kFromReturned, kFromSuspended, kFromResolved,   kFromRework,       kFromClosed,
    kFromRejected, kFromMerged,    kFromReopened,
};

}  // namespace

std::span<const State> allowed_from(State from) {
  return kTable[static_cast<std::size_t>(from)];
}

bool allowed(State from, State to) {
  const auto next = allowed_from(from);
  return std::find(next.begin(), next.end(), to) != next.end();
}

std::vector<State> path_to_closed(State from) {
  // Breadth first over thirteen states; the table's order breaks ties, so the path is always the same one.
  std::array<int, kStateCount> came_from{};
  came_from.fill(-1);
  std::vector<State> queue = {from};
  for (std::size_t i = 0; i < queue.size() && queue[i] != kClosed; ++i) {
    for (const State next : allowed_from(queue[i])) {
      auto& mark = came_from[static_cast<std::size_t>(next)];
      // A detour through rejected or merged is a closing of its own, not a way to `closed`.
      if (mark >= 0 || next == from || next == kRejected || next == kMerged) continue;
      mark = static_cast<int>(queue[i]);
      queue.push_back(next);
    }
  }
  std::vector<State> path;
  for (State at = kClosed; at != from; at = static_cast<State>(came_from[static_cast<std::size_t>(at)])) {
    if (came_from[static_cast<std::size_t>(at)] < 0) return {};
    path.push_back(at);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace gridhall::model
