// A case by hand: somebody called, or came in, and an operator writes it down.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dashboard/actor.hpp"
#include "ingest/net/http.hpp"
#include "store/model/time.hpp"

namespace gridhall::dashboard {

struct DeskReport {
  std::string event;  ///< a CloudEvent in JSON, for the same checks that a source's report goes through
  std::string
      identity;  ///< what a repeated Idempotency-Key must bring again: everything but time and contact
};

/// Nothing where `errors` tell why. The Idempotency-Key is the event's id.
std::optional<DeskReport> desk_report(const net::Request& request, const Actor& actor, model::Time now,
                                      std::vector<model::Error>& errors);

}  // namespace gridhall::dashboard
