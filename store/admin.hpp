// Rows of the family `admin`: keys, later users and sessions. Not derived from the log; every change is
// synced. A running daemon changes them through its Store; `open_admin` is for a data directory whose daemon
// is stopped. All throw StorageError.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/database.hpp"

namespace gridhall::store {

/// With `create` a new database is made where there is none.
std::unique_ptr<Database> open_admin(const std::filesystem::path& directory, bool create);

void put_admin(Database& database, std::string_view key, std::string_view value);
void erase_admin(Database& database, std::string_view key);
std::vector<std::pair<std::string, std::string>> scan_admin(const Database& database,
                                                            std::string_view prefix);

}  // namespace gridhall::store
