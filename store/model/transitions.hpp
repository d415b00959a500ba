// The lifecycle of a case, worked out from its facts.
#pragma once

#include <vector>

#include "store/model/case.hpp"

namespace gridhall::model {

/// The steps of the lifecycle that the case's facts give, in the order of the fold, implied and refused ones
/// included. A refused action that asked for no state stands among them as a step from a state to itself.
std::vector<Transition> transitions(const Case& c);

/// Sets what follows from the facts: state, closing, parent, and the flags that hang on them.
void settle_state(Case& c);

}  // namespace gridhall::model
