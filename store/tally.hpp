// Counts of the open cases by light, grouped by up to four of their properties: the supervisor's matrix.
//
// One scan of the columns that are asked for; nothing is kept. What it costs: tests/bench/README.md.
#pragma once

#include <array>
#include <boost/container/static_vector.hpp>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "store/board.hpp"

namespace gridhall::store {

enum class Facet : std::uint8_t { kArea, kService, kClass, kUnit, kAge, kLight, kState, kSeverity, kKind };

/// What to group by; `layer` is of kArea.
struct Grouping {
  Facet facet = Facet::kArea;
  std::size_t layer = 0;
};
inline constexpr std::size_t kGroupingsMax = 4;

/// Lower bounds of the groups of kAge, in days of 24 hours since the report.
inline constexpr std::array<int, 8> kAgeDays = {0, 1, 3, 7, 14, 30, 90, 365};

struct TallyRow {
  /// Of each grouping, for Tally::name. No vector: there may be hundreds of thousands of rows.
  boost::container::static_vector<std::uint32_t, kGroupingsMax> key;
  std::array<std::uint32_t, model::kLightCount> by_light{};
  std::uint32_t open() const;
};

class Tally {
 public:
  /// At most kGroupingsMax groupings. Age is as of `now`.
  Tally(const BoardView& view, std::vector<Grouping> groupings, model::Time now);

  /// Rows of the groups that have cases, in no order. Drills are left out; `wanted`, where given, decides of
  /// each case whether it counts, drills included, at the cost of a copy of its row.
  std::vector<TallyRow> count(const std::function<bool(const BoardRow&)>& wanted = nullptr) const;

  /// True where the keys' own order says more than that of their names: age, light, state, severity, kind.
  bool ordered(std::size_t grouping) const;
  /// The code of a group; nullptr for the cases outside every area of the layer.
  const std::string* name(std::size_t grouping, std::uint32_t key) const { return names_[grouping][key]; }

 private:
  void name_areas(std::size_t grouping);
  void split_by_light(TallyRow row, std::vector<TallyRow>& rows) const;
  /// Adds `stride` times the key of each case of a block.
  void add_keys(std::size_t grouping, std::size_t block, std::uint64_t stride,
                std::span<std::uint64_t> keys) const;

  const BoardView& view_;
  const Board& board_;
  const std::vector<Grouping> groupings_;
  const model::Time now_;
  std::vector<std::vector<const std::string*>> names_;  ///< by grouping and key
  std::vector<std::vector<std::uint32_t>> area_keys_;   ///< by grouping and number of the set of areas
};

}  // namespace gridhall::store
