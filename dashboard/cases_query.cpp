#include "dashboard/cases_query.hpp"

#include <algorithm>

#include "dashboard/api.hpp"
#include "dashboard/rights.hpp"
#include "store/codec.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::size_t kTextBytesMax = 256;
constexpr std::size_t kCasesMax = 1'000;
constexpr std::size_t kSliceRows = 20'000;        // about a millisecond of lock
constexpr std::size_t kSliceRowsDecoded = 1'000;  // where records have to be decoded
// A page in order of ids may end early and go on by its cursor; any other order needs the whole scan.
constexpr std::chrono::milliseconds kPageTime{2'000};
constexpr std::chrono::milliseconds kScanTime{15'000};

void read_time(QueryReader& reader, const CityDays& days, std::string_view name, bool end,
               std::optional<model::Time>& out) {
  const auto text = reader.one(name);
  if (!text) return;
  if (const auto day = days.day(*text)) {
    out = end ? day->end : day->begin;
  } else if (const auto time = model::parse_rfc3339(*text)) {
    out = end ? *time + std::chrono::microseconds(1) : *time;  // `to` is inclusive
  } else {
    reader.refuse(name, *text, "a date of the city (2026-11-24) or an RFC 3339 time with a zone");
  }
}

/// What the reader may not read is found by nobody.
bool says(const CasesQuery& query, const model::Case& c, const model::Tables* tables) {
  if (query.text.empty()) return true;
  if (may_read(&query.reader, c, tables)) return query.text.matches(c);
  model::Case seen = c;
  withhold(seen);
  return query.text.matches(seen);
}

/// The best `limit` + 1 candidates after the cursor; one more than the page tells whether there is a next
/// one.
class Selection {
 public:
  explicit Selection(const CasesQuery& query) : query_(query), found_(Before{query.descending}) {}

  bool wants(const SortKey& key) const {
    const Before before = found_.key_comp();
    if (query_.after && !before(*query_.after, key)) return false;
    return found_.size() <= query_.limit || before(key, found_.rbegin()->first);
  }
  // NOLINTNEXTLINE(performance-unnecessary-value-param): it is moved into the map
  void take(const SortKey& key, std::optional<model::Case> c) {
    found_.try_emplace(key, std::move(c));
    if (found_.size() > query_.limit + 1) found_.erase(std::prev(found_.end()));
  }
  /// True once a scan in the order of ids can find nothing better.
  bool full() const { return found_.size() > query_.limit; }

  CasesPage page(store::Store& store, const model::Tables* tables, model::Time now,
                 std::optional<SortKey> stopped_at) {
    CasesPage page;
    page.more = full() || stopped_at.has_value();
    std::size_t taken = 0;
    for (auto& [key, c] : found_) {
      if (taken == query_.limit) break;
      page.last = key;
      ++taken;
      if (!c) c = store.find_case({store.epoch(), key.case_seq});
      // What closed since it was found is no answer to a question about open cases.
      if (c && matches(query_.filter, *c, tables, now)) page.cases.push_back(std::move(*c));
    }
    if (stopped_at && !full()) page.last = *stopped_at;
    return page;
  }

 private:
  struct Before {
    bool descending;
    bool operator()(const SortKey& a, const SortKey& b) const { return descending ? a > b : a < b; }
  };
  const CasesQuery& query_;
  std::map<SortKey, std::optional<model::Case>, Before> found_;
};

class Scan {
 public:
  Scan(store::Store& store, const CasesQuery& query)
      : store_(store),
        tables_(store.tables()),
        now_(store.now()),
        query_(query),
        matcher_(query.filter),
        selection_(query) {}

  SelectResult run() {
    const auto ranges = query_.ranges();
    if (query_.open_only()) {
      if (ranges.empty()) {
        board_in_order();
      } else {
        for (const geo::CellRange& range : ranges) board_range(range);
      }
    } else {
      if (!store_.wait_indexed(store_.seq(), kIndexWait)) return {{}, true};
      in_order_ = by_id() && ranges.empty();
      if (ranges.empty()) {
        store_.for_each_case(scan_descending(), scan_from(),
                             [this](const model::Case& c) { return look_at(c); });
      } else {
        for (const geo::CellRange& range : ranges) {
          if (out_of_time_) break;
          store_.for_each_case_in(range, [this](const model::Case& c) { return look_at(c); });
        }
      }
    }
    if (out_of_time_ && !in_order_) return {{}, true};
    return {
        selection_.page(store_, tables_.get(), now_, out_of_time_ ? std::optional(last_seen_) : std::nullopt),
        false};
  }

 private:
  bool by_id() const { return query_.field == SortField::kId; }
  bool scan_descending() const { return !by_id() || query_.descending; }
  std::uint64_t scan_from() const { return by_id() && query_.after ? query_.after->case_seq : 0; }

  bool in_time() {
    if (++looked_ % 256 != 0) return true;
    const auto most = in_order_ ? kPageTime : kScanTime;
    out_of_time_ = std::chrono::steady_clock::now() - began_ > most;
    return !out_of_time_;
  }

  bool look_at(const model::Case& c) {
    const SortKey key = query_.key_of(c);
    if (selection_.wants(key) && query_.takes(c, tables_.get(), now_)) selection_.take(key, c);
    last_seen_ = key;
    return in_time() && !(in_order_ && selection_.full());
  }

  void look_at(const store::BoardView& board, const store::BoardRow& row) {
    const SortKey key = query_.key_of(row);
    last_seen_ = key;
    if (!query_.place_and_time(row.cell, {row.lat, row.lon}, row.opened_at) || !selection_.wants(key) ||
        !matcher_.matches(board, row)) {
      return;
    }
    if (!query_.text.empty()) {
      const auto blob = board.blob(row.case_seq);
      auto c = blob ? store::decode_case(*blob) : std::nullopt;
      if (c && says(query_, *c, tables_.get())) selection_.take(key, std::move(c));
      return;
    }
    selection_.take(key, std::nullopt);
  }

  std::size_t slice() const { return query_.text.empty() ? kSliceRows : kSliceRowsDecoded; }

  void board_in_order() {
    if (!by_id()) in_order_ = false;
    std::uint64_t from = scan_from();
    for (bool more = true; more;) {
      more = false;
      std::size_t seen = 0;
      const store::BoardView board(store_.board());
      board.for_each(scan_descending(), from, [&](const store::BoardRow& row) {
        from = row.case_seq;
        look_at(board, row);
        if (!in_time() || (by_id() && selection_.full())) return false;
        more = ++seen == slice();
        return !more;
      });
    }
  }

  void board_range(geo::CellRange range) {
    in_order_ = false;
    for (bool more = true; more && !out_of_time_;) {
      more = false;
      std::size_t seen = 0;
      model::CellId cell{};
      const store::BoardView board(store_.board());
      board.for_each_in(range, [&](const store::BoardRow& row) {
        // A slice ends with a cell: the next one starts at the cell after.
        if (row.cell != cell && seen >= slice()) {
          range.first = row.cell;
          more = true;
          return false;
        }
        cell = row.cell;
        ++seen;
        look_at(board, row);
        return in_time();
      });
    }
  }

  store::Store& store_;
  const std::shared_ptr<const model::Tables> tables_;
  const model::Time now_;
  const CasesQuery& query_;
  BoardMatcher matcher_;
  Selection selection_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::size_t looked_ = 0;
  SortKey last_seen_;
  bool in_order_ = true;  ///< the scan goes in the order of the answer
  bool out_of_time_ = false;
};

}  // namespace

CasesQuery CasesQuery::read(QueryReader& reader, const net::Request& request, const CityDays& days) {
  CasesQuery query;
  query.filter = reader.filter();
  query.box = reader.bbox();
  query.cell = reader.cell();
  if (const auto text = reader.one("q")) {
    if (text->size() > kTextBytesMax) {
      reader.refuse("q", *text, "at most 256 bytes");
    } else {
      query.text = TextSearch(*text);
    }
  }
  read_time(reader, days, "from", false, query.from);
  read_time(reader, days, "to", true, query.before);
  if (const auto limit = reader.number("limit", 1, kCasesMax)) query.limit = *limit;
  if (auto sort = reader.one("sort")) {
    const std::string_view given = *sort;
    query.descending = sort->starts_with('-');
    if (query.descending) sort->remove_prefix(1);
    if (*sort == "id") {
      query.field = SortField::kId;
    } else if (*sort == "opened_at") {
      query.field = SortField::kOpenedAt;
    } else if (*sort == "updated_at") {
      query.field = SortField::kUpdatedAt;
    } else if (*sort == "severity") {
      query.field = SortField::kSeverity;
    } else {
      reader.refuse("sort", given,
                    "id, opened_at, updated_at or severity, with a - before it for descending order");
    }
  }
  for (const auto& [name, value] : request.query) {
    if (name == "cursor" || name == "limit") continue;
    query.identity.append(name).append(1, '\0').append(value).append(1, '\0');
  }
  if (const auto cursor = reader.one("cursor")) {
    query.after = decode_cursor(*cursor, query.identity);
    if (!query.after) reader.refuse("cursor", *cursor, "the next of an answer to this same query");
  }
  return query;
}

bool CasesQuery::open_only() const {
  if (filter.states != 0 && (filter.states & ~state_bits("open")) == 0) return true;
  if (filter.escalations != 0) return true;
  // Closed cases have no light.
  return filter.lights != 0 && (filter.lights & light_bit("unset")) == 0;
}

SortKey CasesQuery::key_of(const model::Case& c) const {
  switch (field) {
    case SortField::kOpenedAt:
      return {c.opened_at.time_since_epoch().count(), c.id.seq};
    case SortField::kUpdatedAt:
      return {c.updated_at.time_since_epoch().count(), c.id.seq};
    case SortField::kSeverity:
      return {static_cast<std::int64_t>(c.severity), c.id.seq};
    case SortField::kId:
      break;
  }
  return {0, c.id.seq};
}

SortKey CasesQuery::key_of(const store::BoardRow& row) const {
  switch (field) {
    case SortField::kOpenedAt:
      return {row.opened_at.time_since_epoch().count(), row.case_seq};
    case SortField::kUpdatedAt:
      return {row.updated_at.time_since_epoch().count(), row.case_seq};
    case SortField::kSeverity:
      return {static_cast<std::int64_t>(row.severity), row.case_seq};
    case SortField::kId:
      break;
  }
  return {0, row.case_seq};
}

bool CasesQuery::place_and_time(model::CellId at, geo::LatLon place, model::Time opened_at) const {
  if ((box || cell) && !at) return false;
  if (box && !box->contains(place)) return false;
  if (cell && geo::parent(at, geo::level_of(*cell)) != *cell) return false;
  return (!from || opened_at >= *from) && (!before || opened_at < *before);
}

bool CasesQuery::takes(const model::Case& c, const model::Tables* tables, model::Time now) const {
  return place_and_time(c.cell, {c.lat, c.lon}, c.opened_at) && matches(filter, c, tables, now) &&
         says(*this, c, tables);
}

std::vector<geo::CellRange> CasesQuery::ranges() const {
  std::vector<geo::CellRange> out;
  if (cell) {
    out.push_back(geo::storage_range(*cell));
  } else if (box) {
    for (geo::CellId c : geo::covering(*box)) out.push_back(geo::storage_range(c));
  }
  return out;
}

SelectResult select_cases(store::Store& store, const CasesQuery& query) {
  return Scan(store, query).run();
}

}  // namespace gridhall::dashboard
