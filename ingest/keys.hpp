// Keys of integrators: `ghk_live_<id>_<secret>`, 32 random bytes, of which only a hash is kept.
//
// Thread: everything here is safe from any thread. A key that is revoked stops counting at once, on live
// sockets too: sessions hold the Key and look at `revoked` before they take anything.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/error.hpp"
#include "store/model/time.hpp"

namespace gridhall::ingest {

struct Key {
  std::string id;
  std::string integrator;
  std::vector<std::string> source_prefixes;  ///< empty: every source
  bool test = false;                         ///< validated and answered, never stored
  model::Time created_at{};
  std::array<std::uint8_t, 32> secret_hash{};
  std::atomic<bool> revoked{false};
};

/// Where the rows live: the running daemon's store, or a stopped data directory.
class KeyRows {
 public:
  virtual ~KeyRows() = default;
  virtual void put(std::string_view key, std::string_view value) = 0;
  virtual void erase(std::string_view key) = 0;
  virtual std::vector<std::pair<std::string, std::string>> scan(std::string_view prefix) const = 0;
};

class KeyRing {
 public:
  /// `rows` outlives the ring. Throws std::runtime_error when a row is damaged.
  explicit KeyRing(KeyRows& rows);

  /// Makes a key, stores its row and returns the whole text, which is never to be had again. Integrator names
  /// are 1 to 64 of a-z, 0-9, "-" and "_"; prefixes are 1 to 256 bytes without spaces.
  model::Result<std::string> create(const std::string& integrator, std::vector<std::string> source_prefixes,
                                    bool test);
  /// A key that lives as long as the process; for `--dev`.
  std::string create_ephemeral(const std::string& integrator);

  /// The key that the text is, unless it is unknown, wrong or revoked.
  std::shared_ptr<const Key> find(std::string_view text) const;
  std::vector<std::shared_ptr<const Key>> list(const std::string& integrator) const;  ///< empty name: all
  /// By id, or all of an integrator's where `id` is empty. Returns how many.
  std::size_t revoke(const std::string& integrator, const std::string& id);

 private:
  std::string add(const std::string& integrator, std::vector<std::string> source_prefixes, bool test,
                  bool keep);

  KeyRows& rows_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Key>, std::less<>> keys_;
};

}  // namespace gridhall::ingest
