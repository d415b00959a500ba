// Limits and rungs of the class table, as the wire has them.
#pragma once

#include <optional>
#include <string>

#include "store/model/ladder.hpp"

namespace gridhall::dashboard {

/// {"value":4,"unit":"working_hours"}; null where there is none.
void append_limit(std::string& out, const std::optional<model::Limit>& limit);

/// {"at":"red","after":…,"level":"raised", without its end: what a place has to say besides comes behind.
void append_rung(std::string& out, const model::Rung& rung);

}  // namespace gridhall::dashboard
