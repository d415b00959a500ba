// The `data` of reports, updates and heartbeats: which members there are, what each may hold, and what the
// place among them means. The wire contract's section 1 as a table.
#pragma once

#include <simdjson.h>

#include <optional>

#include "ingest/protocol/event_reader.hpp"

namespace gridhall::ingest {

/// Reads the members into `candidate.event.columns`, checks them, converts the datum and finds cell and
/// areas. Members that the contract does not name are left alone. `event.type` is set. The first violation is
/// returned; `candidate` is of no use then.
std::optional<model::Error> read_report_data(simdjson::dom::object data, const Rules& rules,
                                             const geo::AreaLayers& areas, Candidate& candidate);

/// A heartbeat's data: `cells`, where it is there, holds tokens of S2 cells.
std::optional<model::Error> check_heartbeat_data(simdjson::dom::object data);

}  // namespace gridhall::ingest
