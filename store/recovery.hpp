// What a database says about itself, and how the board comes back from it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>

#include "store/board.hpp"
#include "store/database.hpp"
#include "store/index_run.hpp"

namespace gridhall::store {

inline constexpr std::uint32_t kSchemaVersion = 1;

/// The rows of `meta` that never change, made with the database.
struct Identity {
  std::string epoch;
  HashSecret secret{};
};

/// Reads the identity; with `create`, makes it (synced) where the database is new. Throws StorageError when
/// the schema is of another version.
Identity load_identity(Database& database, bool create);
Indexed load_indexed(const Database& database);
std::unordered_map<std::string, std::string> load_source_owners(const Database& database);

/// Calls `fn` with every record after `since`, in order. Throws StorageError at the first record that is
/// damaged, does not follow the one before without a gap, or whose chain is broken. Returns where the log
/// ends.
Indexed replay_log(const Database& database, const Indexed& since,
                   const std::function<void(const LogRecord&)>& fn);

/// The open cases as of the position that the families have reached. Returns how many there are.
/// Their lights are those of `now` under `tables`, which may be null.
std::size_t load_board(const Database& database, Board& board, const Indexed& indexed,
                       const model::Tables* tables, model::Time now);

/// Folds the log's tail into the board and into `run`, exactly as the committer would have.
Indexed replay_tail(const Database& database, const Identity& identity, const Indexed& indexed, Board& board,
                    IndexRun& run, const model::Tables* tables, model::Time now);

}  // namespace gridhall::store
