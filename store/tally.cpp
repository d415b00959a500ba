#include "store/tally.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <numeric>

namespace gridhall::store {
namespace {

constexpr std::size_t kBlock = Column<int>::kBlock;
/// Counters in one array up to here, 4 MiB; a table beyond.
constexpr std::uint64_t kDenseMax = 1U << 18U;

using Lights = std::array<std::uint32_t, model::kLightCount>;

template <std::size_t N, class ToText>
std::vector<const std::string*> fixed_names(ToText to_text) {
  static const std::array<std::string, N> names = [&] {
    std::array<std::string, N> out;
    for (std::size_t i = 0; i < N; ++i) out[i] = to_text(i);
    return out;
  }();
  std::vector<const std::string*> out;
  out.reserve(N);
  for (const std::string& name : names) out.push_back(&name);
  return out;
}

std::vector<const std::string*> interned_names(const Interned& texts) {
  std::vector<const std::string*> out(texts.size());
  for (std::uint32_t id = 0; id < out.size(); ++id) out[id] = &texts.text(id);
  return out;
}

/// Reports at or before each of these are in the age group of the same number.
std::array<std::int64_t, kAgeDays.size()> age_bounds(std::int64_t now_us) {
  constexpr std::int64_t kDay_us = 86'400'000'000;
  std::array<std::int64_t, kAgeDays.size()> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = now_us - kAgeDays[i] * kDay_us;
  return out;
}

template <class T>
void add_column(std::span<const T> column, std::uint64_t stride, std::span<std::uint64_t> keys) {
  for (std::size_t i = 0; i < column.size(); ++i) keys[i] += static_cast<std::uint64_t>(column[i]) * stride;
}

}  // namespace

std::uint32_t TallyRow::open() const {
  return std::accumulate(by_light.begin(), by_light.end(), 0U);
}

Tally::Tally(const BoardView& view, std::vector<Grouping> groupings, model::Time now)
    : view_(view),
      board_(view.board_),
      groupings_(std::move(groupings)),
      now_(now),
      names_(groupings_.size()),
      area_keys_(groupings_.size()) {
  for (std::size_t g = 0; g < groupings_.size(); ++g) {
    switch (groupings_[g].facet) {
      case Facet::kArea:
        name_areas(g);
        break;
      case Facet::kService:
        names_[g] = interned_names(board_.services_);
        break;
      case Facet::kClass:
        names_[g] = interned_names(board_.classes_);
        break;
      case Facet::kUnit:
        names_[g] = interned_names(board_.units_);
        break;
      case Facet::kAge:
        names_[g] = fixed_names<kAgeDays.size()>([](std::size_t i) { return std::to_string(kAgeDays[i]); });
        break;
      case Facet::kLight:
        names_[g] = fixed_names<model::kLightCount>(
            [](std::size_t i) { return std::string(model::to_string(static_cast<model::Light>(i))); });
        break;
      case Facet::kState:
        names_[g] = fixed_names<model::kStateCount>(
            [](std::size_t i) { return std::string(model::to_string(static_cast<model::State>(i))); });
        break;
      case Facet::kSeverity:
        names_[g] = fixed_names<5>(
            [](std::size_t i) { return std::string(model::to_string(static_cast<model::Severity>(i))); });
        break;
      case Facet::kKind:
        names_[g] = fixed_names<2>(
            [](std::size_t i) { return std::string(model::to_string(static_cast<model::Kind>(i))); });
        break;
    }
  }
}

bool Tally::ordered(std::size_t grouping) const {
  switch (groupings_[grouping].facet) {
    case Facet::kAge:
    case Facet::kLight:
    case Facet::kState:
    case Facet::kSeverity:
    case Facet::kKind:
      return true;
    default:
      return false;
  }
}

// Sets of areas to the one of the layer: key 0 is outside of all.
void Tally::name_areas(std::size_t grouping) {
  std::map<std::string_view, std::uint32_t> keys;
  names_[grouping].push_back(nullptr);
  area_keys_[grouping].resize(board_.area_sets_.size());
  for (std::size_t set = 0; set < board_.area_sets_.size(); ++set) {
    for (const model::AreaRef& area : *board_.area_sets_[set]) {
      if (area.layer != groupings_[grouping].layer) continue;
      const auto [at, fresh] =
          keys.try_emplace(area.code, static_cast<std::uint32_t>(names_[grouping].size()));
      if (fresh) names_[grouping].push_back(&area.code);
      area_keys_[grouping][set] = at->second;
      break;
    }
  }
}

void Tally::add_keys(std::size_t grouping, std::size_t block, std::uint64_t stride,
                     std::span<std::uint64_t> keys) const {
  switch (groupings_[grouping].facet) {
    case Facet::kArea: {
      const std::vector<std::uint32_t>& of_set = area_keys_[grouping];
      const auto column = board_.area_set_.block(block);
      for (std::size_t i = 0; i < column.size(); ++i) keys[i] += of_set[column[i]] * stride;
      break;
    }
    case Facet::kService:
      add_column(board_.service_.block(block), stride, keys);
      break;
    case Facet::kClass:
      add_column(board_.class_.block(block), stride, keys);
      break;
    case Facet::kUnit:
      add_column(board_.unit_.block(block), stride, keys);
      break;
    case Facet::kAge: {
      const auto bounds = age_bounds(now_.time_since_epoch().count());
      const auto column = board_.opened_us_.block(block);
      for (std::size_t i = 0; i < column.size(); ++i) {
        std::uint64_t group = 0;
        for (std::size_t b = 1; b < bounds.size(); ++b) group += column[i] <= bounds[b] ? 1U : 0U;
        keys[i] += group * stride;
      }
      break;
    }
    case Facet::kLight:
      break;  // each group counts its lights anyhow
    case Facet::kState:
      add_column(board_.state_.block(block), stride, keys);
      break;
    case Facet::kSeverity:
      add_column(board_.severity_.block(block), stride, keys);
      break;
    case Facet::kKind:
      add_column(board_.kind_.block(block), stride, keys);
      break;
  }
}

std::vector<TallyRow> Tally::count(const std::function<bool(const BoardRow&)>& wanted) const {
  std::uint64_t groups = 1;
  std::vector<std::uint64_t> sizes;
  std::vector<std::uint64_t> strides;
  for (std::size_t g = 0; g < groupings_.size(); ++g) {
    const bool by_light = groupings_[g].facet == Facet::kLight;
    sizes.push_back(by_light ? 1 : std::max<std::size_t>(names_[g].size(), 1));
    strides.push_back(groups);
    groups *= sizes.back();
  }
  const bool dense = groups <= kDenseMax;
  std::vector<Lights> flat(dense ? groups : 0);
  boost::unordered_flat_map<std::uint64_t, Lights> table;
  std::array<std::uint64_t, kBlock> keys{};
  for (std::size_t block = 0; block < board_.case_seq_.blocks(); ++block) {
    const auto case_seqs = board_.case_seq_.block(block);
    const auto flags = board_.flags_.block(block);
    const auto lights = board_.light_.block(block);
    keys.fill(0);
    for (std::size_t g = 0; g < groupings_.size(); ++g) add_keys(g, block, strides[g], keys);
    for (std::size_t i = 0; i < case_seqs.size(); ++i) {
      if (case_seqs[i] == 0) continue;
      if (wanted ? !wanted(view_.row(static_cast<std::uint32_t>(block * kBlock + i)))
                 : (flags[i] & model::kCaseExercise) != 0) {
        continue;
      }
      Lights& counts = dense ? flat[keys[i]] : table[keys[i]];
      ++counts[static_cast<std::size_t>(lights[i])];
    }
  }
  std::vector<TallyRow> rows;
  const auto take = [&](std::uint64_t key, const Lights& lights) {
    TallyRow row;
    row.by_light = lights;
    if (row.open() == 0) return;
    for (const std::uint64_t size : sizes) {
      row.key.push_back(static_cast<std::uint32_t>(key % size));
      key /= size;
    }
    split_by_light(std::move(row), rows);
  };
  for (std::uint64_t key = 0; key < flat.size(); ++key) take(key, flat[key]);
  for (const auto& [key, lights] : table) take(key, lights);
  return rows;
}

// A row as it is, or where lights are asked for one for each light that it has.
void Tally::split_by_light(TallyRow row, std::vector<TallyRow>& rows) const {
  const auto at = std::find_if(groupings_.begin(), groupings_.end(),
                               [](const Grouping& grouping) { return grouping.facet == Facet::kLight; });
  if (at == groupings_.end()) {
    rows.push_back(std::move(row));
    return;
  }
  for (std::uint32_t light = 0; light < model::kLightCount; ++light) {
    if (row.by_light[light] == 0) continue;
    TallyRow& one = rows.emplace_back();
    one.key = row.key;
    one.key[static_cast<std::size_t>(at - groupings_.begin())] = light;
    one.by_light[light] = row.by_light[light];
  }
}

}  // namespace gridhall::store
