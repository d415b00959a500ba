#include "store/board.hpp"

#include <catch2/catch.hpp>
#include <random>

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

void put(Board& board, const model::Case& c, std::uint64_t seq, const model::Standing& standing = {},
         model::Time now = {}) {
  model::Standing stands = standing;
  stands.severity = c.severity;
  const auto lock = board.write();
  board.put(c, std::make_shared<const std::string>(encode_case(c)), seq, stands, now);
  board.set_seq(seq);
}

constexpr model::Time kNine{std::chrono::hours(9)};
constexpr std::chrono::minutes kMinute{1};

model::Standing due(model::Time yellow_at, model::Time red_at) {
  model::Standing standing;
  standing.plan = {yellow_at, red_at, false};
  standing.due_at = red_at;
  return standing;
}

std::vector<std::uint64_t> turn(Board& board, model::Time now, std::size_t most = 1'000) {
  const auto lock = board.write();
  std::vector<std::uint64_t> cases;
  for (const Board::Flip& flip : board.advance(now, most)) cases.push_back(flip.case_seq);
  return cases;
}

/// What the counters should be, from the rows alone.
std::map<std::uint64_t, std::array<std::uint32_t, model::kLightCount>> recount(const BoardView& view) {
  std::map<std::uint64_t, std::array<std::uint32_t, model::kLightCount>> counts;
  view.for_each(false, 0, [&](const BoardRow& row) {
    for (int level = kLevelMin; level <= geo::kStorageLevel; ++level) {
      ++counts[geo::parent(row.cell, level).value][static_cast<std::size_t>(row.light)];
    }
    return true;
  });
  return counts;
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

TEST_CASE("a light turns at its instant and takes the counters of its cell along") {
  Board board;
  put(board, make_case(1, 40.7), 1, due(kNine + 20 * kMinute, kNine + 30 * kMinute), kNine);
  const auto cell = geo::cell_at({40.7, -73.9});
  const auto counted = [&](model::Light light) {
    return BoardView(board).counts(geo::parent(cell, 10))->of(light);
  };
  CHECK(counted(model::Light::kGreen) == 1);
  CHECK(turn(board, kNine + 19 * kMinute).empty());
  CHECK(turn(board, kNine + 20 * kMinute) == std::vector<std::uint64_t>{1});
  CHECK(counted(model::Light::kGreen) == 0);
  CHECK(counted(model::Light::kYellow) == 1);
  // In time up to and including the due instant.
  CHECK(turn(board, kNine + 30 * kMinute).empty());
  CHECK(turn(board, kNine + 31 * kMinute) == std::vector<std::uint64_t>{1});
  CHECK(counted(model::Light::kRed) == 1);
  CHECK_FALSE(BoardView(board).next_flip().has_value());
}

TEST_CASE("a light that turns touches its cell at the current sequence") {
  Board board;
  put(board, make_case(1, 40.7), 1, due(kNine, kNine + kMinute), kNine - kMinute);
  put(board, make_case(2, 41.7), 2);
  turn(board, kNine);
  const BoardView view(board);
  CHECK(view.counts(geo::cell_at({40.7, -73.9}))->seq == 2);
  CHECK(view.light_generation() == 1);
}

TEST_CASE("a case that changes forgets the light it would have had") {
  Board board;
  put(board, make_case(1, 40.7), 1, due(kNine, kNine + kMinute), kNine - kMinute);
  put(board, make_case(1, 40.7), 2, due(kNine + 60 * kMinute, kNine + 90 * kMinute), kNine - kMinute);
  CHECK(turn(board, kNine + 2 * kMinute).empty());
  CHECK(BoardView(board).find(1)->light == model::Light::kGreen);
  put(board, make_case(1, 40.7), 3, {}, kNine);
  CHECK(turn(board, kNine + 200 * kMinute).empty());
  CHECK(BoardView(board).find(1)->light == model::Light::kUnset);
}

TEST_CASE("many lights of one instant turn in portions, and none is forgotten") {
  Board board;
  for (std::uint64_t seq = 1; seq <= 100; ++seq)
    put(board, make_case(seq, 40.7), seq, due(kNine, kNine + kMinute), kNine - kMinute);
  CHECK(turn(board, kNine, 60).size() == 60);
  CHECK(turn(board, kNine, 60).size() == 40);
  CHECK(turn(board, kNine, 60).empty());
  CHECK(BoardView(board).counts(geo::cell_at({40.7, -73.9}))->of(model::Light::kYellow) == 100);
}

TEST_CASE("another table's standing replaces the former, but never that of a newer version of the case") {
  Board board;
  put(board, make_case(1, 40.7), 1, due(kNine, kNine + kMinute), kNine - kMinute);
  model::Standing other = due(kNine + 60 * kMinute, kNine + 90 * kMinute);
  other.class_code = "noise.bar";
  other.unit = "7.2";
  {
    const auto lock = board.write();
    board.restand(make_case(1, 40.7), other, kNine - kMinute);
    model::Case newer = make_case(1, 40.7);
    newer.version = 99;
    board.restand(newer, {}, kNine - kMinute);
    board.restand(make_case(7, 40.7), {}, kNine - kMinute);
  }
  const BoardView view(board);
  const auto row = view.find(1);
  CHECK(view.class_code(row->class_code) == "noise.bar");
  CHECK(view.unit(row->unit) == "7.2");
  CHECK(row->due_at == kNine + 90 * kMinute);
}

TEST_CASE("counters of lights equal a recount after any mix of changes, closings and time") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  Board board;
  model::Time now = kNine;
  for (std::uint64_t seq = 1; seq <= 3'000; ++seq) {
    const auto of = 1 + static_cast<std::uint64_t>(pick(200));
    if (pick(10) == 0) {
      const auto lock = board.write();
      board.remove(of, seq);
    } else {
      model::Case c = make_case(of, 40.0 + pick(40) * 0.05);
      const model::Time yellow = now + pick(50) * kMinute;
      put(board, c, seq, pick(5) == 0 ? model::Standing{} : due(yellow, yellow + pick(50) * kMinute), now);
    }
    if (pick(3) == 0) {
      now += pick(4) * kMinute;
      turn(board, now);
    }
  }
  turn(board, now);
  const BoardView view(board);
  view.for_each(false, 0, [&](const BoardRow& row) {
    CHECK((row.light == model::Light::kRed) == (row.due_at && *row.due_at < now));
    return true;
  });
  for (const auto& [cell, lights] : recount(view)) CHECK(view.counts(CellId{cell})->by_light == lights);
}
