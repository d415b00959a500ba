#include "dashboard/view.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace gridhall;
using namespace gridhall::dashboard;

TEST_CASE("a place inside the box is in the view, whatever the level") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> share(0, 1);
  for (const geo::Bbox& box : {geo::Bbox{-74.3, 40.4, -73.6, 41.0}, geo::Bbox{179.5, -17, -179.5, -16},
                               geo::Bbox{106.6, 26.5, 106.8, 26.6}, geo::Bbox{-180, -90, 180, 90}}) {
    for (int level = 4; level <= 16; ++level) {
      const View view(box, level);
      for (int i = 0; i < 50; ++i) {
        const double width = box.west <= box.east ? box.east - box.west : 360 - box.west + box.east;
        double lon = box.west + share(random) * width;
        if (lon > 180) lon -= 360;
        const geo::CellId cell = geo::cell_at({box.south + share(random) * (box.north - box.south), lon});
        CHECK(view.holds(cell));
        CHECK(view.holds(geo::parent(cell, view.level())));
        const bool ranged =
            std::any_of(view.ranges().begin(), view.ranges().end(), [cell](const auto& range) {
              return range.first.value <= cell.value && cell.value <= range.last.value;
            });
        CHECK(ranged);
      }
    }
  }
}

TEST_CASE("a case is in the view exactly when its cell is") {
  const View view(geo::Bbox{-74.0, 40.7, -73.95, 40.75}, 12);
  std::mt19937 random(3);
  std::uniform_real_distribution<double> lat(40.5, 41);
  std::uniform_real_distribution<double> lon(-74.3, -73.7);
  for (int i = 0; i < 2'000; ++i) {
    const geo::CellId cell = geo::cell_at({lat(random), lon(random)});
    CHECK(view.holds(cell) == geo::intersects(geo::parent(cell, 12), *view.box()));
  }
}

TEST_CASE("what has no place is in the whole board only") {
  CHECK(View(13).holds({}));
  CHECK_FALSE(View(geo::Bbox{-180, -90, 180, 90}, 4).holds({}));
}

TEST_CASE("views have one key exactly where they are the same") {
  CHECK(View(13).key() == View(13).key());
  CHECK(View(13).key() != View(16).key());
  CHECK(View(geo::Bbox{0, 0, 1, 1}, 10).key() == View(geo::Bbox{0, 0, 1, 1}, 10).key());
  CHECK(View(geo::Bbox{0, 0, 1, 1}, 10).key() != View(geo::Bbox{0, 0, 1, 1.0000001}, 10).key());
}
