// The city's tables from the texts of their files.
//
// From texts and not from paths: which tables held is a fact of the log, and what was logged is read again by
// the same function. So what it takes and what it makes of it must not depend on anything but its arguments
// and the machine's zone data.
#pragma once

#include <memory>
#include <string>

#include "ingest/tables/problems.hpp"
#include "store/model/tables.hpp"

namespace gridhall::tables {

/// Empty where there is no such file.
struct Sources {
  std::string classes;
  std::string calendar;
  std::string units;
};

/// What the files are called in what is told.
struct Names {
  std::string classes = "classes.toml";
  std::string calendar = "calendar.toml";
  std::string units = "units.toml";
};

/// Null where anything is wrong; every mistake of all files is in `problems` then. Without classes every case
/// is unclassified; without calendars the one calendar is "24h" in `default_zone`, every hour of every day.
std::shared_ptr<const model::Tables> read_tables(const Sources& sources, const Names& names,
                                                 const std::string& default_zone, Problems& problems);

}  // namespace gridhall::tables
