// An action as the event that is logged: a CloudEvent of our own making beside the columns that are folded.
#pragma once

#include "dashboard/action_reader.hpp"
#include "store/geo/areas.hpp"
#include "store/store.hpp"

namespace gridhall::dashboard {

/// Source of the events that people make here.
inline constexpr std::string_view kDeskSource = "urn:gridhall:desk";

/// Ready to be submitted; `c` is the case that is meant. Equal calls have equal payload hashes, whenever they
/// are made.
store::Item action_item(const ActionCall& call, const model::Case& c, const geo::AreaLayers& areas,
                        model::Time now);

/// What decides whether a repeated Idempotency-Key means the same.
store::PayloadHash payload_hash(std::string_view text);

}  // namespace gridhall::dashboard
