// The fold. No clock, no random, no I/O: the same events always give the same case, on every machine.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/model/case.hpp"

namespace gridhall::model {

/// The case after `event`. `before` is the case so far, nothing for the first event of a subject; `event.seq`
/// is set. `epoch` names a new case. Total: there is no event that it refuses; a status that the lifecycle
/// does not allow at its place stays among the facts and shows up in `transitions` as not applied, with the
/// reason. Heartbeats belong to no case and must not come here.
Case apply(std::optional<Case> before, const Event& event, const std::string& epoch);

/// The steps of the lifecycle that the case's facts give, in the order of the fold, implied and refused ones
/// included.
std::vector<Transition> transitions(const Case& c);

}  // namespace gridhall::model
