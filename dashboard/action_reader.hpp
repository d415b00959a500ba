// What a person asks to be done to a case, as it comes over HTTP: read and checked as far as that goes
// without the case.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dashboard/actor.hpp"
#include "ingest/net/http.hpp"
#include "store/geo/datum.hpp"
#include "store/model/action.hpp"

namespace gridhall::dashboard {

/// The last segment of the path: POST /cases/{id}/transitions and its sisters.
enum class ActionDoor : std::uint8_t {
  kTransitions,
  kComments,
  kClaims,
  kAssignments,
  kExtensions,
  kMerges,
  kRatings,
  kClasses,
  kPlaces,
  kNudges,
  kEscalations,
};
std::string_view to_string(ActionDoor door);
inline constexpr int kActionDoorCount = static_cast<int>(ActionDoor::kEscalations) + 1;

struct ActionCall {
  model::Action action;              ///< target is not set here
  std::string key;                   ///< Idempotency-Key
  std::optional<geo::LatLon> place;  ///< of a re-location, WGS 84
};

/// Nothing where `errors` tell why: every mistake at once. `now` is where a claim's lease begins.
std::optional<ActionCall> read_action(ActionDoor door, const net::Request& request, const Actor& actor,
                                      model::Time now, std::vector<model::Error>& errors);

/// Idempotency-Key: 1 to 128 printable ASCII characters.
std::optional<std::string> read_key(const net::Request& request, std::vector<model::Error>& errors);

}  // namespace gridhall::dashboard
