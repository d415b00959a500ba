#include "ingest/simulate/event_json.hpp"

#include <charconv>

#include "store/geo/datum.hpp"

namespace gridhall::simulate {
namespace {

/// Builds one JSON object. Values come from this folder's tables: valid UTF-8 without control characters, so
/// that quotes and backslashes are all there is to escape.
class Object {
 public:
  void text(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    name(key);
    quoted(value);
  }
  void number(std::string_view key, double value) {
    name(key);
    std::array<char, 32> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, 6);
    out_.append(digits.data(), end.ptr);
  }
  void raw(std::string_view key, std::string_view json) {
    name(key);
    out_ += json;
  }
  bool empty() const { return out_.size() == 1; }
  std::string close() && { return std::move(out_) + '}'; }

 private:
  void name(std::string_view key) {
    if (!empty()) out_ += ',';
    quoted(key);
    out_ += ':';
  }
  void quoted(std::string_view value) {
    out_ += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\') out_ += '\\';
      out_ += c;
    }
    out_ += '"';
  }
  std::string out_ = "{";
};

void add_place(Object& object, const EventData& data) {
  if (data.at) {
    const geo::LatLon sent = data.gcj02 ? geo::from_wgs84(*data.at, geo::Datum::kGcj02) : *data.at;
    object.number("lat", sent.lat);
    object.number("long", sent.lon);
    if (data.gcj02) object.text("datum", geo::to_string(geo::Datum::kGcj02));
    if (data.accuracy_m > 0) object.raw("accuracy_m", std::to_string(data.accuracy_m));
  }
  object.text("address", data.address);
  object.text("area_code", data.area_code);
  object.text("building", data.building);
  object.text("floor", data.floor);
  object.text("unit", data.unit);
}

std::string data_json(const EventData& data, Channel channel) {
  Object object;
  object.text("service_code", data.service_code);
  object.text("service_name", data.service_name);
  object.text("description", data.description);
  add_place(object, data);
  object.text("severity", data.severity);
  object.text("urgency", data.urgency);
  object.text("certainty", data.certainty);
  if (data.exercise) object.raw("exercise", "true");
  if (data.expected) object.text("expected_datetime", event_time(*data.expected, channel));
  object.text("agency_responsible", data.agency);
  object.text("status", data.status);
  object.text("closure_reason", data.closure_reason);
  object.text("status_notes", data.status_notes);
  if (data.contact) {
    Object contact;
    contact.text("name", data.contact->name);
    contact.text("phone", data.contact->phone);
    contact.text("email", data.contact->email);
    object.raw("contact", std::move(contact).close());
  }
  if (!data.attributes.empty()) {
    Object attributes;
    for (const auto& [key, value] : data.attributes) attributes.text(key, value);
    object.raw("attributes", std::move(attributes).close());
  }
  return std::move(object).close();
}

std::string cloud_event(const Envelope& envelope, std::string_view type, const std::string& data) {
  Object object;
  object.text("specversion", "1.0");
  object.text("id", envelope.id);
  object.text("source", source_of(envelope.channel));
  object.text("type", type);
  object.text("subject", envelope.subject);
  object.text("time", event_time(envelope.time, envelope.channel));
  object.raw("data", data);
  return std::move(object).close();
}

}  // namespace

std::string_view source_of(Channel channel) {
  switch (channel) {
    case Channel::kHotline:
      return "/linshui/hotline";
    case Channel::kCad:
      return "/linshui/cad";
    case Channel::kGridApp:
      return "/linshui/grid-app";
    case Channel::kSensors:
      return "/linshui/sensors";
  }
  return "/linshui/hotline";
}

std::string event_time(model::Time time, Channel channel) {
  if (channel == Channel::kCad || channel == Channel::kSensors) return model::format_rfc3339(time);
  std::string local = model::format_rfc3339(time + kCityOffset);
  local.pop_back();  // the Z
  return local + "+08:00";
}

std::string report_json(const Envelope& envelope, bool incident, const EventData& data) {
  return cloud_event(envelope, incident ? "gridhall.incident.reported.v1" : "gridhall.request.reported.v1",
                     data_json(data, envelope.channel));
}

std::string update_json(const Envelope& envelope, const EventData& data) {
  return cloud_event(envelope, "gridhall.case.updated.v1", data_json(data, envelope.channel));
}

std::string heartbeat_json(const Envelope& envelope, std::string_view gateway,
                           const std::vector<std::string>& cells) {
  std::string list = "[";
  for (const std::string& cell : cells) list += (list.size() > 1 ? ",\"" : "\"") + cell + '"';
  Object data;
  data.text("gateway", gateway);
  data.raw("cells", list + "]");
  return cloud_event(envelope, "gridhall.source.heartbeat.v1", std::move(data).close());
}

}  // namespace gridhall::simulate
