#include "store/board.hpp"

#include <catch2/catch.hpp>

#include "store/codec.hpp"

using namespace gridhall;
using namespace gridhall::store;

namespace {

model::Case make_case(std::uint64_t seq, double lat, model::Severity severity = model::Severity::kMinor) {
  model::Case c;
  c.id = {"k3x9", seq};
  c.version = seq;
  c.service_code = "noise";
  c.severity = severity;
  c.cell = geo::cell_at({lat, -73.9});
  c.lat = lat;
  c.lon = -73.9;
  return c;
}

void put(Board& board, const model::Case& c, std::uint64_t seq) {
  const auto lock = board.write();
  board.put(c, std::make_shared<const std::string>(encode_case(c)), seq);
  board.set_seq(seq);
}

}  // namespace

TEST_CASE("a cell is counted at every level and keeps the sequence that touched it") {
  Board board;
  put(board, make_case(1, 40.7, model::Severity::kSevere), 1);
  put(board, make_case(2, 40.7), 2);
  const auto cell = geo::cell_at({40.7, -73.9});
  for (int level = kLevelMin; level <= geo::kStorageLevel; ++level) {
    const BoardView view(board);
    const CellCounts* counts = view.counts(geo::parent(cell, level));
    REQUIRE(counts != nullptr);
    CHECK(counts->open == 2);
    CHECK(counts->worst() == model::Severity::kSevere);
    CHECK(counts->seq == 2);
  }
}

TEST_CASE("a case that moves touches both cells and leaves nothing behind") {
  Board board;
  put(board, make_case(1, 40.7), 1);
  put(board, make_case(1, 41.7), 2);
  const BoardView view(board);
  const CellCounts* old_cell = view.counts(geo::cell_at({40.7, -73.9}));
  REQUIRE(old_cell != nullptr);
  CHECK(old_cell->open == 0);
  CHECK(old_cell->seq == 2);
  CHECK(view.counts(geo::cell_at({41.7, -73.9}))->open == 1);
  CHECK(view.size() == 1);
}

TEST_CASE("an emptied cell is remembered, so that a viewer who comes back learns of it") {
  Board board;
  put(board, make_case(1, 40.7), 1);
  {
    const auto lock = board.write();
    board.remove(1, 9);
  }
  const BoardView view(board);
  std::size_t seen = 0;
  view.for_each_cell(geo::storage_range(geo::cell_at({40.7, -73.9}, 10)),
                     [&](model::CellId cell, std::size_t cases) {
                       CHECK(cases == 0);
                       CHECK(view.counts(cell)->seq == 9);
                       ++seen;
                       return true;
                     });
  CHECK(seen == 1);
}

TEST_CASE("drills are on the board and are not counted") {
  Board board;
  model::Case drill = make_case(1, 40.7, model::Severity::kExtreme);
  drill.flags |= model::kCaseExercise;
  put(board, drill, 1);
  const BoardView view(board);
  CHECK(view.size() == 1);
  CHECK(view.counts(drill.cell)->open == 0);
  CHECK(view.counts(drill.cell)->worst() == model::Severity::kUnknown);
}

TEST_CASE("unlocated cases are found and counted apart") {
  Board board;
  model::Case lost = make_case(1, 40.7);
  lost.cell = {};
  put(board, lost, 1);
  put(board, make_case(2, 40.7), 2);
  const BoardView view(board);
  CHECK(view.unlocated_counts().open == 1);
  std::vector<std::uint64_t> found;
  view.for_each_unlocated([&](const BoardRow& row) {
    found.push_back(row.case_seq);
    return true;
  });
  CHECK(found == std::vector<std::uint64_t>{1});
}

TEST_CASE("slots of closed cases are used again") {
  Board board;
  for (std::uint64_t seq = 1; seq <= 100; ++seq) {
    put(board, make_case(seq, 40.7), seq);
    const auto lock = board.write();
    board.remove(seq, seq);
  }
  put(board, make_case(101, 40.8), 101);
  const BoardView view(board);
  REQUIRE(view.find(101).has_value());
  CHECK(view.find(101)->title == 0);  // the first slot
  CHECK(view.title(view.find(101)->title) == "noise");
}
