#include "store/geo/cells.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <string>

using namespace gridhall::geo;

namespace {

constexpr LatLon kTimesSquare{40.7580, -73.9855};

bool covered(const std::vector<CellId>& cells, CellId storage_cell) {
  return std::any_of(cells.begin(), cells.end(), [&](CellId cell) {
    const CellRange range = storage_range(cell);
    return range.first.value <= storage_cell.value && storage_cell.value <= range.last.value;
  });
}

}  // namespace

TEST_CASE("a cell holds the place it was made for and its centre lies in it") {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> lat(-90, 90);
  std::uniform_real_distribution<double> lon(-180, 180);
  for (int i = 0; i < 2000; ++i) {
    const LatLon p{lat(random), lon(random)};
    for (const int level : {0, 4, 13, 16, 30}) {
      const CellId cell = cell_at(p, level);
      REQUIRE(level_of(cell) == level);
      REQUIRE(cell_at(centre(cell), level) == cell);
      REQUIRE(parent(cell_at(p, 30), level) == cell);
    }
  }
}

TEST_CASE("180 and -180 degrees are the same cell and so is a pole at every longitude") {
  for (double lat = -89; lat <= 89; lat += 0.5) CHECK(cell_at({lat, 180}) == cell_at({lat, -180}));
  for (double lon = -180; lon <= 180; lon += 7.5) {
    CHECK(cell_at({90, lon}) == cell_at({90, 0}));
    CHECK(cell_at({-90, lon}) == cell_at({-90, 0}));
  }
  CHECK(cell_at({90, 0}) != cell_at({-90, 0}));
  CHECK(cell_at({90, 0}));
}

TEST_CASE("a place out of range has no cell") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const LatLon p :
       {LatLon{90.0000001, 0}, {-91, 0}, {0, 180.1}, {0, -181}, {nan, 0}, {0, nan}, {infinity, 0}}) {
    CHECK_FALSE(cell_at(p));
  }
}

TEST_CASE("no cell is answered as no cell") {
  CHECK(level_of({}) == -1);
  CHECK_FALSE(parent({}, 4));
  CHECK_FALSE(storage_range({}).first);
  CHECK_FALSE(intersects({}, {}));
}

TEST_CASE("a cell's parent at its own or a finer level is itself") {
  const CellId cell = cell_at(kTimesSquare, 10);
  CHECK(parent(cell, 10) == cell);
  CHECK(parent(cell, 16) == cell);
  CHECK(level_of(parent(cell, 4)) == 4);
}

TEST_CASE("tokens are read back and have one spelling") {
  CHECK(token(cell_at(kTimesSquare)) == "89c25855b");
  for (int level = 0; level <= 30; ++level) {
    const CellId cell = cell_at(kTimesSquare, level);
    CHECK(parse_token(token(cell)) == cell);
  }
  for (const std::string text :
       {"", "X", "0", "89C25855B", "89c25855b0", "0x89c25855b", "+89c25855b", "89c25855g", " 89c25855b",
        "89c25855b ", "2", "89c25855baaaaaaaa", "89c25855a", "f"}) {
    INFO(text);
    CHECK_FALSE(parse_token(text));
  }
}

TEST_CASE("the storage range of a cell is exactly the level 16 cells below it") {
  const CellId cell = cell_at(kTimesSquare, 14);
  const CellRange range = storage_range(cell);
  CHECK(level_of(range.first) == kStorageLevel);
  CHECK(level_of(range.last) == kStorageLevel);
  CHECK(parent(range.first, 14) == cell);
  CHECK(parent(range.last, 14) == cell);
  const std::uint64_t step = std::uint64_t{1} << (2 * (30 - kStorageLevel) + 1);
  CHECK((range.last.value - range.first.value) / step + 1 == 16);
  CHECK(parent({range.first.value - step}, 14) != cell);
  CHECK(parent({range.last.value + step}, 14) != cell);
  const CellId own = cell_at(kTimesSquare);
  CHECK(storage_range(own).first == own);
  CHECK(storage_range(own).last == own);
  CHECK(storage_range(cell_at(kTimesSquare, 20)).first == own);
}

TEST_CASE("a bounding box is four plain numbers in range and nothing else") {
  const auto box = parse_bbox("-74.3,40.5,-73.7,40.9");
  REQUIRE(box);
  CHECK(box->west == -74.3);
  CHECK(box->south == 40.5);
  CHECK(box->east == -73.7);
  CHECK(box->north == 40.9);
  CHECK(parse_bbox("170,-20,-170,20"));
  CHECK(parse_bbox("-180,-90,180,90"));
  CHECK(parse_bbox("1,2,1,2"));
  CHECK(parse_bbox("1e1,2,30,4.5e1"));
  for (const std::string text :
       {"",          "1",          "1,2,3",     "1,2,3,4,5",    "1,2,3,4,",    ",1,2,3,4",    "1;2;3;4",
        "1, 2,3,4",  " 1,2,3,4",   "1,2,3,4 ",  "1,2,,4",       "+1,2,3,4",    "0x1,2,3,4",   "nan,2,3,4",
        "1,nan,3,4", "inf,2,3,4",  "1,2,3,inf", "-180.1,2,3,4", "1,2,180.1,4", "1,-90.1,3,4", "1,2,3,90.1",
        "1,4,3,2",   "1e999,2,3,4"}) {
    INFO(text);
    CHECK_FALSE(parse_bbox(text));
  }
}

TEST_CASE("a box holds its edges and wraps at the antimeridian") {
  const Bbox box{-74.3, 40.5, -73.7, 40.9};
  CHECK(box.contains({40.5, -74.3}));
  CHECK(box.contains({40.9, -73.7}));
  CHECK_FALSE(box.contains({40.4, -74}));
  CHECK_FALSE(box.contains({40.7, -73.6}));
  const Bbox fiji{176, -20, -178, -15};
  CHECK(fiji.contains({-17, 177}));
  CHECK(fiji.contains({-17, -179}));
  CHECK(fiji.contains({-17, 180}));
  CHECK(fiji.contains({-17, -180}));
  CHECK_FALSE(fiji.contains({-17, 0}));
  CHECK(Bbox{170, -20, 180, 20}.contains({0, -180}));
  CHECK(Bbox{-180, -20, -170, 20}.contains({0, 180}));
  CHECK_FALSE(box.contains({std::nan(""), -74}));
}

TEST_CASE("a cell meets every box that holds one of its places") {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> lat(-90, 90);
  std::uniform_real_distribution<double> lon(-180, 180);
  std::uniform_real_distribution<double> width(0, 40);
  for (int i = 0; i < 20'000; ++i) {
    const LatLon p{lat(random), lon(random)};
    Bbox box{p.lon - width(random), std::max(-90.0, p.lat - width(random)), p.lon + width(random),
             std::min(90.0, p.lat + width(random))};
    if (box.west < -180) box.west += 360;
    if (box.east > 180) box.east -= 360;
    REQUIRE(box.contains(p));
    REQUIRE(intersects(cell_at(p, i % 17), box));
  }
}

TEST_CASE("a cell does not meet a box beside it") {
  const Bbox manhattan{-74.02, 40.70, -73.93, 40.88};
  CHECK(intersects(cell_at(kTimesSquare), manhattan));
  CHECK_FALSE(intersects(cell_at({40.7580, -73.90}), manhattan));
  CHECK_FALSE(intersects(cell_at({40.69, -74.0}), manhattan));
  CHECK_FALSE(intersects(cell_at({-40.758, 106.0145}), manhattan));
}

TEST_CASE("boxes at the antimeridian and the poles meet the cells there") {
  const Bbox across{179.9, -1, -179.9, 1};
  CHECK(intersects(cell_at({0, 180}), across));
  CHECK(intersects(cell_at({0.5, 179.95}), across));
  CHECK(intersects(cell_at({0.5, -179.95}), across));
  CHECK_FALSE(intersects(cell_at({0, 0}), across));
  CHECK_FALSE(intersects(cell_at({0.5, 179.5}), across));
  CHECK(intersects(cell_at({0, -180}), {180, -1, -170, 1}));
  CHECK(intersects(cell_at({0, -175}), {180, -1, -170, 1}));
  CHECK_FALSE(intersects(cell_at({0, 170}), {180, -1, -170, 1}));
  CHECK(intersects(cell_at({0, 180}), {180, -1, -180, 1}));
  CHECK_FALSE(intersects(cell_at({0, 10}), {180, -1, -180, 1}));
  CHECK(intersects(cell_at({90, 0}), {10, 89, 20, 90}));
  CHECK(intersects(cell_at({-90, 0}), {-180, -90, 180, -89}));
  CHECK_FALSE(intersects(cell_at({90, 0}), {-180, -90, 180, -89}));
  for (int face = 0; face < 6; ++face) {
    CHECK(intersects(parent(CellId{(std::uint64_t(face) << 61) | (std::uint64_t{1} << 60)}, 0), {}));
  }
}

TEST_CASE("a covering holds every place of its box within the wanted number of cells") {
  std::mt19937_64 random(3);
  for (const Bbox& box : {Bbox{-74.3, 40.5, -73.7, 40.9},
                          {179, -20, -179, 20},
                          {-180, -90, 180, 90},
                          {0, 89, 10, 90},
                          {106.7, 26.5, 106.7, 26.5},
                          {180, -1, -180, 1}}) {
    const auto cells = covering(box, 32);
    INFO(box.west << "," << box.south << "," << box.east << "," << box.north);
    CHECK(cells.size() <= 32);
    REQUIRE_FALSE(cells.empty());
    for (const CellId cell : cells) {
      CHECK(level_of(cell) <= kStorageLevel);
      CHECK(intersects(cell, box));
    }
    const double width = box.west <= box.east ? box.east - box.west : 360 - box.west + box.east;
    std::uniform_real_distribution<double> share(0, 1);
    for (int i = 0; i < 1000; ++i) {
      LatLon p{box.south + share(random) * (box.north - box.south), box.west + share(random) * width};
      if (p.lon > 180) p.lon -= 360;
      REQUIRE(covered(cells, cell_at(p)));
    }
  }
}

TEST_CASE("a view is coarsened until it has few enough cells and never below level 4") {
  const Bbox city{-74.3, 40.5, -73.7, 40.9};
  CHECK(coarsened_level(city, 13) == 13);
  CHECK(cells_in(city, 16) > 65536);
  CHECK(coarsened_level(city, 16) == 15);
  CHECK(coarsened_level({}, 16) == 6);
  CHECK(coarsened_level({}, 16, 1) == 4);
  CHECK(coarsened_level(city, 4) == 4);
  CHECK(cells_in({}, 0) == Approx(6));
  CHECK(cells_in({1, 2, 1, 2}, 16) == 1);
  CHECK(cells_in({170, -10, -170, 10}, 8) == Approx(cells_in({-10, -10, 10, 10}, 8)));
}
