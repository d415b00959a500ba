#include "store/tally.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "store/codec.hpp"

using namespace gridhall;
using namespace gridhall::store;

namespace {

constexpr model::Time kNow{std::chrono::days(20'000)};

/// Groups by their texts ("" for none) to the counts of each light.
using Counts = std::map<std::vector<std::string>, std::array<std::uint32_t, model::kLightCount>>;

Counts counted(const Tally& tally, const std::vector<TallyRow>& rows) {
  Counts out;
  for (const TallyRow& row : rows) {
    std::vector<std::string> key;
    for (std::size_t g = 0; g < row.key.size(); ++g) {
      const std::string* name = tally.name(g, row.key[g]);
      key.push_back(name != nullptr ? *name : "");
    }
    CHECK(out.emplace(key, row.by_light).second);
  }
  return out;
}

std::string age_of(const BoardRow& row) {
  std::string group;
  for (const int days : kAgeDays) {
    if (group.empty() || kNow - row.opened_at >= std::chrono::days(days)) group = std::to_string(days);
  }
  return group;
}

std::string area_of(const BoardView& view, const BoardRow& row, std::size_t layer) {
  for (const model::AreaRef& area : view.areas(row.areas)) {
    if (area.layer == layer) return area.code;
  }
  return "";
}

class Town {
 public:
  explicit Town(std::size_t cases) {
    random_.seed(seed_);
    const auto lock = board_.write();
    for (std::uint64_t seq = 1; seq <= cases; ++seq) {
      model::Case c;
      c.id = {"k3x9", seq};
      c.version = seq;
      c.service_code = text("s", 7);
      if (pick(10) != 0) c.areas.push_back({0, text("district", 3)});
      if (pick(3) != 0) c.areas.push_back({1, text("street", 20)});
      c.state = static_cast<model::State>(pick(7));
      c.opened_at = kNow - std::chrono::hours(pick(24 * 400)) + std::chrono::hours(30);
      c.set_flag(model::kCaseExercise, pick(9) == 0);
      model::Standing standing;
      const std::string code = text("class", 4);
      const std::string unit = pick(4) == 0 ? "" : text("unit", 5);
      standing.class_code = code;
      standing.unit = unit;
      standing.severity = static_cast<model::Severity>(pick(5));
      if (pick(3) != 0)
        standing.plan = {kNow - std::chrono::hours(pick(9)), kNow + std::chrono::hours(pick(9) - 4),
                         pick(8) == 0};
      board_.put(c, std::make_shared<const std::string>(encode_case(c)), seq, standing, kNow);
      if (pick(5) == 0) board_.remove(1 + static_cast<std::uint64_t>(pick(static_cast<int>(seq))), seq);
    }
  }

  const Board& board() const { return board_; }
  unsigned seed() const { return seed_; }

 private:
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  std::string text(const char* prefix, int below) { return prefix + std::to_string(pick(below)); }

  const unsigned seed_ = std::random_device{}();
  std::mt19937 random_;
  Board board_;
};

}  // namespace

TEST_CASE("every grouping adds up to what the rows say one by one") {
  const Town town(9'000);  // more than two blocks of the columns
  CAPTURE(town.seed());
  const BoardView view(town.board());
  using Key = std::function<std::string(const BoardRow&)>;
  const std::vector<std::pair<Grouping, Key>> all = {
      {{Facet::kArea, 0}, [&](const BoardRow& row) { return area_of(view, row, 0); }},
      {{Facet::kArea, 1}, [&](const BoardRow& row) { return area_of(view, row, 1); }},
      {{Facet::kService}, [&](const BoardRow& row) { return view.service(row.service); }},
      {{Facet::kClass}, [&](const BoardRow& row) { return view.class_code(row.class_code); }},
      {{Facet::kUnit}, [&](const BoardRow& row) { return view.unit(row.unit); }},
      {{Facet::kAge}, age_of},
      {{Facet::kLight}, [](const BoardRow& row) { return std::string(model::to_string(row.light)); }},
      {{Facet::kState}, [](const BoardRow& row) { return std::string(model::to_string(row.state)); }},
      {{Facet::kSeverity}, [](const BoardRow& row) { return std::string(model::to_string(row.severity)); }},
      {{Facet::kKind}, [](const BoardRow& row) { return std::string(model::to_string(row.kind)); }},
  };
  const auto severe = [](const BoardRow& row) { return row.severity == model::Severity::kSevere; };
  for (std::size_t first = 0; first < all.size(); ++first) {
    for (std::size_t second = 0; second < all.size(); ++second) {
      if (second == first) continue;
      Counts expected;
      Counts expected_severe;
      view.for_each(false, 0, [&](const BoardRow& row) {
        const std::vector<std::string> key = {all[first].second(row), all[second].second(row)};
        const auto light = static_cast<std::size_t>(row.light);
        if ((row.flags & model::kCaseExercise) == 0) ++expected[key][light];
        if (severe(row)) ++expected_severe[key][light];
        return true;
      });
      const Tally tally(view, {all[first].first, all[second].first}, kNow);
      INFO(first << " and " << second);
      REQUIRE(counted(tally, tally.count()) == expected);
      REQUIRE(counted(tally, tally.count(severe)) == expected_severe);
    }
  }
}

TEST_CASE("without a grouping there is one row of all, on an empty board none") {
  const Town town(50);
  const BoardView view(town.board());
  const auto rows = Tally(view, {}, kNow).count();
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().key.empty());
  const Board empty;
  const BoardView nothing(empty);
  CHECK(Tally(nothing, {{Facet::kUnit}}, kNow).count().empty());
}

TEST_CASE("groups that are too many for an array are counted in a table") {
  const Town town(3'000);
  const BoardView view(town.board());
  const std::vector<Grouping> many = {{Facet::kArea, 1}, {Facet::kState}, {Facet::kAge}, {Facet::kService}};
  const Tally wide(view, many, kNow);
  std::uint32_t open = 0;
  for (const TallyRow& row : wide.count()) open += row.open();
  CHECK(open == Tally(view, {}, kNow).count().front().open());
}
