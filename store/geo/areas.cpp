#include "store/geo/areas.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

#include "store/geo/area_file.hpp"
#include "store/geo/area_index.hpp"

namespace gridhall::geo {
namespace {

using model::Code;
using model::Error;

constexpr std::size_t kLayersMax = 16;

const Area* find_area(const std::vector<Area>& areas, std::string_view code) {
  const auto at =
      std::lower_bound(areas.begin(), areas.end(), code,
                       [](const Area& area, std::string_view wanted) { return area.code < wanted; });
  return at != areas.end() && at->code == code ? &*at : nullptr;
}

void check_config(const std::vector<LayerConfig>& configs, std::vector<Error>& errors) {
  const auto report = [&errors](std::size_t index, std::string_view key, std::string_view complaint,
                                std::string got, std::string allowed) {
    errors.push_back({Code::kAttributeInvalid,
                      "area_layer " + std::to_string(index) + ", key '" + std::string(key) +
                          "': " + std::string(complaint) + ".",
                      {},
                      std::move(got),
                      std::move(allowed)});
  };
  if (configs.size() > kLayersMax) {
    report(kLayersMax, "level", "there are too many layers", std::to_string(configs.size()),
           "at most 16 layers");
  }
  std::set<std::string, std::less<>> levels;
  for (std::size_t i = 0; i < configs.size(); ++i) {
    const LayerConfig& config = configs[i];
    if (config.level.empty()) report(i, "level", "it is empty", "\"\"", "a name such as district");
    if (!levels.insert(config.level).second) {
      report(i, "level", "an earlier layer has the same name", '"' + config.level + '"', "one layer a level");
    }
    if (config.code_property.empty())
      report(i, "code", "it is empty", "\"\"", "the property that holds the code");
    if (i == 0 && !config.parent_property.empty()) {
      report(i, "parent", "the outermost layer has no layer above it", '"' + config.parent_property + '"',
             "empty, or a layer before this one");
    }
  }
}

/// Fills in the parents that follow from prefixes and checks those that the file names.
void nest(const LayerConfig& config, const Layer& above, std::vector<AreaShape>& shapes,
          std::vector<Error>& errors) {
  for (AreaShape& shape : shapes) {
    if (config.parent_property.empty()) {
      const std::string_view code = shape.area.code;
      for (std::size_t length = code.size(); length > 0 && shape.area.parent.empty(); --length) {
        if (const Area* parent = find_area(above.areas, code.substr(0, length)))
          shape.area.parent = parent->code;
      }
    } else if (find_area(above.areas, shape.area.parent) == nullptr) {
      errors.push_back(
          {Code::kAttributeInvalid,
           config.file.string() + ", feature " + std::to_string(shape.feature) + ": the parent in '" +
               config.parent_property + "' is not an area of the layer above.",
           "/features/" + std::to_string(shape.feature) + "/properties/" + config.parent_property,
           '"' + shape.area.parent + '"', "a code of level '" + above.level + "'"});
    }
  }
}

/// West to east the shortest way round the earth: a layer cut at the antimeridian is not as wide as the
/// world.
void set_meridians(Bbox& box, std::vector<std::pair<double, double>> spans) {
  std::sort(spans.begin(), spans.end());
  box.west = spans.front().first;
  double reach = spans.front().second;
  double widest_gap = 0;
  double gap_west = 0;
  double gap_east = 0;
  for (const auto& [west, east] : spans) {
    if (west - reach > widest_gap) {
      widest_gap = west - reach;
      gap_west = reach;
      gap_east = west;
    }
    reach = std::max(reach, east);
  }
  box.east = reach;
  if (box.west == -180 && box.east == 180 && widest_gap > 0) {
    box.west = gap_east;
    box.east = gap_west;
  }
}

Bbox bounds_of(const std::vector<AreaShape>& shapes) {
  Bbox box{.west = 0, .south = 90, .east = 0, .north = -90};
  std::vector<std::pair<double, double>> spans;
  for (const AreaShape& shape : shapes) {
    for (const Polygon& polygon : shape.polygons) {
      std::pair<double, double> span{180, -180};
      for (const LatLon& p : polygon.front()) {
        span = {std::min(span.first, p.lon), std::max(span.second, p.lon)};
        box.south = std::min(box.south, p.lat);
        box.north = std::max(box.north, p.lat);
      }
      spans.push_back(span);
    }
  }
  set_meridians(box, std::move(spans));
  return box;
}

void append_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4U];
      out += kHex[static_cast<unsigned char>(c) & 0xFU];
    } else {
      out += c;
    }
  }
  out += '"';
}

/// Six decimals are 0.1 m; zeros at the end say nothing.
void append_degrees(std::string& out, double degrees) {
  std::array<char, 32> buffer;
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), degrees, std::chars_format::fixed, 6);
  std::string_view text(buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data()));
  while (text.back() == '0') text.remove_suffix(1);
  if (text.back() == '.') text.remove_suffix(1);
  out += text == "-0" ? "0" : text;
}

void append_polygon(std::string& out, const Polygon& polygon) {
  out += '[';
  for (const Ring& ring : polygon) {
    out += &ring == &polygon.front() ? "[" : ",[";
    for (const LatLon& p : ring) {
      out += &p == &ring.front() ? "[" : ",[";
      append_degrees(out, p.lon);
      out += ',';
      append_degrees(out, p.lat);
      out += ']';
    }
    out += ']';
  }
  out += ']';
}

void append_features(std::string& out, std::string_view level, const std::vector<AreaShape>& shapes) {
  for (const AreaShape& shape : shapes) {
    if (out.back() != '[') out += ',';
    out += R"({"type":"Feature","properties":{"level":)";
    append_string(out, level);
    out += R"(,"code":)";
    append_string(out, shape.area.code);
    out += R"(,"name":)";
    append_string(out, shape.area.name);
    if (shape.polygons.size() == 1) {
      out += R"(},"geometry":{"type":"Polygon","coordinates":)";
      append_polygon(out, shape.polygons.front());
    } else {
      out += R"(},"geometry":{"type":"MultiPolygon","coordinates":[)";
      for (const Polygon& polygon : shape.polygons) {
        if (&polygon != &shape.polygons.front()) out += ',';
        append_polygon(out, polygon);
      }
      out += ']';
    }
    out += "}}";
  }
}

}  // namespace

struct AreaLayers::Impl {
  std::vector<Layer> layers;
  std::vector<AreaIndex> indexes;
  std::optional<Bbox> bounds;
  std::string geojson = R"({"type":"FeatureCollection","features":[)";
};

AreaLayers::AreaLayers() : impl_(std::make_unique<Impl>()) {
  impl_->geojson += "]}";
}
AreaLayers::~AreaLayers() = default;
AreaLayers::AreaLayers(AreaLayers&&) noexcept = default;
AreaLayers& AreaLayers::operator=(AreaLayers&&) noexcept = default;

model::Result<AreaLayers> AreaLayers::load(const std::vector<LayerConfig>& configs,
                                           std::vector<Error>* errors) {
  std::vector<Error> found;
  check_config(configs, found);
  std::vector<std::vector<AreaShape>> shapes;
  std::vector<Layer> layers;
  bool above_whole = false;
  for (const LayerConfig& config : configs) {
    const std::size_t before = found.size();
    shapes.push_back(read_area_file(config, found));
    const bool whole = found.size() == before;
    // Against a broken layer every parent would be wrong: those errors would only hide its own.
    if (whole && above_whole) nest(config, layers.back(), shapes.back(), found);
    above_whole = whole;
    Layer layer{config.level, {}};
    for (const AreaShape& shape : shapes.back()) layer.areas.push_back(shape.area);
    layers.push_back(std::move(layer));
  }
  if (!found.empty()) {
    Error first = found.front();
    if (errors != nullptr) errors->insert(errors->end(), found.begin(), found.end());
    return first;
  }

  AreaLayers loaded;
  if (configs.empty()) return loaded;
  Impl& impl = *loaded.impl_;
  impl.geojson.resize(impl.geojson.size() - 2);
  for (std::size_t i = 0; i < configs.size(); ++i) {
    impl.indexes.emplace_back(shapes[i]);
    append_features(impl.geojson, configs[i].level, shapes[i]);
  }
  impl.geojson += "]}";
  impl.bounds = bounds_of(shapes.front());
  impl.layers = std::move(layers);
  return loaded;
}

bool AreaLayers::empty() const {
  return impl_->layers.empty();
}

const std::vector<Layer>& AreaLayers::layers() const {
  return impl_->layers;
}

std::vector<model::AreaRef> AreaLayers::locate(LatLon place) const {
  std::vector<model::AreaRef> refs;
  for (std::size_t i = 0; i < impl_->indexes.size(); ++i) {
    const std::uint32_t area = impl_->indexes[i].find(place);
    if (area == AreaIndex::kNone) continue;
    if (refs.empty()) refs.reserve(impl_->indexes.size() - i);
    refs.push_back({static_cast<std::uint8_t>(i), impl_->layers[i].areas[area].code});
  }
  return refs;
}

std::string_view AreaLayers::name(const model::AreaRef& ref) const {
  if (ref.layer >= impl_->layers.size()) return {};
  const Area* area = find_area(impl_->layers[ref.layer].areas, ref.code);
  return area == nullptr ? std::string_view() : std::string_view(area->name);
}

std::vector<model::AreaRef> AreaLayers::find(std::string_view code) const {
  std::vector<model::AreaRef> refs;
  for (std::size_t i = 0; i < impl_->layers.size(); ++i) {
    if (find_area(impl_->layers[i].areas, code) != nullptr) {
      refs.push_back({static_cast<std::uint8_t>(i), std::string(code)});
    }
  }
  return refs;
}

std::optional<Bbox> AreaLayers::bounds() const {
  return impl_->bounds;
}

const std::string& AreaLayers::geojson() const {
  return impl_->geojson;
}

}  // namespace gridhall::geo
