#include "store/geo/area_file.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

namespace gridhall::geo {
namespace {

using model::Code;
using model::Error;
namespace dom = simdjson::dom;

constexpr std::size_t kCodeBytesMax = 64;
constexpr std::size_t kNameBytesMax = 256;
constexpr std::size_t kGotBytesMax = 120;
constexpr double kExactIntegersMax =
    9007199254740992.0;  // 2^53: above, a double may stand for several integers

/// Cut without splitting a character.
std::string cut(std::string text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text + "...";
}

/// One step of an RFC 6901 pointer.
std::string step(std::string_view key) {
  std::string out = "/";
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string step(std::size_t index) {
  return "/" + std::to_string(index);
}

bool control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// A string, or an integer as its digits. Tools that keep all numbers as doubles write codes as 101.0.
std::optional<std::string> as_text(dom::element value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  std::int64_t whole = 0;
  if (value.get(whole) == simdjson::SUCCESS) return std::to_string(whole);
  std::uint64_t large = 0;
  if (value.get(large) == simdjson::SUCCESS) return std::to_string(large);
  double number = 0;
  if (value.is_double() && value.get(number) == simdjson::SUCCESS && std::trunc(number) == number &&
      std::abs(number) < kExactIntegersMax) {
    return std::to_string(static_cast<std::int64_t>(number));
  }
  return std::nullopt;
}

class FileReader {
 public:
  FileReader(const LayerConfig& config, std::vector<Error>& errors) : config_(config), errors_(errors) {}

  std::vector<AreaShape> read(std::string_view json) {
    read_collection(json);
    if (found_ > kAreaFileErrorsMax) {
      errors_.push_back({Code::kAttributeInvalid,
                         file() + ": " + std::to_string(found_ - kAreaFileErrorsMax) + " more errors.",
                         {},
                         {},
                         {}});
    }
    std::vector<AreaShape> shapes;
    shapes.reserve(areas_.size());
    for (auto& [code, entry] : areas_) {
      if (entry.names.size() > 1) entry.shape.area.name += " +" + std::to_string(entry.names.size() - 1);
      shapes.push_back(std::move(entry.shape));
    }
    return shapes;
  }

  void report(Code code, std::string_view complaint, std::string pointer = {}, std::string got = {},
              std::string allowed = {}) {
    if (++found_ > kAreaFileErrorsMax) return;
    std::string detail = file();
    if (feature_) detail += ", feature " + std::to_string(*feature_);
    detail += ": ";
    detail += complaint;
    detail += '.';
    errors_.push_back(
        {code, std::move(detail), std::move(pointer), cut(std::move(got), kGotBytesMax), std::move(allowed)});
  }

 private:
  struct Entry {
    AreaShape shape;
    std::set<std::string, std::less<>> names;
  };

  std::string file() const { return config_.file.string(); }

  void read_collection(std::string_view json) {
    // RFC 8259 lets a reader skip the byte order mark that some editors write.
    if (json.substr(0, 3) == "\xEF\xBB\xBF") json.remove_prefix(3);
    dom::parser parser;
    dom::element root;
    if (const auto error = parser.parse(json.data(), json.size()).get(root)) {
      const bool encoding = error == simdjson::UTF8_ERROR;
      return report(encoding ? Code::kNotUtf8 : Code::kMalformedJson,
                    std::string("it is not JSON: ") + simdjson::error_message(error), {}, {},
                    "a GeoJSON FeatureCollection (RFC 7946) in UTF-8");
    }
    std::string_view type;
    if (root["type"].get(type) != simdjson::SUCCESS || type != "FeatureCollection") {
      return report(Code::kAttributeInvalid, "it is not a GeoJSON FeatureCollection", "/type",
                    member(root, "type"), "\"FeatureCollection\"");
    }
    dom::array features;
    if (root["features"].get(features) != simdjson::SUCCESS || features.size() == 0) {
      return report(Code::kAttributeInvalid, "it has no features", "/features", member(root, "features"),
                    "an array with at least one feature");
    }
    std::size_t index = 0;
    for (const dom::element feature : features) {
      feature_ = index++;
      read_feature(feature);
    }
    feature_.reset();
  }

  void read_feature(dom::element feature) {
    const std::string pointer = "/features" + step(*feature_);
    std::string_view type;
    if (feature["type"].get(type) != simdjson::SUCCESS || type != "Feature") {
      return report(Code::kAttributeInvalid, "it is not a Feature", pointer + "/type",
                    member(feature, "type"), "\"Feature\"");
    }
    std::optional<std::string> code;
    std::optional<std::string> name;
    std::optional<std::string> parent;
    dom::object properties;
    if (feature["properties"].get(properties) != simdjson::SUCCESS) {
      report(Code::kAttributeMissing, "it has no properties", pointer + "/properties",
             member(feature, "properties"), "an object with '" + config_.code_property + "'");
    } else {
      code = read_code(properties, config_.code_property);
      name = read_name(properties);
      if (!config_.parent_property.empty()) parent = read_code(properties, config_.parent_property);
    }
    std::vector<Polygon> polygons = read_geometry(feature, pointer + "/geometry");
    if (!code || (!parent && !config_.parent_property.empty())) return;
    add(*code, name.value_or(std::string()), parent.value_or(std::string()), std::move(polygons));
  }

  void add(const std::string& code, std::string name, const std::string& parent,
           std::vector<Polygon> polygons) {
    if (name.empty()) name = code;
    const auto [at, fresh] = areas_.try_emplace(code);
    AreaShape& shape = at->second.shape;
    if (fresh) {
      shape.area = {code, name, parent};
      shape.feature = *feature_;
    } else if (shape.area.parent != parent) {
      report(Code::kAttributeInvalid,
             "code '" + code + "' has the parent '" + parent + "' here and '" + shape.area.parent +
                 "' in feature " + std::to_string(shape.feature),
             property_pointer(config_.parent_property), parent,
             "one parent for all features that share a code");
    }
    at->second.names.insert(std::move(name));
    std::move(polygons.begin(), polygons.end(), std::back_inserter(shape.polygons));
  }

  std::string property_pointer(std::string_view key) const {
    return "/features" + step(*feature_) + "/properties" + step(key);
  }

  /// The value as JSON text, empty where there is none.
  static std::string member(dom::element owner, std::string_view key) {
    dom::element value;
    return owner[key].get(value) == simdjson::SUCCESS ? simdjson::minify(value) : std::string();
  }

  void report_missing(dom::object properties, std::string_view key) {
    std::string keys;
    for (const dom::key_value_pair field : properties) {
      keys += keys.empty() ? "one of: " : ", ";
      keys += field.key;
    }
    report(Code::kAttributeMissing, "it has no property '" + std::string(key) + "'", property_pointer(key),
           {},
           keys.empty() ? "a property of that name; there are none" : cut(std::move(keys), 2 * kGotBytesMax));
  }

  std::optional<std::string> read_code(dom::object properties, std::string_view key) {
    dom::element value;
    if (properties[key].get(value) != simdjson::SUCCESS) {
      report_missing(properties, key);
      return std::nullopt;
    }
    auto code = as_text(value);
    if (!code || code->empty() || code->size() > kCodeBytesMax ||
        std::any_of(code->begin(), code->end(), control)) {
      report(Code::kAttributeInvalid, "the code in '" + std::string(key) + "' is not valid",
             property_pointer(key), simdjson::minify(value),
             "an integer, or a string of 1 to 64 bytes without control characters");
      return std::nullopt;
    }
    return code;
  }

  /// Empty where the file knows no name: null and "" are common in real files.
  std::optional<std::string> read_name(dom::object properties) {
    if (config_.label_property.empty()) return std::nullopt;
    dom::element value;
    if (properties[config_.label_property].get(value) != simdjson::SUCCESS) {
      report_missing(properties, config_.label_property);
      return std::nullopt;
    }
    if (value.is_null()) return std::nullopt;
    auto name = as_text(value);
    if (!name || name->size() > kNameBytesMax || std::any_of(name->begin(), name->end(), control)) {
      report(Code::kAttributeInvalid, "the name in '" + config_.label_property + "' is not valid",
             property_pointer(config_.label_property), simdjson::minify(value),
             "a string of at most 256 bytes without control characters, an integer or null");
      return std::nullopt;
    }
    return name;
  }

  std::vector<Polygon> read_geometry(dom::element feature, const std::string& pointer) {
    std::vector<Polygon> polygons;
    dom::element geometry;
    std::string_view type;
    if (feature["geometry"].get(geometry) != simdjson::SUCCESS ||
        geometry["type"].get(type) != simdjson::SUCCESS || (type != "Polygon" && type != "MultiPolygon")) {
      report(Code::kAttributeInvalid, "an area needs a polygon", pointer + "/type",
             type.empty() ? member(feature, "geometry") : member(geometry, "type"),
             "\"Polygon\" or \"MultiPolygon\"");
      return polygons;
    }
    dom::element coordinates;
    if (geometry["coordinates"].get(coordinates) != simdjson::SUCCESS) {
      report(Code::kAttributeMissing, "the geometry has no coordinates", pointer + "/coordinates", {},
             "an array");
      return polygons;
    }
    const std::string at = pointer + "/coordinates";
    if (type == "Polygon") {
      if (auto polygon = read_polygon(coordinates, at)) polygons.push_back(std::move(*polygon));
      return polygons;
    }
    dom::array parts;
    if (coordinates.get(parts) != simdjson::SUCCESS || parts.size() == 0) {
      report(Code::kAttributeInvalid, "the MultiPolygon has no polygon", at, simdjson::minify(coordinates),
             "an array of at least one polygon");
      return polygons;
    }
    std::size_t index = 0;
    for (const dom::element part : parts) {
      if (auto polygon = read_polygon(part, at + step(index++))) polygons.push_back(std::move(*polygon));
    }
    return polygons;
  }

  std::optional<Polygon> read_polygon(dom::element value, const std::string& pointer) {
    dom::array rings;
    if (value.get(rings) != simdjson::SUCCESS || rings.size() == 0) {
      report(Code::kAttributeInvalid, "the polygon has no ring", pointer, simdjson::minify(value),
             "an array of at least one ring");
      return std::nullopt;
    }
    Polygon polygon;
    std::size_t index = 0;
    for (const dom::element ring : rings) polygon.push_back(read_ring(ring, pointer + step(index++)));
    return polygon;
  }

  Ring read_ring(dom::element value, const std::string& pointer) {
    Ring ring;
    dom::array positions;
    if (value.get(positions) != simdjson::SUCCESS || positions.size() < 4) {
      report(Code::kAttributeInvalid, "the ring has too few positions", pointer, simdjson::minify(value),
             "at least four positions, the last one equal to the first");
      return ring;
    }
    ring.reserve(positions.size());
    std::size_t index = 0;
    bool whole = true;
    for (const dom::element position : positions) {
      const auto place = read_position(position, pointer, index++);
      whole = whole && place;
      if (place) ring.push_back(*place);
    }
    if (whole && (ring.front().lat != ring.back().lat || ring.front().lon != ring.back().lon)) {
      report(Code::kAttributeInvalid, "the ring is not closed", pointer + step(index - 1),
             simdjson::minify(positions.at(index - 1)),
             "the first position again: " + simdjson::minify(positions.at(0)));
    }
    for (LatLon& place : ring) place = to_wgs84(place, config_.datum);
    return ring;
  }

  std::optional<LatLon> read_position(dom::element value, const std::string& pointer, std::size_t index) {
    dom::array numbers;
    double lon = 0;
    double lat = 0;
    if (value.get(numbers) != simdjson::SUCCESS || numbers.at(0).get(lon) != simdjson::SUCCESS ||
        numbers.at(1).get(lat) != simdjson::SUCCESS) {
      report(Code::kAttributeInvalid, "a position is not a pair of numbers", pointer + step(index),
             simdjson::minify(value), "[longitude, latitude] in degrees");
      return std::nullopt;
    }
    if (std::abs(lon) <= 180 && std::abs(lat) <= 90) return LatLon{.lat = lat, .lon = lon};
    std::string_view cause = "a position is out of range; the file may be in projected metres";
    if (std::abs(lon) <= 90 && std::abs(lat) <= 180)
      cause = "a position is out of range; it looks like latitude first";
    report(Code::kLocationOutOfRange, cause, pointer + step(index), simdjson::minify(value),
           "[longitude -180 to 180, latitude -90 to 90] in degrees");
    return std::nullopt;
  }

  const LayerConfig& config_;
  std::vector<Error>& errors_;
  std::map<std::string, Entry, std::less<>> areas_;
  std::optional<std::size_t> feature_;
  std::size_t found_ = 0;
};

}  // namespace

std::vector<AreaShape> parse_area_file(const LayerConfig& config, std::string_view json,
                                       std::vector<model::Error>& errors) {
  return FileReader(config, errors).read(json);
}

std::vector<AreaShape> read_area_file(const LayerConfig& config, std::vector<model::Error>& errors) {
  FileReader reader(config, errors);
  std::error_code error;
  const auto bytes = std::filesystem::is_regular_file(config.file, error)
                         ? std::filesystem::file_size(config.file, error)
                         : std::uintmax_t{0};
  std::ifstream in(config.file, std::ios::binary);
  if (bytes == 0 || error || !in) {
    reader.report(Code::kNotFound, "there is no such file, or it is empty or not readable", {}, {},
                  "the path of a GeoJSON file, relative to the configuration file");
    return {};
  }
  if (bytes > kAreaFileBytesMax) {
    reader.report(Code::kAttributeInvalid, "the file is too large", {}, std::to_string(bytes),
                  "at most 268435456 bytes");
    return {};
  }
  std::string json(static_cast<std::size_t>(bytes), '\0');
  if (!in.read(json.data(), static_cast<std::streamsize>(json.size()))) {
    reader.report(Code::kNotFound, "the file could not be read to its end");
    return {};
  }
  return reader.read(json);
}

}  // namespace gridhall::geo
