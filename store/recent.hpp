// The last N entries of a table that is on disk as a whole: what is remembered here needs no read. First in,
// first out; forgetting is always safe once the index run that holds an entry is written, and N is far larger
// than a run.
//
// In shards, since one table of a million entries takes a third of a second to grow, and acks wait for it:
// shards grow one by one.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <vector>

#include "store/key.hpp"

namespace gridhall::store {

template <class Value>
class Recent {
 public:
  explicit Recent(std::size_t entries_max) : entries_max_(entries_max) { order_.reserve(entries_max); }

  const Value* find(const Hash128& hash) const {
    const Map& map = shards_[shard(hash)];
    const auto at = map.find(hash);
    return at == map.end() ? nullptr : &at->second;
  }

  void put(const Hash128& hash, const Value& value) {
    const auto [at, fresh] = shards_[shard(hash)].insert_or_assign(hash, value);
    if (!fresh) return;
    if (order_.size() < entries_max_) {
      order_.push_back(hash);
      return;
    }
    shards_[shard(order_[next_])].erase(order_[next_]);
    order_[next_] = hash;
    next_ = (next_ + 1) % entries_max_;
    forgot_ = true;
  }

  /// True once something was forgotten: from then on "not here" does not mean "never seen".
  bool forgot() const { return forgot_; }

 private:
  static constexpr std::size_t kShards = 256;
  using Map = boost::unordered_flat_map<Hash128, Value, Hash128Hasher>;

  /// By a byte that the tables do not hash by.
  static std::size_t shard(const Hash128& hash) { return hash.back(); }

  std::size_t entries_max_;
  std::array<Map, kShards> shards_;
  std::vector<Hash128> order_;  ///< a ring once it is full
  std::size_t next_ = 0;
  bool forgot_ = false;
};

}  // namespace gridhall::store
