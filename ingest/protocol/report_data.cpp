#include "ingest/protocol/report_data.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "ingest/protocol/place.hpp"
#include "ingest/protocol/violation.hpp"
#include "store/model/case.hpp"

namespace gridhall::ingest {
namespace {

namespace dom = simdjson::dom;
using model::Code;
using MaybeError = std::optional<model::Error>;

constexpr std::size_t kShortBytes = 1'024;  ///< codes and names: they become keys, filters and titles
constexpr std::size_t kUrlBytes = 2'048;
constexpr std::size_t kLongBytes = 262'144;  ///< what people write: no bound but the event's own

enum class Kind : std::uint8_t {
  kText,
  kCode,  ///< text, or a whole number in its stead: what a source counts or numbers
  kLat,
  kLong,
  kDatum,
  kAccuracy,
  kSeverity,
  kUrgency,
  kCertainty,
  kExercise,
  kExpected,
  kStatus,
  kMediaUrl,
  kContact,
  kAttributes,
};

struct Field {
  std::string_view name;
  Kind kind = Kind::kText;
  std::optional<std::string> model::Columns::*text = nullptr;
  std::size_t bytes_max = kShortBytes;
};

using model::Columns;
constexpr std::array<Field, 25> kFields = {{
    {"service_code", Kind::kText, &Columns::service_code},
    {"service_name", Kind::kText, &Columns::service_name},
    {"description", Kind::kText, &Columns::description, kLongBytes},
    {"lat", Kind::kLat},
    {"long", Kind::kLong},
    {"datum", Kind::kDatum},
    {"accuracy_m", Kind::kAccuracy},
    {"address", Kind::kText, &Columns::address, kLongBytes},
    {"address_id", Kind::kCode, &Columns::address_id},
    {"area_code", Kind::kCode, &Columns::area_code},
    {"building", Kind::kCode, &Columns::building},
    {"floor", Kind::kCode, &Columns::floor},
    {"unit", Kind::kCode, &Columns::unit},
    {"severity", Kind::kSeverity},
    {"urgency", Kind::kUrgency},
    {"certainty", Kind::kCertainty},
    {"exercise", Kind::kExercise},
    {"expected_datetime", Kind::kExpected},
    {"agency_responsible", Kind::kText, &Columns::agency_responsible},
    {"status", Kind::kStatus},
    {"closure_reason", Kind::kText, &Columns::closure_reason},
    {"status_notes", Kind::kText, &Columns::status_notes, kLongBytes},
    {"media_url", Kind::kMediaUrl, &Columns::media_url, kUrlBytes},
    {"contact", Kind::kContact},
    {"attributes", Kind::kAttributes},
}};

// CAP 1.2, sections 3.2.2.
constexpr std::array<std::string_view, 5> kSeverities = {"Extreme", "Severe", "Moderate", "Minor", "Unknown"};
constexpr std::array<std::string_view, 5> kUrgencies = {"Immediate", "Expected", "Future", "Past", "Unknown"};
constexpr std::array<std::string_view, 5> kCertainties = {"Observed", "Likely", "Possible", "Unlikely",
                                                          "Unknown"};
constexpr std::array<std::string_view, 3> kDatums = {"wgs84", "gcj02", "bd09"};

constexpr std::size_t kSlots = 64;
constexpr std::size_t slot_of(std::string_view name) {
  const std::size_t first = static_cast<std::uint8_t>(name.front());
  const std::size_t inner = static_cast<std::uint8_t>(name[name.size() * 2 / 3]);
  return (name.size() * 29U + first * 28U + inner) % kSlots;
}

/// One probe finds a field: the names fall into slots of their own, which the compiler checks.
constexpr std::array<std::uint8_t, kSlots> kFieldAt = [] {
  std::array<std::uint8_t, kSlots> at{};
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    at[slot_of(kFields[i].name)] = static_cast<std::uint8_t>(i);
  }
  return at;
}();
static_assert([] {
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    if (kFieldAt[slot_of(kFields[i].name)] != i) {
      return false;
    }
  }
  return true;
}());

const Field* find_field(std::string_view name) {
  const Field& field = kFields[kFieldAt[slot_of(name)]];
  return field.name == name ? &field : nullptr;
}

std::string pointer_to(std::string_view name) {
  return "/data/" + std::string(name);
}

std::string_view wrong_type_hint(dom::element value) {
  return value.is_number() ? "Codes and numbers like it are text: put it in quotes." : std::string_view();
}

MaybeError check_text(std::string_view name, dom::element value, std::size_t bytes_max,
                      std::string_view& text) {
  if (value.get_string().get(text) == simdjson::SUCCESS && text.size() <= bytes_max) {
    return std::nullopt;
  }
  return violation(Code::kSchemaViolation, pointer_to(name), value,
                   "a string of at most " + std::to_string(bytes_max) + " bytes", wrong_type_hint(value));
}

MaybeError read_code(const Field& field, dom::element value, std::optional<std::string>& out) {
  if (value.is_int64() || value.is_uint64()) {
    out = simdjson::minify(value);
    return std::nullopt;
  }
  std::string_view text;
  auto error = check_text(field.name, value, field.bytes_max, text);
  if (!error) {
    out.emplace(text);
  }
  return error;
}

/// Text that must be one of a few words.
MaybeError check_word(std::string_view name, dom::element value, std::span<const std::string_view> words,
                      std::string_view& text) {
  if (value.get_string().get(text) != simdjson::SUCCESS) {
    return violation(Code::kSchemaViolation, pointer_to(name), value, one_of(words));
  }
  if (std::find(words.begin(), words.end(), text) != words.end()) {
    return std::nullopt;
  }
  return violation(Code::kSchemaViolation, pointer_to(name), value, one_of(words), near_miss(text, words));
}

MaybeError read_word(std::string_view name, dom::element value, std::span<const std::string_view> words,
                     std::optional<std::string>& out) {
  std::string_view text;
  auto error = check_word(name, value, words, text);
  if (!error) {
    out.emplace(text);
  }
  return error;
}

MaybeError read_status(dom::element value, std::optional<std::string>& out) {
  static const std::vector<std::string_view> words = [] {
    std::vector<std::string_view> all = {"open", "closed"};
    for (int i = 0; i < model::kStateCount; ++i) {
      const auto state = static_cast<model::State>(i);
      if (state != model::State::kClosed) {
        all.push_back(model::to_string(state));
      }
    }
    return all;
  }();
  return read_word("status", value, words, out);
}

MaybeError read_expected(dom::element value, std::optional<model::Time>& out) {
  constexpr std::string_view kAllowed = "an RFC 3339 time with a zone";
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) {
    return violation(Code::kSchemaViolation, "/data/expected_datetime", value, kAllowed);
  }
  auto time = model::parse_rfc3339(text);
  if (time) {
    out = *time;
    return std::nullopt;
  }
  model::Error error = time.error();
  error.pointer = "/data/expected_datetime";
  error.got = excerpt(value);
  return error;
}

bool is_web_url(std::string_view text) {
  constexpr std::string_view kHttp = "http";
  const auto same = [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b); };
  if (text.size() < kHttp.size() ||
      !std::equal(kHttp.begin(), kHttp.end(), text.begin(), [&](char b, char a) { return same(a, b); })) {
    return false;
  }
  text.remove_prefix(kHttp.size());
  if (!text.empty() && same(text.front(), 's')) {
    text.remove_prefix(1);
  }
  if (text.substr(0, 3) != "://") {
    return false;
  }
  text.remove_prefix(3);
  if (text.empty() || text.front() == '/' || text.front() == '?' || text.front() == '#') {
    return false;
  }
  return std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<std::uint8_t>(c) <= 0x20 || c == 0x7F || c == '"' || c == '<' || c == '>' ||
           c == '\\' || c == '`';
  });
}

/// Whatever a source has for its picture is kept; only what a browser may follow goes without a warning.
MaybeError read_media_url(dom::element value, Candidate& candidate) {
  std::string_view text;
  if (auto error = check_text("media_url", value, kUrlBytes, text)) {
    return error;
  }
  if (text.empty()) {
    return std::nullopt;  // Open311 servers send it empty where there is no picture
  }
  if (!is_web_url(text)) {
    candidate.warnings.push_back({"media_url_unusual",
                                  "media_url is no http or https URL; it is kept as text and never linked.",
                                  "/data/media_url"});
  }
  candidate.event.columns.media_url.emplace(text);
  return std::nullopt;
}

MaybeError check_contact(dom::element value) {
  constexpr std::array<std::string_view, 3> kNames = {"name", "phone", "email"};
  dom::object contact;
  if (value.get_object().get(contact) != simdjson::SUCCESS) {
    return violation(Code::kSchemaViolation, "/data/contact", value, "an object {name, phone, email}");
  }
  for (const std::string_view name : kNames) {
    dom::element member;
    if (contact.at_key(name).get(member) != simdjson::SUCCESS || member.is_null()) {
      continue;
    }
    std::string_view text;
    if (auto error = check_text("contact/" + std::string(name), member, kShortBytes, text)) {
      return error;
    }
  }
  return std::nullopt;
}

MaybeError read_accuracy(dom::element value, std::optional<double>& out) {
  double metres = 0;
  if (value.get_double().get(metres) != simdjson::SUCCESS || metres < 0) {
    return violation(Code::kSchemaViolation, "/data/accuracy_m", value, "a number of metres, 0 or more");
  }
  out = metres;
  return std::nullopt;
}

MaybeError read_exercise(dom::element value, std::optional<bool>& out) {
  bool exercise = false;
  if (value.get_bool().get(exercise) != simdjson::SUCCESS) {
    return violation(Code::kSchemaViolation, "/data/exercise", value, "true or false");
  }
  out = exercise;
  return std::nullopt;
}

MaybeError read_field(const Field& field, dom::element value, Candidate& candidate, SentPlace& place) {
  Columns& columns = candidate.event.columns;
  std::string_view text;
  switch (field.kind) {
    case Kind::kText: {
      auto error = check_text(field.name, value, field.bytes_max, text);
      if (!error) {
        (columns.*field.text).emplace(text);
      }
      return error;
    }
    case Kind::kCode:
      return read_code(field, value, columns.*field.text);
    case Kind::kLat:
      place.lat = value;
      return std::nullopt;
    case Kind::kLong:
      place.lon = value;
      return std::nullopt;
    case Kind::kDatum: {
      auto error = check_word(field.name, value, kDatums, text);
      if (!error) {
        place.datum = geo::parse_datum(text).value_or(geo::Datum::kWgs84);
      }
      return error;
    }
    case Kind::kAccuracy:
      return read_accuracy(value, columns.accuracy_m);
    case Kind::kSeverity: {
      auto error = check_word(field.name, value, kSeverities, text);
      if (!error) {
        columns.severity = model::parse_severity(text);
      }
      return error;
    }
    case Kind::kUrgency:
      return read_word(field.name, value, kUrgencies, columns.urgency);
    case Kind::kCertainty:
      return read_word(field.name, value, kCertainties, columns.certainty);
    case Kind::kExercise:
      return read_exercise(value, columns.exercise);
    case Kind::kExpected:
      return read_expected(value, columns.expected_datetime);
    case Kind::kStatus:
      return read_status(value, columns.status);
    case Kind::kMediaUrl:
      return read_media_url(value, candidate);
    case Kind::kContact:
      return check_contact(value);
    case Kind::kAttributes:
      if (!value.is_object()) {
        return violation(Code::kSchemaViolation, pointer_to(field.name), value, "an object");
      }
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

MaybeError read_report_data(dom::object data, const Rules& rules, const geo::AreaLayers& areas,
                            Candidate& candidate) {
  SentPlace place;
  for (const auto member : data) {
    // As with the attributes of the event, null says the same as leaving the member out.
    const Field* field = member.value.is_null() || member.key.empty() ? nullptr : find_field(member.key);
    if (field != nullptr) {
      if (auto error = read_field(*field, member.value, candidate, place)) {
        return error;
      }
    }
  }
  return locate(place, rules.location_required, areas, candidate);
}

MaybeError check_heartbeat_data(dom::object data) {
  dom::element value;
  if (data.at_key("contact").get(value) == simdjson::SUCCESS && !value.is_null()) {
    if (auto error = check_contact(value)) {
      return error;
    }
  }
  if (data.at_key("cells").get(value) != simdjson::SUCCESS || value.is_null()) {
    return std::nullopt;
  }
  constexpr std::string_view kAllowed = "an array of S2 cell tokens, for example [\"89c25a31\"]";
  dom::array cells;
  if (value.get_array().get(cells) != simdjson::SUCCESS) {
    return violation(Code::kSchemaViolation, "/data/cells", value, kAllowed);
  }
  std::size_t index = 0;
  for (const dom::element cell : cells) {
    std::string_view token;
    if (cell.get_string().get(token) != simdjson::SUCCESS || !geo::parse_token(token)) {
      return violation(Code::kSchemaViolation, "/data/cells/" + std::to_string(index), cell,
                       "the token of an S2 cell, for example \"89c25a31\"");
    }
    ++index;
  }
  return std::nullopt;
}

}  // namespace gridhall::ingest
