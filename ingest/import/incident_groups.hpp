// Several rows, one incident: a dispatch feed lists every unit that was sent as a row of its own.
//
// The problem: the first row in time is the report and the others are updates of it, but files are sorted
// newest first, and an incident may straddle two daily files. So rows wait here until no more of their
// incident can be expected, and then leave in order of time, whatever order they came in. An event's id is
// made from the incident and the row's content, so equal rows are duplicates and a second import stores
// nothing.
//
// Limits: holds the rows of a window of 48 hours of the file's time, or 200,000 rows.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "ingest/import/draft.hpp"
#include "ingest/import/table_converter.hpp"

namespace gridhall::importer {

class IncidentGroups {
 public:
  /// `source` and `type` of the events made. The journal, which counts incidents without a place, must
  /// outlive it.
  IncidentGroups(std::string source, model::EventType type, Journal& journal, Sink sink);

  bool add(RowFacts facts, RowRef row);
  /// No more rows: everything that waits leaves.
  bool finish();

 private:
  struct Waiting {
    RowFacts facts;
    RowRef row;
  };
  using Rows = std::vector<Waiting>;

  bool release(Rows rows);
  bool release_far_from(model::Time time);

  std::string source_;
  model::EventType type_;
  Journal& journal_;
  Sink sink_;
  std::map<std::string, Rows> incidents_;
  std::size_t rows_ = 0;
  model::Time looked_at_{};
};

}  // namespace gridhall::importer
