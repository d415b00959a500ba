// Named polygons with codes: districts, streets, communities. Read once at start from GeoJSON files.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/geo/cells.hpp"
#include "store/geo/datum.hpp"
#include "store/model/event.hpp"

namespace gridhall::geo {

/// One `[[area_layer]]` block of the configuration, the file already resolved.
struct LayerConfig {
  std::string level;           ///< "district"; unique among the layers
  std::filesystem::path file;  ///< RFC 7946 FeatureCollection of Polygon and MultiPolygon
  std::string code_property;   ///< number or string; features that share a code are one area
  std::string label_property;
  std::string parent_property;  ///< empty: codes nest by prefix; the outermost layer has none
  Datum datum = Datum::kWgs84;
};

struct Area {
  std::string code;
  std::string name;
  std::string
      parent;  ///< code in the layer above; empty for the outermost and where no code above is a prefix
};

struct Layer {
  std::string level;
  std::vector<Area> areas;  ///< ordered by code
};

/// Immutable after loading, safe to share among threads.
class AreaLayers {
 public:
  AreaLayers();  ///< no layers: every place is inside (nothing is flagged)
  ~AreaLayers();
  AreaLayers(AreaLayers&&) noexcept;
  AreaLayers& operator=(AreaLayers&&) noexcept;

  /// Every error of every layer at once, each with file, feature or key, value and what is valid.
  static model::Result<AreaLayers> load(const std::vector<LayerConfig>& configs,
                                        std::vector<model::Error>* errors);

  bool empty() const;
  const std::vector<Layer>& layers() const;

  /// The areas that hold a place, outermost first, at most one a layer: on a shared edge the same one every
  /// time. Each layer answers for itself. Exact point in polygon behind a grid: well below a microsecond a
  /// layer.
  std::vector<model::AreaRef> locate(LatLon place) const;

  /// Name of an area; empty when unknown.
  std::string_view name(const model::AreaRef& ref) const;
  /// Every layer's reference for a code (the code may stand in more than one layer).
  std::vector<model::AreaRef> find(std::string_view code) const;

  /// Bounds of the outermost layer; nothing without layers.
  std::optional<Bbox> bounds() const;

  /// All areas as one GeoJSON FeatureCollection in WGS 84, properties {level, code, name}, six decimals.
  const std::string& geojson() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gridhall::geo
