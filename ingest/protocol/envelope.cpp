#include "ingest/protocol/envelope.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "ingest/protocol/attribute_text.hpp"
#include "ingest/protocol/event_time.hpp"
#include "ingest/protocol/json_text.hpp"
#include "ingest/protocol/violation.hpp"

namespace gridhall::ingest {
namespace {

namespace dom = simdjson::dom;
using model::Code;
using MaybeError = std::optional<model::Error>;

std::string pointer_of(std::string_view name) {
  std::string pointer;
  json::append_pointer(pointer, name);
  return pointer;
}

constexpr std::size_t kAttributeBytesMax = 1'024;

/// CloudEvents' attributes that we look at; one that is null counts as absent.
struct Attributes {
  std::optional<dom::element> specversion;
  std::optional<dom::element> id;
  std::optional<dom::element> source;
  std::optional<dom::element> type;
  std::optional<dom::element> subject;
  std::optional<dom::element> time;
  std::optional<dom::element> datacontenttype;
  std::optional<dom::element> dataschema;
  std::optional<dom::element> data;
  std::optional<dom::element> data_base64;
};

std::optional<dom::element>* slot(Attributes& attributes, std::string_view name) {
  switch (name.size()) {
    case 2:
      return name == "id" ? &attributes.id : nullptr;
    case 4:
      return name == "data"   ? &attributes.data
             : name == "type" ? &attributes.type
             : name == "time" ? &attributes.time
                              : nullptr;
    case 6:
      return name == "source" ? &attributes.source : nullptr;
    case 7:
      return name == "subject" ? &attributes.subject : nullptr;
    case 10:
      return name == "dataschema" ? &attributes.dataschema : nullptr;
    case 11:
      return name == "specversion"   ? &attributes.specversion
             : name == "data_base64" ? &attributes.data_base64
                                     : nullptr;
    case 15:
      return name == "datacontenttype" ? &attributes.datacontenttype : nullptr;
    default:
      return nullptr;
  }
}

/// Fills `attributes`. Extensions are kept as they are, but their text obeys CloudEvents' rule for strings.
MaybeError collect(dom::object event, Attributes& attributes) {
  for (const auto member : event) {
    if (member.value.is_null()) {
      continue;
    }
    if (std::optional<dom::element>* known = slot(attributes, member.key)) {
      *known = member.value;
      continue;
    }
    std::string_view text;
    if (member.value.get_string().get(text) == simdjson::SUCCESS) {
      if (const auto complaint = text_complaint(text); !complaint.empty()) {
        return violation(Code::kAttributeInvalid, pointer_of(member.key), member.value, kAttributeText,
                         complaint);
      }
    }
  }
  return std::nullopt;
}

MaybeError check_specversion(const Attributes& attributes) {
  if (!attributes.specversion && !attributes.id && !attributes.source && !attributes.type) {
    return not_a_cloudevent("an object", "None of its four required attributes is there.");
  }
  if (!attributes.specversion) {
    return missing(Code::kNotACloudevent, "/specversion", "a CloudEvent says \"specversion\":\"1.0\"");
  }
  std::string_view version;
  if (attributes.specversion->get_string().get(version) == simdjson::SUCCESS && version == "1.0") {
    return std::nullopt;
  }
  return violation(Code::kNotACloudevent, "/specversion", *attributes.specversion, "\"1.0\"",
                   attributes.specversion->is_number() ? "Put it in quotes." : std::string_view());
}

/// A required or optional attribute of 1 to 1,024 bytes of CloudEvents text.
MaybeError check_attribute(std::string_view name, dom::element value, std::string_view& text) {
  constexpr std::string_view kAllowed = "a string of 1 to 1024 bytes";
  static_assert(kAttributeBytesMax == 1'024);
  if (value.get_string().get(text) != simdjson::SUCCESS) {
    return violation(Code::kAttributeInvalid, pointer_of(name), value, kAllowed,
                     value.is_number() ? "Put it in quotes." : std::string_view());
  }
  if (text.empty() || text.size() > kAttributeBytesMax) {
    return violation(Code::kAttributeInvalid, pointer_of(name), value, kAllowed,
                     text.empty() ? std::string() : "It has " + std::to_string(text.size()) + " bytes.");
  }
  if (const auto complaint = text_complaint(text); !complaint.empty()) {
    return violation(Code::kAttributeInvalid, pointer_of(name), value, kAttributeText, complaint);
  }
  return std::nullopt;
}

MaybeError required(std::string_view name, const std::optional<dom::element>& value, std::string_view& text) {
  if (!value) {
    return missing(Code::kAttributeMissing, pointer_of(name), "every event has an id, a source and a type");
  }
  return check_attribute(name, *value, text);
}

constexpr std::array<std::string_view, 4> kTypes = {
    "gridhall.incident.reported.v1", "gridhall.request.reported.v1", "gridhall.case.updated.v1",
    "gridhall.source.heartbeat.v1"};

MaybeError check_type(dom::element value, std::string_view text, const Rules& rules, model::EventType& type) {
  const auto known = model::parse_event_type(text);
  if (!known) {
    return violation(Code::kTypeUnknown, "/type", value, one_of(kTypes), near_miss(text, kTypes));
  }
  type = *known;
  if (rules.types.empty() || std::find(rules.types.begin(), rules.types.end(), text) != rules.types.end()) {
    return std::nullopt;
  }
  const std::vector<std::string_view> words(rules.types.begin(), rules.types.end());
  return violation(Code::kForbidden, "/type", value, one_of(words), "The key is made for those types.");
}

MaybeError check_source(dom::element value, std::string_view text, const Rules& rules) {
  if (const auto complaint = uri_complaint(text); !complaint.empty()) {
    return violation(Code::kAttributeInvalid, "/source", value, "a URI reference (RFC 3986)", complaint);
  }
  const auto& prefixes = rules.source_prefixes;
  if (prefixes.empty() || std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
        return text.substr(0, prefix.size()) == prefix;
      })) {
    return std::nullopt;
  }
  const std::vector<std::string_view> words(prefixes.begin(), prefixes.end());
  return violation(Code::kSourceNotAllowed, "/source", value, "a source that starts with " + one_of(words),
                   "The key is made for those sources.");
}

/// What describes the data, and the binary form, which none of our types has.
MaybeError check_content(const Attributes& attributes) {
  if (attributes.data_base64) {
    return violation(Code::kAttributeInvalid, "/data_base64", *attributes.data_base64, "data, a JSON object",
                     attributes.data ? "An event has data or data_base64, never both." : "");
  }
  std::string_view text;
  if (attributes.dataschema) {
    if (auto error = check_attribute("dataschema", *attributes.dataschema, text)) {
      return error;
    }
  }
  if (!attributes.datacontenttype) {
    return std::nullopt;
  }
  if (auto error = check_attribute("datacontenttype", *attributes.datacontenttype, text)) {
    return error;
  }
  if (attributes.data && !is_json_media_type(text)) {
    return violation(Code::kAttributeInvalid, "/datacontenttype", *attributes.datacontenttype,
                     "application/json, or leave it out");
  }
  return std::nullopt;
}

}  // namespace

model::Error not_a_cloudevent(std::string_view kind, std::string_view hint) {
  model::Error error;
  error.code = Code::kNotACloudevent;
  error.allowed = "a CloudEvents 1.0 object with specversion, id, source and type";
  error.detail = "This is " + std::string(kind) + ", not a CloudEvent; allowed " + error.allowed + ".";
  if (!hint.empty()) {
    error.detail += " " + std::string(hint);
  }
  return error;
}

MaybeError read_envelope(dom::object event, const Rules& rules, model::Time now, Candidate& candidate,
                         std::optional<dom::element>& data) {
  Attributes attributes;
  std::string_view id;
  std::string_view source;
  std::string_view type;
  std::string_view subject;
  MaybeError error = collect(event, attributes);
  if (!error) error = check_specversion(attributes);
  if (!error) error = required("id", attributes.id, id);
  if (!error) error = required("source", attributes.source, source);
  if (!error) error = check_source(*attributes.source, source, rules);
  if (!error) error = required("type", attributes.type, type);
  if (!error) error = check_type(*attributes.type, type, rules, candidate.event.type);
  if (!error && attributes.subject) error = check_attribute("subject", *attributes.subject, subject);
  if (!error) error = read_time(attributes.time, rules, now, candidate);
  if (!error) error = check_content(attributes);
  if (error) {
    return error;
  }
  candidate.event.id = id;
  candidate.event.source = source;
  candidate.event.subject = attributes.subject ? subject : id;
  data = attributes.data;
  return std::nullopt;
}

}  // namespace gridhall::ingest
