#include "dashboard/query_reader.hpp"

#include <charconv>

#include "dashboard/json.hpp"
#include "store/board.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::size_t kGotBytesMax = 100;
constexpr std::string_view kSeverities = "Extreme, Severe, Moderate, Minor or Unknown";

}  // namespace

void QueryReader::refuse(std::string_view name, std::string_view got, std::string allowed) {
  model::Error error;
  error.code = model::Code::kSchemaViolation;
  error.detail = std::string(name) + " must be " + allowed;
  error.pointer = "/query/" + std::string(name);
  append_string(error.got, got.substr(0, kGotBytesMax));
  error.allowed = std::move(allowed);
  errors_.push_back(std::move(error));
}

std::optional<std::string_view> QueryReader::one(std::string_view name) {
  const auto values = all(name, false);
  if (values.empty()) return std::nullopt;
  if (values.size() > 1) {
    refuse(name, values[1], "given once");
    return std::nullopt;
  }
  return values.front();
}

std::vector<std::string_view> QueryReader::all(std::string_view name, bool split) {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : request_.query) {
    if (key != name) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t comma = split ? rest.find(',') : std::string_view::npos;
      const std::string_view part = rest.substr(0, comma);
      if (!part.empty()) values.push_back(part);
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
  }
  return values;
}

std::optional<std::uint64_t> QueryReader::number(std::string_view name, std::uint64_t least,
                                                 std::uint64_t most) {
  const auto text = one(name);
  if (!text) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || value < least || value > most) {
    refuse(name, *text, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
  }
  return value;
}

std::optional<geo::Bbox> QueryReader::bbox() {
  const auto text = one("bbox");
  if (!text) return std::nullopt;
  const auto box = geo::parse_bbox(*text);
  if (!box) refuse("bbox", *text, "west,south,east,north in degrees, south not above north");
  return box;
}

std::optional<geo::CellId> QueryReader::cell() {
  const auto text = one("cell");
  if (!text) return std::nullopt;
  const auto cell = geo::parse_token(*text);
  if (!cell || geo::level_of(*cell) < store::kLevelMin || geo::level_of(*cell) > geo::kStorageLevel) {
    refuse("cell", *text, "the S2 token of a cell of level 4 to 16");
    return std::nullopt;
  }
  return cell;
}

std::vector<std::string> QueryReader::texts(std::string_view name, bool split) {
  std::vector<std::string> out;
  for (std::string_view value : all(name, split)) {
    if (value.size() > kFilterValueBytesMax) {
      refuse(name, value, "at most 256 bytes");
    } else if (out.size() == kFilterValuesMax) {
      refuse(name, value, "at most 64 values");
      break;
    } else {
      out.emplace_back(value);
    }
  }
  return out;
}

std::optional<bool> QueryReader::flag(std::string_view name) {
  const auto text = one(name);
  if (!text) return std::nullopt;
  if (*text == "true" || *text == "1") return true;
  if (*text == "false" || *text == "0") return false;
  refuse(name, *text, "true or false");
  return std::nullopt;
}

Filter QueryReader::filter() {
  Filter filter;
  // Senders' codes and names may hold commas: those lists repeat the parameter.
  filter.service_codes = texts("service_code", false);
  filter.areas = texts("area", true);
  filter.units = texts("unit", false);
  filter.sources = texts("source", false);
  for (std::string_view word : all("light", true)) {
    const std::uint8_t light = light_bit(word);
    if (light == 0) refuse("light", word, "green, yellow, red, grey, paused or unset");
    filter.lights = static_cast<std::uint8_t>(filter.lights | light);
  }
  for (std::string_view word : all("escalation", true)) {
    const std::uint32_t bit = escalation_bit(word);
    if (bit == 0) refuse("escalation", word, "nudged, supervised or raised");
    filter.escalations |= bit;
  }
  for (std::string_view word : all("state", true)) {
    const std::uint32_t bits = state_bits(word);
    if (bits == 0) refuse("state", word, "open, closed or the name of a lifecycle state");
    filter.states |= bits;
  }
  for (std::string_view word : all("severity", true)) {
    const auto severity = model::parse_severity(word);
    if (severity) {
      filter.severities |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(*severity));
    } else {
      refuse("severity", word, std::string(kSeverities));
    }
  }
  for (std::string_view word : all("kind", true)) {
    if (word == "incident" || word == "request") {
      filter.kinds = static_cast<std::uint8_t>(filter.kinds | (word == "incident" ? 1U : 2U));
    } else {
      refuse("kind", word, "incident or request");
    }
  }
  filter.located = flag("located");
  filter.exercise = flag("exercise");
  if (const auto word = one("severity_min")) {
    const auto least = model::parse_severity(*word);
    if (least) {
      combine_severities(filter, severities_from(*least));
    } else {
      refuse("severity_min", *word, std::string(kSeverities));
    }
  }
  normalise(filter);
  return filter;
}

}  // namespace gridhall::dashboard
