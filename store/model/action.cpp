#include "store/model/action.hpp"

#include <algorithm>
#include <array>

#include "store/model/ladder.hpp"
#include "store/model/lifecycle.hpp"
#include "store/model/transitions.hpp"

namespace gridhall::model {
namespace {

// In the order of ActionKind, which begins at 1.
constexpr std::array<std::string_view, kActionKindCount> kTypes = {
    "gridhall.case.transitioned.v1", "gridhall.case.commented.v1", "gridhall.case.claimed.v1",
    "gridhall.case.released.v1",     "gridhall.case.assigned.v1",  "gridhall.case.extended.v1",
    "gridhall.case.merged.v1",       "gridhall.case.rated.v1",     "gridhall.case.reclassified.v1",
    "gridhall.case.relocated.v1",    "gridhall.claim.lapsed.v1",   "gridhall.acknowledgement.lapsed.v1",
    "gridhall.case.nudged.v1",       "gridhall.case.escalated.v1",
};

constexpr std::array<std::string_view, 7> kClosureReasons = {
    "fixed", "no_fault_found", "not_responsible", "duplicate", "referred", "withdrawn", "unable_to_fix",
};

constexpr int kRatingMax = 5;

std::string join(const auto& words) {
  std::string out;
  for (const auto word : words) {
    if (!out.empty()) out += ' ';
    if constexpr (std::is_same_v<std::remove_cv_t<decltype(word)>, State>) {
      out += to_string(word);
    } else {
      out += word;
    }
  }
  return out;
}

std::string quoted(std::string_view word) {
  return '"' + std::string(word) + '"';
}

Error violation(std::string pointer, std::string detail, std::string got = {}, std::string valid = {}) {
  return {Code::kSchemaViolation, std::move(detail), std::move(pointer), std::move(got), std::move(valid)};
}

Error missing(const std::string& pointer, std::string_view what) {
  return violation(pointer, pointer.substr(1) + " is missing: " + std::string(what));
}

Error conflict(std::string detail, std::string pointer = {}, std::string got = {}, std::string valid = {}) {
  return {Code::kConflict, std::move(detail), std::move(pointer), std::move(got), std::move(valid)};
}

/// `what` needs another state than the case is in.
Error not_from_here(const Case& c, std::string what, std::string pointer = {}, std::string got = {}) {
  std::string valid = join(allowed_from(c.state));
  return {Code::kTransitionNotAllowed,
          "the case is " + std::string(to_string(c.state)) + "; " + std::move(what) +
              "; allowed from here: " + valid,
          std::move(pointer), std::move(got), std::move(valid)};
}

Error held(const Claim& claim) {
  return conflict("the case is claimed by " + claim.user + " until " + format_rfc3339(claim.until));
}

using Refusal = std::optional<Error>;

Refusal refuse_transition(const Case& c, const Action& action) {
  if (!action.to) return missing("/to", "the state that the case is to go to");
  const State to = *action.to;
  if (to == State::kMerged)
    return violation("/to", "a case is merged into another one: that is an action of its own",
                     quoted(to_string(to)));
  if (!allowed(c.state, to))
    return not_from_here(c, std::string(to_string(to)) + " does not follow", "/to", quoted(to_string(to)));
  if (to == State::kClosed && action.by_person() && !is_closure_reason(action.reason))
    return violation("/reason_code", "a closing says why: one of the closure reasons", {},
                     join(kClosureReasons));
  return std::nullopt;
}

Refusal refuse_merge(const Case& c, const Action& action) {
  if (!action.parent) return missing("/into", "the case that this one is merged into");
  if (*action.parent == c.id)
    return violation("/into", "a case can't be merged into itself", quoted(to_string(c.id)));
  if (!allowed(c.state, State::kMerged)) return not_from_here(c, "it can't be merged");
  return std::nullopt;
}

Refusal refuse_until(const Action& action, Time at, std::string_view what) {
  if (!action.until) return missing("/until", what);
  if (*action.until > at) return std::nullopt;
  return violation("/until", std::string(what) + " must be later than now",
                   quoted(format_rfc3339(*action.until)), "later than " + format_rfc3339(at));
}

Refusal refuse_claim(const Case& c, const Action& action, Time at) {
  if (!c.open()) return not_from_here(c, "only an open case can be claimed");
  if (c.claim && c.claim->holds(at) && c.claim->user != action.actor) return held(*c.claim);
  return refuse_until(action, at, "the end of the claim");
}

Refusal refuse_release(const Case& c, const Action& action) {
  if (!c.claim) return conflict("nobody holds a claim on the case");
  if (c.claim->user != action.actor && action.role != kAdminRole) return held(*c.claim);
  if (action.claim_seq != 0 && action.claim_seq != c.claim->seq)
    return conflict("the claim in force is another one", {}, std::to_string(action.claim_seq),
                    std::to_string(c.claim->seq));
  return std::nullopt;
}

Refusal only_timers(const Action& action) {
  if (!action.by_person()) return std::nullopt;
  return Error{Code::kForbidden, "only a timer lets things lapse", {}, {}, {}};
}

Refusal refuse_lapse_of_claim(const Case& c, const Action& action, Time at) {
  if (auto error = only_timers(action)) return error;
  if (!c.claim || c.claim->seq != action.claim_seq)
    return conflict("the claim was renewed, given back or dropped", {}, std::to_string(action.claim_seq),
                    c.claim ? std::to_string(c.claim->seq) : std::string());
  if (c.claim->holds(at)) return held(*c.claim);
  return std::nullopt;
}

Refusal refuse_lapse_of_acknowledgement(const Case& c, const Action& action) {
  if (auto error = only_timers(action)) return error;
  if (c.state != State::kAcknowledged) return not_from_here(c, "there is no acknowledgement that can lapse");
  std::uint64_t acknowledged = 0;
  for (const Transition& step : transitions(c)) {
    if (step.applied && step.to == State::kAcknowledged) acknowledged = step.seq;
  }
  if (acknowledged == action.claim_seq) return std::nullopt;
  return conflict("the case was acknowledged anew", {}, std::to_string(action.claim_seq),
                  std::to_string(acknowledged));
}

Refusal refuse_when_closed(const Case& c, std::string_view what) {
  if (c.open()) return std::nullopt;
  return not_from_here(c, "only an open case can be " + std::string(what));
}

/// A rung is climbed once for each deadline.
Refusal refuse_escalation(const Case& c, const Action& action, std::string_view what) {
  if (auto error = refuse_when_closed(c, what)) return error;
  if (action.rung == 0) return std::nullopt;
  if (action.by_person()) return Error{Code::kForbidden, "only a timer climbs the ladder", {}, {}, {}};
  const std::uint64_t deadline = ladder_deadline(c, transitions(c));
  if (action.deadline != deadline)
    return conflict("the ladder is that of another deadline", {}, std::to_string(action.deadline),
                    std::to_string(deadline));
  const int climbed = climbed_rungs(c, deadline);
  if (action.rung > climbed) return std::nullopt;
  return conflict("the ladder was climbed that far before", {}, std::to_string(action.rung),
                  "above " + std::to_string(climbed));
}

Refusal refuse_rating(const Action& action) {
  if (action.rating >= 1 && action.rating <= kRatingMax) return std::nullopt;
  return violation("/rating", "a rating is a whole number from 1 to 5", std::to_string(action.rating),
                   "1 to 5");
}

Refusal refuse_by_kind(const Case& c, const Action& action, Time at) {
  switch (action.kind) {
    case ActionKind::kTransition:
      return refuse_transition(c, action);
    case ActionKind::kComment:
      if (action.note.empty() && action.evidence.empty()) return missing("/note", "what there is to say");
      return std::nullopt;
    case ActionKind::kClaim:
      return refuse_claim(c, action, at);
    case ActionKind::kRelease:
      return refuse_release(c, action);
    case ActionKind::kAssign:
      if (action.unit.empty()) return missing("/unit", "the unit that is to handle the case");
      return refuse_when_closed(c, "assigned");
    case ActionKind::kExtend:
      if (!c.open()) return refuse_when_closed(c, "extended");
      return refuse_until(action, at, "the new due time");
    case ActionKind::kMerge:
      return refuse_merge(c, action);
    case ActionKind::kRate:
      return refuse_rating(action);
    case ActionKind::kReclassify:
      if (action.class_code.empty()) return missing("/class_code", "the new class");
      return std::nullopt;
    case ActionKind::kRelocate:
      return std::nullopt;
    case ActionKind::kLapseClaim:
      return refuse_lapse_of_claim(c, action, at);
    case ActionKind::kLapseAcknowledgement:
      return refuse_lapse_of_acknowledgement(c, action);
    case ActionKind::kNudge:
      return refuse_escalation(c, action, "nudged");
    case ActionKind::kEscalate:
      return refuse_escalation(c, action, "escalated");
  }
  return violation({}, "no action of this kind is known");
}

}  // namespace

std::string_view to_string(ActionKind kind) {
  const auto index = static_cast<std::size_t>(kind) - 1;
  return index < kTypes.size() ? kTypes[index] : std::string_view();
}

std::optional<ActionKind> parse_action_kind(std::string_view text) {
  const auto* const found = std::find(kTypes.begin(), kTypes.end(), text);
  if (found == kTypes.end()) return std::nullopt;
  return static_cast<ActionKind>(found - kTypes.begin() + 1);
}

bool is_closure_reason(std::string_view text) {
  return std::find(kClosureReasons.begin(), kClosureReasons.end(), text) != kClosureReasons.end();
}

bool Action::decides() const {
  if (!by_person()) return false;
  switch (kind) {
    case ActionKind::kComment:
    case ActionKind::kClaim:
    case ActionKind::kRelease:
    case ActionKind::kRate:
    case ActionKind::kNudge:
      return false;
    default:
      return true;
  }
}

std::optional<Error> refuse(const Case& c, const Action& action, Time at) {
  if (action.actor.empty()) return missing("/actor", "who it is that acts");
  if (action.expected_version != 0 && action.expected_version != c.version) {
    const std::string got = std::to_string(action.expected_version);
    const std::string now = std::to_string(c.version);
    return conflict("expected_version is " + got + ", the case is at version " + now +
                        ": it has changed since; look at it again",
                    "/expected_version", got, now);
  }
  return refuse_by_kind(c, action, at);
}

std::optional<Error> refuse(const Case& c, const Event& event) {
  const Action& action = *event.action;
  if (auto error = refuse(c, action, event.recorded_at)) return error;
  if (action.kind == ActionKind::kRelocate && !event.cell) return missing("/lat", "the new place");
  return std::nullopt;
}

}  // namespace gridhall::model
