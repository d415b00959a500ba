#include "store/admin.hpp"

#include "store/recovery.hpp"

namespace gridhall::store {
namespace {

void write_synced(Database& database, const Batch& batch) {
  std::string error;
  if (!database.write(batch, true, &error)) throw StorageError("write: " + error);
}

}  // namespace

std::unique_ptr<Database> open_admin(const std::filesystem::path& directory, bool create) {
  auto database = std::make_unique<Database>(directory, Database::Access::kWrite, create, false);
  load_identity(*database, create);
  return database;
}

void put_admin(Database& database, std::string_view key, std::string_view value) {
  Batch batch;
  batch.put(Family::kAdmin, key, value);
  write_synced(database, batch);
}

void erase_admin(Database& database, std::string_view key) {
  Batch batch;
  batch.erase(Family::kAdmin, key);
  write_synced(database, batch);
}

std::vector<std::pair<std::string, std::string>> scan_admin(const Database& database,
                                                            std::string_view prefix) {
  std::vector<std::pair<std::string, std::string>> rows;
  auto cursor = database.cursor(Family::kAdmin);
  for (cursor.seek(prefix); cursor.valid() && cursor.key().starts_with(prefix); cursor.next()) {
    rows.emplace_back(cursor.key(), cursor.value());
  }
  return rows;
}

}  // namespace gridhall::store
