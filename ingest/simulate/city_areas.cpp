// Areas are sets of the arterial grid's cells. Their outlines run along the grid's edges, and every edge is
// divided into the same points whoever asks for it: neighbours share their borders exactly and nothing lies
// between them.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "ingest/simulate/city_builder.hpp"
#include "ingest/simulate/city_names.hpp"
#include "ingest/simulate/ground.hpp"

namespace gridhall::simulate {
namespace {

constexpr int kPiecesPerEdge = 4;

struct Cell {
  int i = 0;  ///< column, from the west
  int j = 0;  ///< row, from the south
  bool operator==(const Cell&) const = default;
  bool operator<(const Cell& other) const { return i != other.i ? i < other.i : j < other.j; }
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

/// All cells can be reached from the first over edges.
bool connected(const Cells& cells) {
  const std::set<Cell> all(cells.begin(), cells.end());
  std::set<Cell> reached{cells.front()};
  Cells todo{cells.front()};
  while (!todo.empty()) {
    const auto [i, j] = todo.back();
    todo.pop_back();
    for (const Cell next : {Cell{i - 1, j}, Cell{i + 1, j}, Cell{i, j - 1}, Cell{i, j + 1}}) {
      if (all.contains(next) && reached.insert(next).second) todo.push_back(next);
    }
  }
  return reached.size() == all.size();
}

/// Cells column by column, or row by row, up and down in turns.
Cells winding(Cells cells, bool by_columns) {
  std::sort(cells.begin(), cells.end(), [by_columns](Cell a, Cell b) {
    if (!by_columns) {
      std::swap(a.i, a.j);
      std::swap(b.i, b.j);
    }
    if (a.i != b.i) return a.i < b.i;
    return a.i % 2 == 0 ? a.j < b.j : a.j > b.j;
  });
  return cells;
}

bool longer_than_high(const Cells& cells) {
  const auto by_row = [](const Cell& a, const Cell& b) { return a.j < b.j; };
  const auto [west, east] = std::minmax_element(cells.begin(), cells.end());
  const auto [south, north] = std::minmax_element(cells.begin(), cells.end(), by_row);
  return grid_u()[index(east->i + 1)] - grid_u()[index(west->i)] >=
         grid_v()[index(north->j + 1)] - grid_v()[index(south->j)];
}

struct Halves {
  Cells first;
  Cells second;
};

/// Cuts where `share` of the weight is on the first side, as near to that as leaves both sides in one piece.
Halves halve(const Cells& cells, double share, std::size_t first_min, std::size_t second_min) {
  double total = 0;
  for (const Cell& cell : cells) total += weight(cell);
  const bool along = longer_than_high(cells);
  Halves fallback;
  for (const bool by_columns : {along, !along}) {
    const Cells ordered = winding(cells, by_columns);
    std::ptrdiff_t ideal = 0;
    double sum = 0;
    while (ideal < std::ssize(ordered) &&
           sum + weight(ordered[static_cast<std::size_t>(ideal)]) / 2 < total * share) {
      sum += weight(ordered[static_cast<std::size_t>(ideal++)]);
    }
    for (const std::ptrdiff_t shift : {0, 1, -1, 2, -2, 3, -3}) {
      const std::ptrdiff_t cut = std::clamp(ideal + shift, static_cast<std::ptrdiff_t>(first_min),
                                            static_cast<std::ptrdiff_t>(ordered.size() - second_min));
      Halves halves{Cells(ordered.begin(), ordered.begin() + cut),
                    Cells(ordered.begin() + cut, ordered.end())};
      if (connected(halves.first) && connected(halves.second)) return halves;
      if (fallback.first.empty()) fallback = std::move(halves);
    }
  }
  return fallback;
}

/// Cuts a set of cells into `parts` of like weight, each in one piece.
void split(const Cells& cells, std::size_t parts, std::vector<Cells>& out) {
  parts = std::min(parts, cells.size());
  if (parts <= 1) {
    out.push_back(cells);
    return;
  }
  const std::size_t first = parts / 2;
  const Halves halves =
      halve(cells, static_cast<double>(first) / static_cast<double>(parts), first, parts - first);
  split(halves.first, first, out);
  split(halves.second, parts - first, out);
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
