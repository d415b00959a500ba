// From bytes to a checked event: parse once, validate, convert the datum, find the cell and the areas.
//
// Thread: one reader a thread (it owns parser buffers). No I/O; the clock is given.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/geo/areas.hpp"
#include "store/model/event.hpp"
#include "store/model/tables.hpp"

namespace gridhall::ingest {

/// What one key may send and what its source demands.
struct Rules {
  std::vector<std::string> source_prefixes;  ///< empty: every source
  std::vector<std::string> types;            ///< empty: every type
  std::shared_ptr<const model::Tables>
      tables;  ///< classes in force; null: there are none, every code is taken
  bool location_required = false;
  std::optional<std::chrono::seconds> max_age;
  std::size_t event_bytes_max = 262'144;
  std::size_t depth_max = 32;
  std::chrono::seconds future_max{300};
};

/// 128 bits of SHA-256 over the event's members in canonical form (sorted keys, unescaped strings, numbers by
/// value, null attributes and data.contact left out): equal for events with equal members, whatever their
/// bytes.
using PayloadHash = std::array<std::uint8_t, 16>;

struct Candidate {
  model::Event event;  ///< integrator and seq are not set here
  PayloadHash payload_hash{};
  std::vector<model::Warning> warnings;
};

class EventReader {
 public:
  explicit EventReader(std::shared_ptr<const geo::AreaLayers> areas);
  ~EventReader();
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;

  /// One CloudEvent in JSON. `json` must be followed by 64 readable bytes. The first violation is reported,
  /// with pointer, value and what is allowed; nothing throws, whatever the bytes are.
  model::Result<Candidate> read(std::string_view json, const Rules& rules, model::Time now);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gridhall::ingest
