// The event around its data: the attributes that CloudEvents 1.0 defines, and what the sender's key allows of
// them.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string_view>

#include "ingest/protocol/event_reader.hpp"

namespace gridhall::ingest {

/// Sets type, source, id, subject and time of `candidate.event` and finds `data`, which is nothing where the
/// event has none. Views and elements live as long as the parser's document.
std::optional<model::Error> read_envelope(simdjson::dom::object event, const Rules& rules, model::Time now,
                                          Candidate& candidate, std::optional<simdjson::dom::element>& data);

/// For whatever is no CloudEvent at all. It is not quoted: it may hold personal data in some place or other.
model::Error not_a_cloudevent(std::string_view kind, std::string_view hint);

}  // namespace gridhall::ingest
