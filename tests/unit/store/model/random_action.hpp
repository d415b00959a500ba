// Actions at random: most of them possible where the case is, some stale, some nonsense.
#pragma once

#include <random>

#include "store/model/lifecycle.hpp"
#include "tests/unit/store/model/action_fixture.hpp"

namespace gridhall::model {

using Random = std::mt19937_64;

inline int pick(Random& random, int from, int to) {
  return std::uniform_int_distribution<int>(from, to)(random);
}
inline bool one_in(Random& random, int n) {
  return pick(random, 1, n) == 1;
}
template <class T>
const T& any_of(Random& random, const std::vector<T>& values) {
  return values[static_cast<std::size_t>(pick(random, 0, static_cast<int>(values.size()) - 1))];
}

inline const std::vector<std::string>& source_words() {
  static const std::vector<std::string> words = {"open",     "closed",   "in_progress", "acknowledged",
                                                 "resolved", "returned", "merged",      "not a state"};
  return words;
}

inline State random_state(Random& random, const Case& c) {
  const auto next = allowed_from(c.state);
  if (one_in(random, 4)) return static_cast<State>(pick(random, 0, kStateCount - 1));
  return next[static_cast<std::size_t>(pick(random, 0, static_cast<int>(next.size()) - 1))];
}

inline Action random_action(Random& random, const Case& c, Time now) {
  Action action = make_action(static_cast<ActionKind>(pick(random, 1, kActionKindCount)),
                              any_of<std::string>(random, {"li", "wang", "chen"}));
  if (one_in(random, 2)) action.kind = ActionKind::kTransition;
  const bool lapse =
      action.kind == ActionKind::kLapseClaim || action.kind == ActionKind::kLapseAcknowledgement;
  if (lapse || one_in(random, 8)) action.actor = kSystemActor;
  if (one_in(random, 10)) action.role = kAdminRole;
  action.reason = any_of<std::string>(random, {"fixed", "duplicate", "withdrawn", "a reason"});
  action.note = one_in(random, 5) ? "" : "a note";
  if (one_in(random, 3)) action.expected_version = one_in(random, 3) ? c.version - 1 : c.version;
  action.to = random_state(random, c);
  action.unit = any_of<std::string>(random, {"", "unit-1", "unit-2"});
  if (!one_in(random, 8)) action.until = now + std::chrono::minutes(pick(random, -5, 60));
  if (!one_in(random, 8)) action.parent = CaseId{c.id.epoch, static_cast<std::uint64_t>(pick(random, 1, 40))};
  action.rating = static_cast<std::uint8_t>(pick(random, 0, 6));
  action.class_code = any_of<std::string>(random, {"", "noise.night", "lamp"});
  action.claim_seq = c.claim && !one_in(random, 4) ? c.claim->seq : one_in(random, 2) ? c.version : 0;
  return action;
}

inline Event random_source_event(Random& random, Time when) {
  Event event = Story::source_event(when);
  if (!one_in(random, 3)) event.columns.status = any_of(random, source_words());
  if (one_in(random, 2)) event.columns.severity = static_cast<Severity>(pick(random, 0, 4));
  if (one_in(random, 2)) event.columns.address = std::to_string(pick(random, 0, 99));
  if (one_in(random, 3)) event.columns.closure_reason = "fixed";
  if (one_in(random, 8)) event.type = EventType::kIncidentReported;
  if (one_in(random, 5)) {
    event.cell = {0x89c25a4b10000000ULL};
    event.lat = 40.7;
    event.lon = -73.9;
  }
  return event;
}

}  // namespace gridhall::model
