#include "store/model/event.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace gridhall::model {
namespace {

TEST_CASE("every event type and severity survives its text") {
  for (const EventType type : {EventType::kIncidentReported, EventType::kRequestReported,
                               EventType::kCaseUpdated, EventType::kHeartbeat}) {
    CHECK(parse_event_type(to_string(type)) == type);
  }
  for (const Severity severity :
       {Severity::kUnknown, Severity::kMinor, Severity::kModerate, Severity::kSevere, Severity::kExtreme}) {
    CHECK(parse_severity(to_string(severity)) == severity);
  }
}

TEST_CASE("names of types and severities are exact") {
  CHECK(to_string(EventType::kHeartbeat) == "gridhall.source.heartbeat.v1");
  for (const char* text :
       {"", "severe", "Severe ", "gridhall.source.heartbeat", "GRIDHALL.SOURCE.HEARTBEAT.V1"}) {
    CHECK(!parse_severity(text));
    CHECK(!parse_event_type(text));
  }
}

}  // namespace
}  // namespace gridhall::model
