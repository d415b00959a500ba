// `time`: when it happened. Late and out of order is normal; from the future it is not.
#pragma once

#include <simdjson.h>

#include <optional>

#include "ingest/protocol/event_reader.hpp"

namespace gridhall::ingest {

/// Sets `event.occurred_at`. Without a time the server's is taken, with flag and warning.
std::optional<model::Error> read_time(const std::optional<simdjson::dom::element>& time, const Rules& rules,
                                      model::Time now, Candidate& candidate);

}  // namespace gridhall::ingest
