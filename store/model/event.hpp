// One immutable, stored fact.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/position.hpp"
#include "store/model/time.hpp"

namespace gridhall::model {

struct Action;

/// Numbers are stored: never renumber.
enum class EventType : std::uint8_t {
  kIncidentReported = 1,
  kRequestReported = 2,
  kCaseUpdated = 3,
  kHeartbeat = 4,
  kAction = 5,  ///< by a person or a timer; never a source's, so it has no text here (its action's kind has)
  kTablesChanged = 6,  ///< classes, calendars and units in force from here on; made here, of no case
};
std::string_view to_string(EventType type);  ///< "gridhall.incident.reported.v1" …
std::optional<EventType> parse_event_type(std::string_view text);

/// CAP 1.2 severity; the number orders them and is what live cell rows carry as `worst`.
enum class Severity : std::uint8_t { kUnknown = 0, kMinor = 1, kModerate = 2, kSevere = 3, kExtreme = 4 };
std::string_view to_string(Severity severity);
std::optional<Severity> parse_severity(std::string_view text);

/// What was noticed about an event while it was taken in. Bits are stored: never renumber.
enum EventFlag : std::uint32_t {
  kUnlocated = 1U << 0,       ///< no coordinates, or exactly (0, 0)
  kOutsideAreas = 1U << 1,    ///< located, but in no configured area
  kTimeMissing = 1U << 2,     ///< no `time`: the server's was taken
  kClassUnknown = 1U << 3,    ///< service_code not in the class table
  kDatumConverted = 1U << 4,  ///< coordinates came in another datum and were converted
  kAmbiguousTime =
      1U << 5,  ///< an importer resolved a repeated local hour (attributes.local_time = "ambiguous")
};

/// An area that holds the event's place. `layer` counts from 0 = outermost, in the order of the
/// configuration.
struct AreaRef {
  std::uint8_t layer = 0;
  std::string code;
  auto operator<=>(const AreaRef&) const = default;
};

/// The report's data members, each only where the sender gave it (wire contract §1).
struct Columns {
  std::optional<std::string> service_code;
  std::optional<std::string> service_name;
  std::optional<std::string> description;
  std::optional<std::string> address;
  std::optional<std::string> address_id;
  std::optional<std::string> area_code;
  std::optional<std::string> building;
  std::optional<std::string> floor;
  std::optional<std::string> unit;
  std::optional<std::string> urgency;
  std::optional<std::string> certainty;
  std::optional<std::string> agency_responsible;
  std::optional<std::string> status;  ///< "open", "closed" or the name of a lifecycle state
  std::optional<std::string> closure_reason;
  std::optional<std::string> status_notes;
  std::optional<std::string> media_url;
  std::optional<double> accuracy_m;
  std::optional<Severity> severity;
  std::optional<bool> exercise;
  std::optional<Time> expected_datetime;
};

struct Event {
  std::uint64_t seq = 0;  ///< 0 until committed
  EventType type = EventType::kRequestReported;
  std::uint32_t flags = 0;  ///< EventFlag bits
  std::string integrator;
  std::string source;
  std::string id;
  std::string subject;  ///< the source's own number of the case; the event's id where it sent none
  Time occurred_at{};
  Time recorded_at{};
  CellId cell{};   ///< level 16, zero when unlocated
  double lat = 0;  ///< WGS 84 degrees; meaningless when cell is zero
  double lon = 0;
  std::vector<AreaRef> areas;  ///< outermost first
  Columns columns;
  std::string data;     ///< the CloudEvent as sent (an action's: as made here), JSON, without data.contact
  std::string contact;  ///< data.contact as JSON; empty when there was none. Sealed apart, never in the log.
  /// Set where type is kAction. Shared and immutable: a report pays two words for it, a copy one count.
  std::shared_ptr<const Action> action;

  bool of_no_case() const { return type == EventType::kHeartbeat || type == EventType::kTablesChanged; }
  bool is_report() const {
    return type == EventType::kIncidentReported || type == EventType::kRequestReported;
  }
};

/// Something worth telling the sender about an event that was nevertheless taken.
struct Warning {
  std::string code;  ///< location_missing, outside_areas, time_missing, class_unknown, …
  std::string detail;
  std::string pointer;
};

}  // namespace gridhall::model
