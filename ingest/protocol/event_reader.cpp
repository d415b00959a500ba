#include "ingest/protocol/event_reader.hpp"

#include <simdjson.h>

#include <utility>

#include "ingest/protocol/canonical.hpp"
#include "ingest/protocol/contact_split.hpp"
#include "ingest/protocol/envelope.hpp"
#include "ingest/protocol/json_check.hpp"
#include "ingest/protocol/json_scan.hpp"
#include "ingest/protocol/json_text.hpp"
#include "ingest/protocol/report_data.hpp"
#include "ingest/protocol/violation.hpp"

namespace gridhall::ingest {
namespace {

namespace dom = simdjson::dom;
using model::Code;
using MaybeError = std::optional<model::Error>;

model::Error too_large(std::size_t bytes, std::size_t bytes_max) {
  model::Error error;
  error.code = Code::kEventTooLarge;
  error.detail = "The event has " + std::to_string(bytes) + " bytes; allowed " + std::to_string(bytes_max) +
                 ". Send pictures by media_url.";
  error.got = std::to_string(bytes);
  error.allowed = "events of at most " + std::to_string(bytes_max) + " bytes";
  return error;
}

/// Why simdjson did not take the text. It names the kind of fault only, and reports a broken string before
/// bad UTF-8.
model::Error diagnose(std::string_view json, std::size_t depth_max, simdjson::error_code reason) {
  if (!simdjson::validate_utf8(json.data(), json.size())) {
    return json::not_utf8(json);
  }
  if (const auto fault = json::find_fault(json, depth_max)) {
    return json::to_error(*fault, depth_max);
  }
  model::Error error;
  error.code = reason == simdjson::MEMALLOC ? Code::kInternal : Code::kMalformedJson;
  error.detail = simdjson::error_message(reason);
  return error;
}

std::string_view trimmed(std::string_view json) {
  json.remove_prefix(json::skip_space(json, 0));
  return json.substr(0, json.find_last_not_of(" \t\r\n") + 1);
}

bool has_contact(const std::optional<dom::element>& data) {
  dom::element contact;
  return data && data->at_key("contact").get(contact) == simdjson::SUCCESS && !contact.is_null();
}

}  // namespace

struct EventReader::Impl {
  explicit Impl(std::shared_ptr<const geo::AreaLayers> layers) : areas(std::move(layers)) {}

  MaybeError read(std::string_view json, const Rules& rules, model::Time now, Candidate& candidate) {
    if (json.size() > rules.event_bytes_max) {
      return too_large(json.size(), rules.event_bytes_max);
    }
    dom::element root;
    if (const auto reason = parser.parse(json.data(), json.size(), false).get(root)) {
      return diagnose(json, rules.depth_max, reason);
    }
    dom::object object;
    if (root.get_object().get(object) != simdjson::SUCCESS) {
      return not_a_cloudevent(kind_of(root), root.is_array() ? "Each event stands by itself." : "");
    }
    if (auto error = canonicaliser.run(json, object, rules.depth_max, candidate.payload_hash)) {
      return error;
    }
    std::optional<dom::element> data;
    if (auto error = read_envelope(object, rules, now, candidate, data)) {
      return error;
    }
    if (auto error = read_data(data, rules, candidate)) {
      return error;
    }
    if (auto error = check_class(rules, candidate)) {
      return error;
    }
    candidate.event.recorded_at = now;
    if (!has_contact(data) || !split_contact(json, candidate.event.data, candidate.event.contact)) {
      candidate.event.data = json;
    }
    return std::nullopt;
  }

  MaybeError read_data(const std::optional<dom::element>& data, const Rules& rules,
                       Candidate& candidate) const {
    const bool heartbeat = candidate.event.type == model::EventType::kHeartbeat;
    if (!data) {
      return heartbeat ? std::nullopt
                       : MaybeError(missing(Code::kSchemaViolation, "/data",
                                            "reports and updates have an object with what they say"));
    }
    dom::object object;
    if (data->get_object().get(object) != simdjson::SUCCESS) {
      return violation(Code::kSchemaViolation, "/data", *data, "an object",
                       data->is_string() ? "Send the object itself, not its text." : "");
    }
    return heartbeat ? check_heartbeat_data(object) : read_report_data(object, rules, *areas, candidate);
  }

  /// A report of no known class is kept, flagged; of a strict source it is refused.
  static MaybeError check_class(const Rules& rules, Candidate& candidate) {
    const auto& code = candidate.event.columns.service_code;
    if (!rules.tables || !candidate.event.is_report() || !code) {
      return std::nullopt;
    }
    if (rules.tables->class_code(candidate.event.source, *code) != model::kUnclassified) {
      return std::nullopt;
    }
    if (rules.tables->strict(candidate.event.source)) {
      model::Error error;
      error.code = Code::kClassUnknown;
      error.detail = "service_code is no class of the table, and this source has to send one that is.";
      error.pointer = "/data/service_code";
      error.got = json::excerpt_string(*code);
      error.allowed = "a class of GET /api/v1/classes, or a code that the source's mapping names";
      return error;
    }
    candidate.event.flags |= model::kClassUnknown;
    candidate.warnings.push_back(
        {"class_unknown",
         "service_code is no class of the table: the case is unclassified and has no "
         "limits; the text is kept.",
         "/data/service_code"});
    return std::nullopt;
  }

  std::shared_ptr<const geo::AreaLayers> areas;
  dom::parser parser;
  Canonicaliser canonicaliser;
};

EventReader::EventReader(std::shared_ptr<const geo::AreaLayers> areas)
    : impl_(std::make_unique<Impl>(std::move(areas))) {}

EventReader::~EventReader() = default;

model::Result<Candidate> EventReader::read(std::string_view json, const Rules& rules, model::Time now) {
  // Filled in place: an Event is a kilobyte of members, and moving it about costs more than parsing it.
  model::Result<Candidate> result(boost::system::in_place_value);
  if (auto error = impl_->read(trimmed(json), rules, now, *result)) {
    result = std::move(*error);
  }
  return result;
}

}  // namespace gridhall::ingest
