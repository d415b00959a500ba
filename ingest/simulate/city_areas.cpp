// Areas are sets of the arterial grid's cells. Their outlines run along the grid's edges, and every edge is
// divided into the same points whoever asks for it: neighbours share their borders exactly and nothing lies
// between them.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>

#include "ingest/simulate/city_builder.hpp"
#include "ingest/simulate/city_names.hpp"
#include "ingest/simulate/ground.hpp"

namespace gridhall::simulate {
namespace {

constexpr int kPiecesPerEdge = 4;

struct Cell {
  int i = 0;  ///< column, from the west
  int j = 0;  ///< row, from the south
  auto operator<=>(const Cell&) const = default;
};
using Cells = std::vector<Cell>;

std::size_t index(int k) {
  return static_cast<std::size_t>(k);
}

Uv node(Cell at) {
  return {grid_u()[index(at.i)], grid_v()[index(at.j)]};
}

Uv middle(Cell cell) {
  const Uv low = node(cell);
  const Uv high = node({cell.i + 1, cell.j + 1});
  return {(low.u + high.u) / 2, (low.v + high.v) / 2};
}

/// People in a cell: the splits below make areas of like weight, so that the centre's are small.
double weight(Cell cell) {
  const Uv low = node(cell);
  const Uv high = node({cell.i + 1, cell.j + 1});
  return density(middle(cell)) * (high.u - low.u) * (high.v - low.v);
}

/// Cuts a set of cells into `parts` of like weight by halving it along its longer side.
void split(Cells cells, std::size_t parts, std::vector<Cells>& out) {
  parts = std::min(parts, cells.size());
  if (parts <= 1) {
    out.push_back(std::move(cells));
    return;
  }
  const auto [west, east] = std::minmax_element(cells.begin(), cells.end());
  const auto by_row = [](const Cell& a, const Cell& b) { return std::pair(a.j, a.i) < std::pair(b.j, b.i); };
  const auto [south, north] = std::minmax_element(cells.begin(), cells.end(), by_row);
  const double length = grid_u()[index(east->i + 1)] - grid_u()[index(west->i)];
  const double height = grid_v()[index(north->j + 1)] - grid_v()[index(south->j)];
  if (length >= height) {
    std::sort(cells.begin(), cells.end());
  } else {
    std::sort(cells.begin(), cells.end(), by_row);
  }
  double total = 0;
  for (const Cell& cell : cells) total += weight(cell);
  const std::size_t first_parts = parts / 2;
  const double goal = total * static_cast<double>(first_parts) / static_cast<double>(parts);
  std::size_t cut = 0;
  double sum = 0;
  while (cut < cells.size() && sum + weight(cells[cut]) / 2 < goal) sum += weight(cells[cut++]);
  cut = std::clamp(cut, first_parts, cells.size() - (parts - first_parts));
  split(Cells(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(cut)), first_parts, out);
  split(Cells(cells.begin() + static_cast<std::ptrdiff_t>(cut), cells.end()), parts - first_parts, out);
}

/// The points of an edge from `a` to `b`, without `b`. Computed from the lower node always, so that both
/// neighbours get the same bits.
void append_edge(Cell a, Cell b, Ring& ring) {
  const bool forward = a < b;
  const Uv low = node(forward ? a : b);
  const Uv high = node(forward ? b : a);
  for (int k = 0; k < kPiecesPerEdge; ++k) {
    const double t = static_cast<double>(forward ? k : kPiecesPerEdge - k) / kPiecesPerEdge;
    ring.push_back(place({low.u + (high.u - low.u) * t, low.v + (high.v - low.v) * t}));
  }
}

/// Counter-clockwise outlines of a set of cells. Where two cells meet at a corner only, the walk turns left
/// and so stays with its cell: the rings touch there but don't cross.
std::vector<Ring> outlines(const Cells& sorted) {
  const auto has = [&sorted](Cell cell) { return std::binary_search(sorted.begin(), sorted.end(), cell); };
  std::multimap<Cell, Cell> edges;  // from node to node
  for (const auto [i, j] : sorted) {
    if (!has({i, j - 1})) edges.emplace(Cell{i, j}, Cell{i + 1, j});
    if (!has({i + 1, j})) edges.emplace(Cell{i + 1, j}, Cell{i + 1, j + 1});
    if (!has({i, j + 1})) edges.emplace(Cell{i + 1, j + 1}, Cell{i, j + 1});
    if (!has({i - 1, j})) edges.emplace(Cell{i, j + 1}, Cell{i, j});
  }
  std::vector<Ring> rings;
  while (!edges.empty()) {
    Ring& ring = rings.emplace_back();
    const Cell start = edges.begin()->first;
    Cell at = start;
    std::optional<Cell> from;
    do {
      auto [next, last] = edges.equal_range(at);
      if (from && std::next(next) != last) {
        const Cell to = next->second;
        const int turn = (at.i - from->i) * (to.j - at.j) - (at.j - from->j) * (to.i - at.i);
        if (turn <= 0) ++next;
      }
      append_edge(at, next->second, ring);
      from = at;
      at = next->second;
      edges.erase(next);
    } while (at != start);
  }
  return rings;
}

CityArea make_area(std::string code, Name name, std::string parent, Cells cells) {
  std::sort(cells.begin(), cells.end());
  double total = 0;
  Uv centre;
  for (const Cell& cell : cells) {
    const double w = weight(cell);
    total += w;
    centre.u += middle(cell).u * w;
    centre.v += middle(cell).v * w;
  }
  centre = {centre.u / total, centre.v / total};
  const auto nearest = std::min_element(cells.begin(), cells.end(), [centre](Cell a, Cell b) {
    const auto away = [centre](Cell c) { return std::hypot(middle(c).u - centre.u, middle(c).v - centre.v); };
    return away(a) < away(b);
  });
  return {.code = std::move(code),
          .name = std::move(name),
          .parent = std::move(parent),
          .outlines = outlines(cells),
          .label = place(middle(*nearest))};
}

std::string child_code(const std::string& parent, std::size_t number) {
  std::array<char, 4> digits{};
  std::snprintf(digits.data(), digits.size(), "%03u", static_cast<unsigned>(number % 1000));
  return parent + digits.data();
}

struct DistrictPlan {
  const char* code;
  const char* en;
  const char* zh;
  bool north;
  double west_border;  ///< u; the next district of the same bank ends it
  std::size_t streets;
};
constexpr std::array<DistrictPlan, 8> kDistricts{{
    {"990101", "Yuntai", "云台", true, -1e9, 5},
    {"990102", "Qingdu", "青渡", true, -4'900, 6},
    {"990103", "Hezhou", "鹤洲", true, -1'300, 8},
    {"990104", "Dongli", "东篱", true, 3'500, 6},
    {"990105", "Liutang", "柳塘", false, -1e9, 6},
    {"990106", "Wangjiang", "望江", false, -5'000, 7},
    {"990107", "Nandi", "南堤", false, -900, 6},
    {"990108", "Shiqiao", "石桥", false, 4'100, 5},
}};
constexpr std::size_t kCommunitiesPerStreet = 4;

std::size_t district_at(Cell cell) {
  const auto [u, v] = middle(cell);
  std::size_t found = 0;
  for (std::size_t k = 0; k < kDistricts.size(); ++k) {
    if (kDistricts[k].north != (v > 0)) continue;
    // Borders lean and step with the distance from the river.
    const double border =
        kDistricts[k].west_border + 850 * std::sin(v / 2'050 + 1.9 * static_cast<double>(k));
    if (u >= border) found = k;
  }
  return found;
}

}  // namespace

void add_areas(City& city) {
  std::array<Cells, kDistricts.size()> members;
  for (int i = 0; index(i) + 1 < grid_u().size(); ++i) {
    for (int j = 0; index(j) + 1 < grid_v().size(); ++j) members[district_at({i, j})].push_back({i, j});
  }
  std::size_t street_names = 96;  // the roads have the names before these
  std::size_t community_names = 200;
  for (std::size_t d = 0; d < kDistricts.size(); ++d) {
    const auto& plan = kDistricts[d];
    city.districts.push_back(make_area(plan.code, {plan.en, plan.zh}, "", members[d]));
    std::vector<Cells> streets;
    split(members[d], plan.streets, streets);
    for (std::size_t s = 0; s < streets.size(); ++s) {
      const std::string street_code = child_code(plan.code, s + 1);
      city.streets.push_back(make_area(
          street_code, with_suffix(pair_name(street_names++), "Subdistrict", "街道"), plan.code, streets[s]));
      std::vector<Cells> communities;
      split(streets[s], kCommunitiesPerStreet, communities);
      for (std::size_t c = 0; c < communities.size(); ++c) {
        city.communities.push_back(make_area(child_code(street_code, c + 1),
                                             with_suffix(pair_name(community_names++), "Community", "社区"),
                                             street_code, communities[c]));
      }
    }
  }
}

}  // namespace gridhall::simulate
