// The lifecycle table: data in one place, the same for every actor.
#pragma once

#include <span>
#include <vector>

#include "store/model/case.hpp"

namespace gridhall::model {

/// States that may directly follow `from`, in the table's order.
std::span<const State> allowed_from(State from);
bool allowed(State from, State to);

/// The shortest chain of allowed steps from `from` to `closed`, without `from` itself. Every open state has
/// one.
std::vector<State> path_to_closed(State from);

}  // namespace gridhall::model
