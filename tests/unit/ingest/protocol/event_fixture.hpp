// What the tests of the event reader share: events as text, a reader with a fixed clock, and shorthand for
// refusals.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "ingest/protocol/event_reader.hpp"

namespace gridhall::ingest::testing {

inline model::Time at(std::string_view text) {
  return model::parse_rfc3339(text).value();
}

inline const model::Time kNow = at("2026-11-24T06:00:00Z");

inline constexpr std::string_view kBrooklyn = R"({"service_code":"noise","lat":40.7128,"long":-73.9512})";

/// An event with this data; `more` is put before it, as `"subject":"7",`.
inline std::string event(std::string_view type, std::string_view data, std::string_view more = {}) {
  std::string out = R"({"specversion":"1.0","id":"e1","source":"nyc311","type":"gridhall.)";
  out += type;
  out += R"(","time":"2026-11-24T05:59:00Z",)";
  out += more;
  out += R"("data":)";
  out += data;
  return out + "}";
}
inline std::string report(std::string_view data = kBrooklyn, std::string_view more = {}) {
  return event("request.reported.v1", data, more);
}
inline std::string update(std::string_view data) {
  return event("case.updated.v1", data);
}
inline std::string heartbeat(std::string_view data) {
  return event("source.heartbeat.v1", data);
}

class Reading {
 public:
  explicit Reading(geo::AreaLayers areas = {})
      : reader_(std::make_shared<const geo::AreaLayers>(std::move(areas))) {}

  model::Result<Candidate> read(std::string text) {
    text.reserve(text.size() + 64);
    return reader_.read(text, rules, kNow);
  }
  Candidate taken(std::string text) {
    INFO(text.substr(0, 400));
    auto result = read(std::move(text));
    if (!result) {
      FAIL(model::to_string(result.error().code) << ": " << result.error().detail);
    }
    return std::move(*result);
  }
  model::Error refused(std::string text) {
    INFO(text.substr(0, 400));
    auto result = read(std::move(text));
    REQUIRE(result.has_error());
    return result.error();
  }
  PayloadHash hash(std::string text) { return taken(std::move(text)).payload_hash; }

  Rules rules;

 private:
  EventReader reader_;
};

inline bool warned(const Candidate& candidate, std::string_view code) {
  for (const model::Warning& warning : candidate.warnings) {
    if (warning.code == code) {
      return true;
    }
  }
  return false;
}

inline std::string code_of(const model::Error& error) {
  return std::string(model::to_string(error.code));
}

}  // namespace gridhall::ingest::testing
