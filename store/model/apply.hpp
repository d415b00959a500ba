// The fold. No clock, no random, no I/O: the same events always give the same case, on every machine.
#pragma once

#include <optional>
#include <string>

#include "store/model/case.hpp"
#include "store/model/transitions.hpp"

namespace gridhall::model {

/// The case after `event`. `before` is the case so far, nothing for the first event of a subject; `event.seq`
/// is set. `epoch` names a new case. Total: there is no event that it refuses; a status that the lifecycle
/// does not allow at its place stays among the facts and shows up in `transitions` as not applied, with the
/// reason, and so does an action that `refuse` (action.hpp) refuses, which changes nothing else. Heartbeats
/// belong to no case and must not come here.
///
/// Order: the report first; facts by (occurred_at, seq) until a person has decided something (`acted_seq`),
/// by seq from then on, and then a source's word moves nothing any more.
Case apply(std::optional<Case> before, const Event& event, const std::string& epoch);

}  // namespace gridhall::model
