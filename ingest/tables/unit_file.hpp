// units.toml: who handles cases.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/tables/block.hpp"
#include "store/model/tables.hpp"

namespace gridhall::tables {

struct UnitFile {
  std::vector<model::Unit> units;
  std::optional<Codes> codes;  ///< of all blocks; nothing where the file's syntax is wrong
};

/// `calendars`: those that units may name; nothing where that can't be checked.
UnitFile read_units(std::string_view text, const std::string& file, const std::optional<Codes>& calendars,
                    Problems& problems);

}  // namespace gridhall::tables
