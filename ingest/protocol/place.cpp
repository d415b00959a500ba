#include "ingest/protocol/place.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "ingest/protocol/violation.hpp"

namespace gridhall::ingest {
namespace {

namespace dom = simdjson::dom;

constexpr double kLatMax = 90;
constexpr double kLonMax = 180;

std::optional<double> as_number(dom::element value) {
  double number = 0;
  if (value.get_double().get(number) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return number;
}

std::string_view not_a_number_hint(dom::element value) {
  if (!value.is_string()) {
    return {};
  }
  const std::string_view text = value.get_string().value_unsafe();
  const auto letters = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  if (!text.empty() && text.find_first_not_of("0123456789.+- ") == std::string_view::npos) {
    return "Send the number without quotes.";
  }
  if (text.empty() || std::all_of(text.begin(), text.end(), letters)) {
    return "Where there is no place, leave the member out.";
  }
  return "Send decimal degrees; south and west are negative.";
}

model::Error out_of_range(std::string pointer, dom::element value, std::string_view allowed, double lat,
                          double lon) {
  std::string_view hint = "Are lat and long swapped, or the digits shifted?";
  if (std::abs(lat) > kLatMax && std::abs(lat) <= kLonMax && std::abs(lon) <= kLatMax) {
    hint = "Are lat and long swapped?";
  } else if (std::abs(lat) <= kLatMax && std::abs(lon) <= 2 * kLonMax) {
    hint = "Longitudes beyond 180 go on at -180.";
  } else if (std::abs(lat) > 1'000 && std::abs(lon) > 1'000 && lat != std::trunc(lat)) {
    hint = "Are these metres of a map projection instead of degrees?";
  }
  return violation(model::Code::kLocationOutOfRange, std::move(pointer), value, allowed, hint);
}

/// Checks one coordinate that is there: a number, so that swapped or shifted ones can be told in the next
/// step.
std::optional<model::Error> check_number(std::string pointer, dom::element value,
                                         std::optional<double>& number) {
  number = as_number(value);
  if (number) {
    return std::nullopt;
  }
  return violation(model::Code::kSchemaViolation, std::move(pointer), value, "a number of degrees",
                   not_a_number_hint(value));
}

std::optional<model::Error> unlocated(bool required, std::string_view what, Candidate& candidate) {
  if (required && candidate.event.is_report()) {
    model::Error error;
    error.code = model::Code::kLocationMissing;
    error.detail = std::string(what) + "; this source must send a place with every report.";
    error.pointer = "/data/lat";
    error.allowed = "lat and long";
    return error;
  }
  candidate.event.flags |= model::kUnlocated;
  candidate.warnings.push_back(
      {"location_missing", std::string(what) + "; stored as unlocated.", "/data/lat"});
  return std::nullopt;
}

}  // namespace

std::optional<model::Error> locate(const SentPlace& sent, bool required, const geo::AreaLayers& areas,
                                   Candidate& candidate) {
  model::Event& event = candidate.event;
  if (!sent.lat && !sent.lon) {
    return event.is_report() ? unlocated(required, "The report has no lat and long", candidate)
                             : std::nullopt;
  }
  std::optional<double> lat;
  std::optional<double> lon;
  if (sent.lat) {
    if (auto error = check_number("/data/lat", *sent.lat, lat)) {
      return error;
    }
  }
  if (sent.lon) {
    if (auto error = check_number("/data/long", *sent.lon, lon)) {
      return error;
    }
  }
  if (!lat || !lon) {
    return missing(model::Code::kSchemaViolation, lat ? "/data/long" : "/data/lat",
                   "lat and long come together");
  }
  if (std::abs(*lat) > kLatMax) {
    return out_of_range("/data/lat", *sent.lat, "-90 to 90", *lat, *lon);
  }
  if (std::abs(*lon) > kLonMax) {
    return out_of_range("/data/long", *sent.lon, "-180 to 180", *lat, *lon);
  }
  if (*lat == 0 && *lon == 0) {
    return unlocated(required, "lat and long are exactly (0, 0)", candidate);
  }
  geo::LatLon place{*lat, *lon};
  if (sent.datum != geo::Datum::kWgs84) {
    place = geo::to_wgs84(place, sent.datum);
    // BD-09 shifts every place, those at the rim of the map too.
    place = {std::clamp(place.lat, -kLatMax, kLatMax), std::clamp(place.lon, -kLonMax, kLonMax)};
    event.flags |= model::kDatumConverted;
  }
  event.lat = place.lat;
  event.lon = place.lon;
  event.cell = geo::cell_at(place);
  if (!areas.empty()) {
    event.areas = areas.locate(place);
    // A gap between two districts may lie in a street all the same: that place is in the city.
    if (event.areas.empty()) {
      event.flags |= model::kOutsideAreas;
      candidate.warnings.push_back(
          {"outside_areas", "The place lies outside every configured area.", "/data/lat"});
    }
  }
  return std::nullopt;
}

}  // namespace gridhall::ingest
