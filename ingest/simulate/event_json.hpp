// The demo city's events as CloudEvents (wire contract §1).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/simulate/case_class.hpp"
#include "store/geo/cells.hpp"
#include "store/model/time.hpp"

namespace gridhall::simulate {

struct Contact {
  std::string name;
  std::string phone;
  std::string email;  ///< empty: none given
};

/// The members of `data`; an update has those that change. Empty strings are left out.
struct EventData {
  std::string_view service_code;
  std::string service_name;
  std::string description;
  std::optional<geo::LatLon> at;
  bool gcj02 = false;  ///< `at` is sent in GCJ-02, as the maps on phones in China have it
  int accuracy_m = 0;  ///< 0: not told
  std::string address;
  std::string area_code;
  std::string building;
  std::string floor;
  std::string unit;
  std::string_view severity;
  std::string_view urgency;
  std::string_view certainty;
  bool exercise = false;
  std::optional<model::Time> expected;
  std::string agency;
  std::string_view status;
  std::string_view closure_reason;
  std::string status_notes;
  std::optional<Contact> contact;
  std::vector<std::pair<std::string_view, std::string>> attributes;
};

/// Who says it, and when.
struct Envelope {
  Channel channel = Channel::kHotline;
  std::string id;
  std::string subject;
  model::Time time{};
};

std::string_view source_of(Channel channel);  ///< "/linshui/hotline" …

std::string report_json(const Envelope& envelope, bool incident, const EventData& data);
std::string update_json(const Envelope& envelope, const EventData& data);
/// A gateway of the sensor network is alive and watches these cells (S2 tokens).
std::string heartbeat_json(const Envelope& envelope, std::string_view gateway,
                           const std::vector<std::string>& cells);

/// RFC 3339: local time with its offset from the hotline and the grid workers' app, UTC from the machines.
std::string event_time(model::Time time, Channel channel);

inline constexpr std::chrono::hours kCityOffset{8};  ///< Asia/Shanghai; no daylight saving since 1991

}  // namespace gridhall::simulate
