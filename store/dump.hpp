// `gridhall dump`: the log as text, one JSON object a line, for people and scripts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "store/model/position.hpp"

namespace gridhall::store {

struct DumpOptions {
  std::filesystem::path directory;
  std::optional<model::CellId> cell;  ///< all events of cases that are or were in it, any level up to 16
  std::optional<model::CaseId> case_id;
  std::uint64_t from_seq = 1;
};

/// Calls `line` with {"seq","recorded_at","case","cell","event"} for each event, in order. Reads only. Throws
/// StorageError when the directory can't be opened or the log is damaged.
void dump(const DumpOptions& options, const std::function<void(std::string_view)>& line);

}  // namespace gridhall::store
