// The mapping file of `--format csv`: a table that we don't know becomes a layout.
#pragma once

#include <string>
#include <vector>

#include "ingest/import/layout.hpp"
#include "store/model/error.hpp"

namespace gridhall::importer {

/// Every error of the file at once: `pointer` is file, line and key, `got` the value, `allowed` what is
/// valid. The layout is to be used only where `errors` stays empty.
Layout read_mapping(const std::string& file, std::vector<model::Error>& errors);

}  // namespace gridhall::importer
