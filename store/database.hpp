// RocksDB behind one door: the families, the options, and the one place where a rocksdb::Status becomes
// something of ours. Reading errors end in StorageError, which nobody retries.
//
// Options that are not taste (see README.md): no write-ahead log compression and no recycling of its files,
// never a manual flush of it, point-in-time recovery with paranoid checks.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rocksdb {
class DB;
class ColumnFamilyHandle;
class Iterator;
class WriteBatch;
class Status;
}  // namespace rocksdb

namespace gridhall::store {

enum class Family : std::uint8_t {
  kLog,
  kCell,
  kArea,
  kCase,
  kBoard,
  kDedup,
  kSubject,
  kProducer,
  kRollup,
  kPerson,
  kAdmin,
  kMeta,
};
inline constexpr std::size_t kFamilyCount = static_cast<std::size_t>(Family::kMeta) + 1;
std::string_view to_string(Family family);

struct StorageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Another process has the data directory.
struct LockedError : StorageError {
  using StorageError::StorageError;
};

/// A set of changes that happen together or not at all.
class Batch {
 public:
  Batch();
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;

  void put(Family family, std::string_view key, std::string_view value);
  void erase(Family family, std::string_view key);
  bool empty() const;
  void clear();

 private:
  friend class Database;
  struct Change {
    Family family;
    bool erase;
    std::size_t key;  ///< offsets into bytes_
    std::size_t value;
    std::size_t end;
  };
  std::string bytes_;
  std::vector<Change> changes_;
};

class Database {
 public:
  enum class Access : std::uint8_t { kWrite, kRead };

  /// Throws StorageError with a sentence for people: locked by another process, damaged, of another version,
  /// no such directory. `kRead` takes no lock and sees what was there when it was opened.
  Database(const std::filesystem::path& directory, Access access, bool create_if_missing,
           bool buffered_wal_for_test);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// True when it is in the write-ahead log, and with `sync` on the disk. False: the reason is in `error`;
  /// nobody may try again, the process has to go.
  bool write(const Batch& batch, bool sync, std::string* error);

  std::optional<std::string> get(Family family, std::string_view key) const;
  /// In the order of `keys`.
  std::vector<std::optional<std::string>> multi_get(
      const std::vector<std::pair<Family, std::string>>& keys) const;

  /// A consistent view of one family, held for as long as the cursor lives.
  class Cursor {
   public:
    explicit Cursor(std::unique_ptr<rocksdb::Iterator> it);
    ~Cursor();
    Cursor(Cursor&&) noexcept;
    void seek(std::string_view key);           ///< first key at or after
    void seek_for_prev(std::string_view key);  ///< last key at or before
    void seek_to_first();
    void seek_to_last();
    void next();
    void prev();
    bool valid() const;  ///< throws StorageError when the end is not the end but a failed read
    std::string_view key() const;
    std::string_view value() const;

   private:
    std::unique_ptr<rocksdb::Iterator> it_;
  };
  Cursor cursor(Family family) const;

  /// Before closing: everything is in the tables and nothing runs in the background any more; only reading is
  /// left.
  void settle();
  /// Live files and the write-ahead log, in bytes.
  std::uint64_t bytes_on_disk() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gridhall::store
