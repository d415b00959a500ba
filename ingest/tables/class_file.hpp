// classes.toml: what kinds of case there are, and what the sources call them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/tables/block.hpp"
#include "store/model/tables.hpp"

namespace gridhall::tables {

struct ClassFile {
  std::string scheme;
  std::vector<model::ClassVersion> versions;
  std::vector<model::SourceMapping> mappings;
};

/// `units`: those that classes may name; nothing where that can't be checked.
ClassFile read_classes(std::string_view text, const std::string& file, const std::optional<Codes>& units,
                       Problems& problems);

}  // namespace gridhall::tables
