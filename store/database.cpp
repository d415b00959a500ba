#include "store/database.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/slice.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <system_error>

#include "store/failpoint.hpp"

namespace gridhall::store {
namespace {

constexpr std::array<std::string_view, kFamilyCount> kNames = {
    "log",     "cell",     "area",   "case",   "board", "dedup",
    "subject", "producer", "rollup", "person", "admin", "meta",
};
constexpr std::size_t kBlockCacheBytes = 256U << 20;
constexpr std::uint64_t kWalBytesMax = 512U << 20;

rocksdb::Slice slice(std::string_view text) {
  return {text.data(), text.size()};
}
std::string_view view(const rocksdb::Slice& text) {
  return {text.data(), text.size()};
}

rocksdb::DBOptions database_options(bool create_if_missing, bool buffered_wal) {
  rocksdb::DBOptions options;
  options.create_if_missing = create_if_missing;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  options.track_and_verify_wals_in_manifest = true;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.wal_compression = rocksdb::kNoCompression;
  options.recycle_log_file_num = 0;
  options.manual_wal_flush = buffered_wal;
  options.max_total_wal_size = kWalBytesMax;
  options.db_write_buffer_size = 256U << 20;
  options.max_background_jobs = 2;
  options.max_open_files = 512;
  options.keep_log_file_num = 4;
  options.max_log_file_size = 4U << 20;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.avoid_flush_during_shutdown = false;
  return options;
}

rocksdb::ColumnFamilyOptions family_options(Family family, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.format_version = 5;
  table.cache_index_and_filter_blocks = true;
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = 32U << 20;
  switch (family) {
    case Family::kLog:
      // Keys only grow, so compaction moves files; values live in blob files and are never rewritten.
      options.enable_blob_files = true;
      options.min_blob_size = 1024;
      options.blob_compression_type = rocksdb::kLZ4Compression;
      options.write_buffer_size = 64U << 20;
      break;
    case Family::kDedup:
    case Family::kSubject:
    case Family::kCase:
      // Most lookups are for keys that are not there.
      table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10, false));
      options.memtable_prefix_bloom_size_ratio = 0.1;
      options.memtable_whole_key_filtering = true;
      options.level_compaction_dynamic_level_bytes = true;
      break;
    default:
      options.level_compaction_dynamic_level_bytes = true;
      break;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

[[noreturn]] void explain(const std::filesystem::path& directory, const rocksdb::Status& status) {
  const std::string where = "data directory " + directory.string();
  const std::string text = status.ToString();
  if (text.find("LOCK") != std::string::npos) {
    throw LockedError(where + " is in use by another process (its lock is held)");
  }
  if (status.IsCorruption()) throw StorageError(where + " is damaged: " + text);
  if (text.find("does not exist") != std::string::npos) throw StorageError(where + " holds no database");
  throw StorageError(where + " can't be opened: " + text);
}

[[noreturn]] void fail(const char* what, const rocksdb::Status& status) {
  throw StorageError(std::string(what) + ": " + status.ToString());
}

}  // namespace

std::string_view to_string(Family family) {
  return kNames[static_cast<std::size_t>(family)];
}

Batch::Batch() = default;
Batch::~Batch() = default;
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;

void Batch::put(Family family, std::string_view key, std::string_view value) {
  const std::size_t at = bytes_.size();
  bytes_.append(key).append(value);
  changes_.push_back({family, false, at, at + key.size(), bytes_.size()});
}

void Batch::erase(Family family, std::string_view key) {
  const std::size_t at = bytes_.size();
  bytes_.append(key);
  changes_.push_back({family, true, at, bytes_.size(), bytes_.size()});
}

bool Batch::empty() const {
  return changes_.empty();
}

void Batch::clear() {
  bytes_.clear();
  changes_.clear();
}

struct Database::Impl {
  std::unique_ptr<rocksdb::DB> db;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilyCount> families{};

  rocksdb::ColumnFamilyHandle* at(Family family) const { return families[static_cast<std::size_t>(family)]; }
};

Database::Database(const std::filesystem::path& directory, Access access, bool create_if_missing,
                   bool buffered_wal_for_test)
    : impl_(std::make_unique<Impl>()) {
  std::error_code ignored;
  if (create_if_missing) std::filesystem::create_directories(directory, ignored);
  if (!std::filesystem::is_directory(directory, ignored)) {
    throw StorageError("data directory " + directory.string() + " does not exist or is not a directory");
  }
  const auto cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  for (std::size_t i = 0; i < kFamilyCount; ++i) {
    descriptors.emplace_back(std::string(kNames[i]), family_options(static_cast<Family>(i), cache));
  }
  const auto options = database_options(create_if_missing, buffered_wal_for_test);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const std::string path = directory.string();
  const rocksdb::Status status = access == Access::kRead
                                     ? rocksdb::DB::OpenForReadOnly(options, path, descriptors, &handles, &db)
                                     : rocksdb::DB::Open(options, path, descriptors, &handles, &db);
  if (!status.ok()) explain(directory, status);
  impl_->db.reset(db);
  db->DestroyColumnFamilyHandle(handles[0]);
  for (std::size_t i = 0; i < kFamilyCount; ++i) impl_->families[i] = handles[i + 1];
}

Database::~Database() {
  for (auto* family : impl_->families) {
    if (family != nullptr) impl_->db->DestroyColumnFamilyHandle(family);
  }
  if (impl_->db) impl_->db->Close();
}

bool Database::write(const Batch& batch, bool sync, std::string* error) {
  rocksdb::WriteBatch write(batch.bytes_.size() + batch.changes_.size() * 16);
  const std::string_view bytes = batch.bytes_;
  for (const Batch::Change& change : batch.changes_) {
    const auto key = slice(bytes.substr(change.key, change.value - change.key));
    const auto value = slice(bytes.substr(change.value, change.end - change.value));
    const rocksdb::Status added = change.erase ? write.Delete(impl_->at(change.family), key)
                                               : write.Put(impl_->at(change.family), key, value);
    if (!added.ok()) {
      *error = added.ToString();
      return false;
    }
  }
  rocksdb::WriteOptions options;
  // As after a failed fsync: the bytes may be in the file, and nobody may rely on them.
  const bool sync_fails = sync && failpoint_reached("failed_sync");
  options.sync = sync && !sync_fails;
  const rocksdb::Status status = impl_->db->Write(options, &write);
  if (!status.ok()) *error = status.ToString();
  if (sync_fails) *error = "the sync failed, as the failpoint wanted";
  return status.ok() && !sync_fails;
}

std::optional<std::string> Database::get(Family family, std::string_view key) const {
  std::string value;
  const rocksdb::Status status =
      impl_->db->Get(rocksdb::ReadOptions(), impl_->at(family), slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) fail("read", status);
  return value;
}

std::vector<std::optional<std::string>> Database::multi_get(
    const std::vector<std::pair<Family, std::string>>& keys) const {
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  std::vector<rocksdb::Slice> slices;
  families.reserve(keys.size());
  slices.reserve(keys.size());
  for (const auto& [family, key] : keys) {
    families.push_back(impl_->at(family));
    slices.push_back(slice(key));
  }
  std::vector<std::string> values;
  const auto statuses = impl_->db->MultiGet(rocksdb::ReadOptions(), families, slices, &values);
  std::vector<std::optional<std::string>> out(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      out[i] = std::move(values[i]);
    } else if (!statuses[i].IsNotFound()) {
      fail("read", statuses[i]);
    }
  }
  return out;
}

Database::Cursor::Cursor(std::unique_ptr<rocksdb::Iterator> it) : it_(std::move(it)) {}
Database::Cursor::~Cursor() = default;
Database::Cursor::Cursor(Cursor&&) noexcept = default;
void Database::Cursor::seek(std::string_view key) {
  it_->Seek(slice(key));
}
void Database::Cursor::seek_for_prev(std::string_view key) {
  it_->SeekForPrev(slice(key));
}
void Database::Cursor::seek_to_first() {
  it_->SeekToFirst();
}
void Database::Cursor::seek_to_last() {
  it_->SeekToLast();
}
void Database::Cursor::next() {
  it_->Next();
}
void Database::Cursor::prev() {
  it_->Prev();
}
bool Database::Cursor::valid() const {
  if (it_->Valid()) return true;
  if (!it_->status().ok()) fail("scan", it_->status());
  return false;
}
std::string_view Database::Cursor::key() const {
  return view(it_->key());
}
std::string_view Database::Cursor::value() const {
  return view(it_->value());
}

Database::Cursor Database::cursor(Family family) const {
  return Cursor(
      std::unique_ptr<rocksdb::Iterator>(impl_->db->NewIterator(rocksdb::ReadOptions(), impl_->at(family))));
}

void Database::settle() {
  std::vector<rocksdb::ColumnFamilyHandle*> families(impl_->families.begin(), impl_->families.end());
  const rocksdb::Status status = impl_->db->Flush(rocksdb::FlushOptions(), families);
  rocksdb::CancelAllBackgroundWork(impl_->db.get(), true);
  if (!status.ok()) fail("flush", status);
}

std::uint64_t Database::bytes_on_disk() const {
  std::uint64_t total = 0;
  for (auto* family : impl_->families) {
    for (const auto* property : {"rocksdb.total-sst-files-size", "rocksdb.total-blob-file-size"}) {
      std::uint64_t value = 0;
      if (impl_->db->GetIntProperty(family, property, &value)) total += value;
    }
  }
  return total;
}

}  // namespace gridhall::store
