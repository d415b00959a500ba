// Grammar of the basemap: one FeatureCollection; `kind` decides geometry and properties.
//   water park block           MultiPolygon or Polygon
//   building                   MultiPolygon, `floors`: all buildings of one height
//   tower                      Polygon, `floors`, `name`, `name_zh`
//   street arterial highway rail   LineString, `name`, `name_zh`
//   water_label place_label    Point, `name`, `name_zh`, `rank`, and `angle` where the text should be turned
// Features come in painting order. Buildings and blocks are gathered because a feature's frame costs as much
// as its four corners.
#include "ingest/simulate/city_file.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <string_view>

#include "ingest/simulate/city.hpp"

namespace gridhall::simulate {
namespace {

class FeatureWriter {
 public:
  FeatureWriter() { text_ = "{\"type\":\"FeatureCollection\",\"features\":["; }

  std::string finish() && { return std::move(text_) + "\n]}\n"; }

  /// `properties` is the inside of a JSON object.
  void polygon(std::string_view properties, const Ring& outer, const std::vector<Ring>& holes = {}) {
    open(properties, "Polygon");
    rings(outer, holes);
    text_ += "}}";
  }
  void multi_polygon(std::string_view properties, const std::vector<Ring>& outers) {
    if (outers.size() == 1) return polygon(properties, outers.front());
    open(properties, "MultiPolygon");
    text_ += '[';
    for (const Ring& ring : outers) {
      if (&ring != &outers.front()) text_ += ',';
      rings(ring, {});
    }
    text_ += "]}}";
  }
  void line(std::string_view properties, const Line& points) {
    open(properties, "LineString");
    positions(points.begin(), points.end(), false);
    text_ += "}}";
  }
  void point(std::string_view properties, geo::LatLon at) {
    open(properties, "Point");
    position(at);
    text_ += "}}";
  }

 private:
  void open(std::string_view properties, std::string_view geometry) {
    text_ += text_.back() == '[' ? "\n" : ",\n";
    text_ += "{\"type\":\"Feature\",\"properties\":{";
    text_ += properties;
    text_ += "},\"geometry\":{\"type\":\"";
    text_ += geometry;
    text_ += "\",\"coordinates\":";
  }
  void rings(const Ring& outer, const std::vector<Ring>& holes) {
    text_ += '[';
    positions(outer.begin(), outer.end(), true);
    for (const Ring& hole : holes) {
      text_ += ',';
      positions(hole.rbegin(), hole.rend(), true);  // holes run clockwise
    }
    text_ += ']';
  }
  template <class Iterator>
  void positions(Iterator begin, Iterator end, bool closed) {
    text_ += '[';
    for (Iterator it = begin; it != end; ++it) {
      if (it != begin) text_ += ',';
      position(*it);
    }
    if (closed) {
      text_ += ',';
      position(*begin);
    }
    text_ += ']';
  }
  void position(geo::LatLon at) {
    text_ += '[';
    number(at.lon);
    text_ += ',';
    number(at.lat);
    text_ += ']';
  }
  void number(double degrees) {
    std::array<char, 24> digits{};
    const auto result =
        std::to_chars(digits.data(), digits.data() + digits.size(), degrees, std::chars_format::fixed, 6);
    text_.append(digits.data(), result.ptr);
  }
  std::string text_;
};

std::string kind(std::string_view name) {
  return "\"kind\":\"" + std::string(name) + "\"";
}

// The city's names hold no character that JSON would want escaped (a test reads every file back).
std::string named(std::string_view kind_name, const Name& name) {
  return kind(kind_name) + ",\"name\":\"" + name.en + "\",\"name_zh\":\"" + name.zh + "\"";
}

std::string areas(const std::vector<CityArea>& all) {
  FeatureWriter writer;
  for (const CityArea& area : all) {
    writer.multi_polygon("\"code\":\"" + area.code + "\",\"name\":\"" + area.name.both() +
                             "\",\"parent\":\"" + area.parent + "\"",
                         area.outlines);
  }
  return std::move(writer).finish();
}

std::string_view kind_of(RoadKind road) {
  switch (road) {
    case RoadKind::kStreet:
      return "street";
    case RoadKind::kArterial:
      return "arterial";
    case RoadKind::kHighway:
      return "highway";
    case RoadKind::kRail:
      return "rail";
  }
  return "street";
}

std::string basemap(const City& city) {
  FeatureWriter writer;
  for (const Ring& park : city.parks) writer.polygon(kind("park"), park);
  writer.multi_polygon(kind("block"), city.blocks);
  for (const Ring& water : city.water) {
    writer.polygon(kind("water"), water, &water == &city.water.front() ? city.islands : std::vector<Ring>{});
  }
  std::map<int, std::vector<Ring>> by_floors;
  for (const Building& building : city.buildings) by_floors[building.floors].push_back(building.ring);
  for (const auto& [floors, rings] : by_floors) {
    writer.multi_polygon(kind("building") + ",\"floors\":" + std::to_string(floors), rings);
  }
  for (const Tower& tower : city.towers) {
    writer.polygon(named("tower", tower.name) + ",\"floors\":" + std::to_string(tower.floors), tower.ring);
  }
  for (const RoadKind road_kind :
       {RoadKind::kStreet, RoadKind::kRail, RoadKind::kArterial, RoadKind::kHighway}) {
    for (const Road& road : city.roads) {
      if (road.kind == road_kind) writer.line(named(kind_of(road.kind), road.name), road.line);
    }
  }
  const auto label = [&writer](std::string_view kind_name, const Label& at) {
    std::string properties = named(kind_name, at.name) + ",\"rank\":" + std::to_string(at.rank);
    if (at.angle_deg != 0) properties += ",\"angle\":" + std::to_string(std::lround(at.angle_deg));
    writer.point(properties, at.position);
  };
  for (const Label& at : city.water_names) label("water_label", at);
  for (const Label& at : city.places) label("place_label", at);
  return std::move(writer).finish();
}

model::Result<void> write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) {
    return model::Error{.code = model::Code::kStorageFailed,
                        .detail = "could not write " + file.string(),
                        .pointer = {},
                        .got = {},
                        .allowed = {}};
  }
  return {};
}

}  // namespace

model::Result<void> write_city(const std::filesystem::path& directory) {
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);
  if (failed) {
    return model::Error{.code = model::Code::kStorageFailed,
                        .detail = "could not make " + directory.string() + ": " + failed.message(),
                        .pointer = {},
                        .got = {},
                        .allowed = {}};
  }
  const City& linshui = city();
  for (const auto& [name, text] : {std::pair{"linshui-districts.geojson", areas(linshui.districts)},
                                   std::pair{"linshui-streets.geojson", areas(linshui.streets)},
                                   std::pair{"linshui-communities.geojson", areas(linshui.communities)},
                                   std::pair{"linshui-basemap.geojson", basemap(linshui)}}) {
    if (auto written = write_file(directory / name, text); !written) return written.error();
  }
  return {};
}

}  // namespace gridhall::simulate
