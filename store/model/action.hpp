// What people and timers do to a case: events in the same log as the sources', folded by the same `apply`.
//
// An action is decided once, at its sequence, against the case as folded up to there: `refuse` is the whole
// rule, asked before it is stored and again by every fold, so that all views of the log reach one verdict.
// What needs more than the case is decided above: rights, the class's window for reopening, another case's
// state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/case.hpp"
#include "store/model/error.hpp"

namespace gridhall::model {

/// Numbers are stored: only ever append.
enum class ActionKind : std::uint8_t {
  kTransition = 1,
  kComment,
  kClaim,    ///< takes or renews the lease that makes somebody its owner
  kRelease,  ///< gives it back; role admin breaks another's
  kAssign,   ///< to a unit
  kExtend,   ///< a new due time
  kMerge,    ///< into another case
  kRate,
  kReclassify,
  kRelocate,  ///< the new place stands in the event, as a report's
  kLapseClaim,
  kLapseAcknowledgement,
  kNudge,     ///< 催办
  kEscalate,  ///< 督办; to a unit above: 提级
};
inline constexpr int kActionKindCount = static_cast<int>(ActionKind::kEscalate);

/// "gridhall.case.transitioned.v1" … The door for sources knows none of them: nobody can send an action as an
/// event.
std::string_view to_string(ActionKind kind);
std::optional<ActionKind> parse_action_kind(std::string_view text);

/// Integrator of the events that people and timers make. No key can have it: names have a character at least.
inline constexpr std::string_view kOwnIntegrator;
/// The actor of timers.
inline constexpr std::string_view kSystemActor = "system";
/// The role that may break another's claim.
inline constexpr std::string_view kAdminRole = "admin";

struct Action {
  ActionKind kind = ActionKind::kComment;
  std::uint64_t target = 0;  ///< sequence of the event that opened the case
  std::string actor;         ///< user, resident's tracking code, or kSystemActor
  std::string role;
  std::string reason;  ///< a code; of a closing by a person one of the closure reasons
  std::string note;
  std::vector<std::string> evidence;   ///< links
  std::uint64_t expected_version = 0;  ///< the case's version that it was made against; 0: any
  std::optional<State> to;             ///< transition
  std::string unit;                    ///< assign; escalate: the unit that it is raised to, none: supervised
  std::optional<Time> until;           ///< claim: end of the lease; extend: the new due time
  std::optional<CaseId> parent;        ///< merge
  std::uint8_t rating = 0;             ///< rate: 1 to 5
  std::string class_code;              ///< reclassify
  std::uint64_t claim_seq = 0;  ///< release, lapses: sequence of the claim or acknowledgement that is meant
  std::uint8_t rung = 0;        ///< nudge, escalate by the ladder: which one, from 1; 0: by a person
  std::uint64_t deadline = 0;   ///< … of the ladder of which deadline (model/ladder.hpp)

  bool by_person() const { return actor != kSystemActor; }
  /// By a person, and more than a remark: from the first such action on people decide, not the source.
  bool decides() const;
};

/// The closure reasons of the domain, in its order.
bool is_closure_reason(std::string_view text);

/// Why the action can't be done to the case at `at`; nothing when it can. Pure. `conflict`: the case is at
/// another version than expected, or somebody else holds the claim; `transition_not_allowed`: `allowed` lists
/// the states that are, separated by spaces; `schema_violation`: a member is missing or wrong, with its
/// pointer; `forbidden`: only timers let things lapse and climb the ladder.
std::optional<Error> refuse(const Case& c, const Action& action, Time at);
/// The same for an event with an action, as of the time it was recorded; its place included.
std::optional<Error> refuse(const Case& c, const Event& event);

}  // namespace gridhall::model
