#include "store/model/event.hpp"

#include <array>
#include <utility>

namespace gridhall::model {
namespace {

constexpr std::array<std::pair<EventType, std::string_view>, 4> kTypes = {{
    {EventType::kIncidentReported, "gridhall.incident.reported.v1"},
    {EventType::kRequestReported, "gridhall.request.reported.v1"},
    {EventType::kCaseUpdated, "gridhall.case.updated.v1"},
    {EventType::kHeartbeat, "gridhall.source.heartbeat.v1"},
}};

constexpr std::array<std::string_view, 5> kSeverities = {"Unknown", "Minor", "Moderate", "Severe", "Extreme"};

}  // namespace

std::string_view to_string(EventType type) {
  // Not among those that a source can send.
  if (type == EventType::kTablesChanged) return "gridhall.tables.changed.v1";
  for (const auto& [value, name] : kTypes) {
    if (value == type) {
      return name;
    }
  }
  return {};
}

std::optional<EventType> parse_event_type(std::string_view text) {
  for (const auto& [value, name] : kTypes) {
    if (name == text) {
      return value;
    }
  }
  return std::nullopt;
}

std::string_view to_string(Severity severity) {
  return kSeverities[static_cast<std::size_t>(severity)];
}

std::optional<Severity> parse_severity(std::string_view text) {
  for (std::size_t i = 0; i < kSeverities.size(); ++i) {
    if (kSeverities[i] == text) {
      return static_cast<Severity>(i);
    }
  }
  return std::nullopt;
}

}  // namespace gridhall::model
