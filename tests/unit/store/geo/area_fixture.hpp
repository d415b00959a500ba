// What the tests of areas share: layers from text, a plain crossing test over all edges as the oracle, real
// data.
#pragma once

#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/geo/area_file.hpp"
#include "store/geo/area_index.hpp"
#include "store/geo/areas.hpp"
#include "tests/unit/store/geo/plain_owner.hpp"

namespace gridhall::geo::testing {

/// A file with the given text that lives as long as the object.
class TempFile {
 public:
  explicit TempFile(std::string_view text) {
    static std::atomic<int> counter{0};
    path_ = std::filesystem::temp_directory_path() /
            ("gridhall_areas_" + std::to_string(::getpid()) + "_" + std::to_string(counter++) + ".geojson");
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TempFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string feature(std::string_view properties, std::string_view type, std::string_view coordinates) {
  std::string out = R"({"type":"Feature","properties":)";
  out += properties;
  out += R"(,"geometry":{"type":")";
  out += type;
  out += R"(","coordinates":)";
  out += coordinates;
  return out + "}}";
}

/// An axis-parallel square with its south-west corner at (x, y), as Polygon coordinates.
inline std::string square(int x, int y, int side = 1) {
  const auto at = [](int lon, int lat) {
    return "[" + std::to_string(lon) + "," + std::to_string(lat) + "]";
  };
  return "[[" + at(x, y) + "," + at(x + side, y) + "," + at(x + side, y + side) + "," + at(x, y + side) +
         "," + at(x, y) + "]]";
}

inline std::string collection(const std::vector<std::string>& features) {
  std::string out = R"({"type":"FeatureCollection","features":[)";
  for (const std::string& one : features) {
    if (out.back() != '[') out += ',';
    out += one;
  }
  return out + "]}";
}

inline LayerConfig layer(std::filesystem::path file, std::string level = "district") {
  return {.level = std::move(level),
          .file = std::move(file),
          .code_property = "code",
          .label_property = "name",
          .parent_property = {},
          .datum = Datum::kWgs84};
}

inline std::string read_all(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace gridhall::geo::testing
