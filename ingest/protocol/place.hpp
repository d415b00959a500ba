// The place of an event: from the coordinates as sent to a cell and areas.
#pragma once

#include <simdjson.h>

#include <optional>

#include "ingest/protocol/event_reader.hpp"
#include "store/geo/datum.hpp"

namespace gridhall::ingest {

/// The members of `data` that say where, as they were sent.
struct SentPlace {
  std::optional<simdjson::dom::element> lat;
  std::optional<simdjson::dom::element> lon;
  geo::Datum datum = geo::Datum::kWgs84;
};

/// Sets place, cell, areas, flags and warnings of `candidate`. Reports without a place, and whatever says
/// exactly (0, 0), become unlocated; an update without one says nothing about the place.
std::optional<model::Error> locate(const SentPlace& sent, bool required, const geo::AreaLayers& areas,
                                   Candidate& candidate);

}  // namespace gridhall::ingest
