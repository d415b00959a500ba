#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "dashboard/api.hpp"
#include "dashboard/case_json.hpp"
#include "dashboard/json.hpp"
#include "dashboard/query_reader.hpp"
#include "dashboard/snapshot.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::size_t kCellsMax = 65'536;
constexpr int kHours = 24;
constexpr std::uint64_t kStorageStep = 1ULL << 29U;  // between neighbouring level-16 ids of one parent
constexpr int kEveryChildLevel = 10;                 // 4,096 children: each may be asked for
constexpr std::chrono::seconds kHistoryTime{3};

struct Open {
  std::optional<model::Time> oldest;
  std::map<std::string, std::pair<std::string, std::uint64_t>> classes;  ///< code → name, count
  std::set<model::AreaRef> areas;
};

Open open_cases(const store::BoardView& board, geo::CellId cell) {
  Open open;
  board.for_each_in(geo::storage_range(cell), [&](const store::BoardRow& row) {
    if (!open.oldest || row.opened_at < *open.oldest) open.oldest = row.opened_at;
    for (const model::AreaRef& area : board.areas(row.areas)) open.areas.insert(area);
    if ((row.flags & model::kCaseExercise) != 0) return true;
    const std::string& code = board.service(row.service);
    auto& entry = open.classes[code.empty() ? "unclassified" : code];
    if (entry.second++ == 0) entry.first = board.title(row.title);
    return true;
  });
  return open;
}

/// Level-16 cells below `cell` that may hold cases: every one where they are few, else those the board knows.
std::vector<geo::CellId> children(const store::BoardView& board, geo::CellId cell) {
  std::vector<geo::CellId> out;
  const geo::CellRange range = geo::storage_range(cell);
  if (geo::level_of(cell) >= kEveryChildLevel) {
    for (std::uint64_t id = range.first.value; id <= range.last.value; id += kStorageStep)
      out.push_back({id});
  } else {
    board.for_each_cell(range, [&out](geo::CellId known, std::size_t) {
      out.push_back(known);
      return true;
    });
  }
  return out;
}

/// New cases an hour over the last day, closed ones included.
std::array<std::uint32_t, kHours> count_hours(store::Store& store, const std::vector<geo::CellId>& cells,
                                              model::Time now) {
  std::array<std::uint32_t, kHours> hours{};
  const auto began = std::chrono::steady_clock::now();
  const model::Time since = now - std::chrono::hours(kHours);
  for (const geo::CellId cell : cells) {
    if (std::chrono::steady_clock::now() - began > kHistoryTime) break;
    std::set<std::uint64_t> seen;
    store.for_each_case_in({cell, cell}, [&](const model::Case& c) {
      if (c.opened_at < since) return false;
      // A case that moved stands in the cells it was in, too.
      if (c.cell == cell && c.counted() && c.opened_at <= now && seen.insert(c.id.seq).second) {
        const auto age = std::chrono::floor<std::chrono::hours>(now - c.opened_at).count();
        ++hours[static_cast<std::size_t>(kHours - 1 - std::min<std::int64_t>(age, kHours - 1))];
      }
      return true;
    });
  }
  return hours;
}

}  // namespace

net::Response get_cells(const ApiContext& api, const net::Request& request) {
  QueryReader reader(request);
  ChannelSpec spec;
  spec.wants.cells = true;
  spec.filter = reader.filter();
  const auto box = reader.bbox();
  const auto asked = reader.number("level", store::kLevelMin, geo::kStorageLevel);
  if (!reader.errors().empty()) return net::problem(request, 400, reader.errors());
  int level = asked ? static_cast<int>(*asked) : (box ? View::default_level(*box) : kWholeCityLevel);
  std::shared_ptr<Snapshot> snapshot;
  for (;; --level) {
    spec.view = box ? View(*box, level) : View(level);
    BoardMatcher matcher(spec.filter);
    const store::BoardView board(api.store.board());
    snapshot = take_snapshot(board, spec, matcher, nullptr);
    if (snapshot->cells.size() <= kCellsMax || level == store::kLevelMin) break;
  }
  std::string body = "{\"cols\":";
  body += kCellColumns;
  body += ",\"level\":";
  append_integer(body, snapshot->level);
  body += ",\"cells\":[";
  for (const CellRow& row : snapshot->cells) {
    if (body.back() != '[') body += ',';
    append_row(body, row);
  }
  body += "],\"as_of\":";
  append_as_of(body, api.store.epoch(), snapshot->seq, model::now());
  body += '}';
  return json_response(std::move(body));
}

net::Response get_cell(const ApiContext& api, const net::Request& request) {
  const auto cell = geo::parse_token(request.param("token"));
  const int level = cell ? geo::level_of(*cell) : 0;
  if (level < store::kLevelMin || level > geo::kStorageLevel) {
    return error_response(request, 404, model::Code::kNotFound,
                          "there is no such cell: the token of an S2 cell of level 4 to 16 is wanted");
  }
  const model::Time now = model::now();
  Open open;
  store::CellCounts counts;
  std::uint64_t seq = 0;
  std::vector<geo::CellId> below;
  {
    const store::BoardView board(api.store.board());
    seq = board.seq();
    if (const store::CellCounts* known = board.counts(*cell)) counts = *known;
    open = open_cases(board, *cell);
    below = children(board, *cell);
  }
  if (!api.store.wait_indexed(seq, kIndexWait)) return index_behind(request);
  const auto hours = count_hours(api.store, below, now);

  std::string body = "{\"cell\":";
  append_string(body, geo::token(*cell));
  append_key(body, "level");
  append_integer(body, level);
  append_key(body, "open");
  append_integer(body, counts.open);
  append_key(body, "red");
  append_integer(body, counts.of(model::Light::kRed));
  append_key(body, "yellow");
  append_integer(body, counts.of(model::Light::kYellow));
  append_key(body, "worst");
  append_integer(body, static_cast<int>(counts.worst()));
  append_key(body, "oldest_opened_at");
  append_time_or_null(body, open.oldest);
  append_key(body, "new_last_hour");
  append_integer(body, hours.back());
  body += ",\"classes\":[";
  std::vector<std::pair<std::string, std::pair<std::string, std::uint64_t>>> classes(open.classes.begin(),
                                                                                     open.classes.end());
  std::stable_sort(classes.begin(), classes.end(),
                   [](const auto& a, const auto& b) { return a.second.second > b.second.second; });
  for (const auto& [code, entry] : classes) {
    if (body.back() != '[') body += ',';
    body += "{\"class\":";
    append_string(body, code);
    append_key(body, "name");
    append_string(body, entry.first);
    append_key(body, "open");
    append_integer(body, entry.second);
    body += '}';
  }
  body += "],\"hours\":[";
  for (const std::uint32_t hour : hours) {
    if (body.back() != '[') body += ',';
    append_integer(body, hour);
  }
  body += "],\"areas\":";
  append_areas(body, {open.areas.begin(), open.areas.end()}, *api.areas);
  body += ",\"as_of\":";
  append_as_of(body, api.store.epoch(), seq, now);
  body += '}';
  return json_response(std::move(body));
}

}  // namespace gridhall::dashboard
