// One question about cases: what to look at, what to take, in which order, and how much of it.
//
// Where only open cases are asked for, the board answers, in slices so that the committer never waits long.
// Otherwise the store's families do, after their pending run is written. Selection keeps no more than a page
// in memory.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dashboard/actor.hpp"
#include "dashboard/city_days.hpp"
#include "dashboard/filter.hpp"
#include "dashboard/page_cursor.hpp"
#include "dashboard/query_reader.hpp"
#include "dashboard/text_search.hpp"
#include "store/store.hpp"

namespace gridhall::dashboard {

enum class SortField { kId, kOpenedAt, kUpdatedAt, kSeverity };

struct CasesQuery {
  Filter filter;
  std::optional<geo::Bbox> box;
  std::optional<geo::CellId> cell;
  TextSearch text;
  Actor reader;  ///< the text of a sensitive case matches for whoever may read it
  std::optional<model::Time> from;
  std::optional<model::Time> before;  ///< exclusive
  SortField field = SortField::kId;
  bool descending = true;  ///< newest first unless asked otherwise
  std::size_t limit = 100;
  std::optional<SortKey> after;
  std::string identity;  ///< what a cursor is bound to

  /// Errors stay in the reader.
  static CasesQuery read(QueryReader& reader, const net::Request& request, const CityDays& days);

  bool open_only() const;
  SortKey key_of(const model::Case& c) const;
  SortKey key_of(const store::BoardRow& row) const;
  /// Everything but the filter.
  bool place_and_time(model::CellId at, geo::LatLon place, model::Time opened_at) const;
  /// Place, time, filter and text; what the reader may not read matches nothing. `tables` in force may be
  /// null.
  bool takes(const model::Case& c, const model::Tables* tables, model::Time now) const;
  /// Level-16 cells to look at; empty: everything.
  std::vector<geo::CellRange> ranges() const;
};

/// A page in order. `more`: there is something after `last`.
struct CasesPage {
  std::vector<model::Case> cases;
  SortKey last;
  bool more = false;
};

/// `too_long`: the families were not ready or the scan ran out of time, and no partial answer is right.
struct SelectResult {
  CasesPage page;
  bool too_long = false;
};

SelectResult select_cases(store::Store& store, const CasesQuery& query);

}  // namespace gridhall::dashboard
